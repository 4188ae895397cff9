using System.Net;
using System.Text.RegularExpressions;
using Moderation.Accounts;
using Moderation.Campaigns;
using Moderation.Senders;
using Moderation.Web.Tests.Hosting;

namespace Moderation.Web.Tests.Pages.Campaigns;

public sealed partial class DomainProposalPageTests(MarketerWorld world) : IClassFixture<MarketerWorld>
{
    [Fact]
    public async Task The_fitting_domain_is_proposed_with_its_reasons_and_taken_by_one_press_with_what_was_typed()
    {
        var now = world.App.Clock.GetUtcNow();
        var draft = await world.DraftAsync("<p>Hello <a href=\"https://shop.harbour-lights.example/\">our shop</a> <a href=\"{{ unsubscribe_url }}\">Unsubscribe</a></p>");
        var page = $"/campaigns/{draft.Id}/edit";
        // With one domain there is nothing to choose.
        Assert.DoesNotContain("domain-proposal", await world.Marketer.ReadAsync(page), StringComparison.Ordinal);

        var domain = new SendingDomain { AccountId = world.Lighthouse.Id, Name = DomainName.Parse("news.harbour-lights.example"), Selector = "m1", SealedPrivateKey = [1], DnsRecord = "v=DKIM1; k=rsa; p=AAAA", CreatedAt = now };
        var sender = new Sender { AccountId = world.Lighthouse.Id, Name = "Harbour lights", Email = EmailAddress.Parse("news@news.harbour-lights.example"), SendingDomainId = domain.Id, CreatedAt = now };
        await world.SaveAsync([domain, sender]);
        var shown = WebUtility.HtmlDecode(await world.Marketer.ReadAsync(page));
        Assert.Contains("Proposed: send from news.harbour-lights.example", shown, StringComparison.Ordinal);
        Assert.Contains("A link of this mail leads to it.", shown, StringComparison.Ordinal);
        // What was not looked up is not claimed.
        Assert.Contains("Not checked whether receivers can tell that its mail is yours", shown, StringComparison.Ordinal);
        Assert.Contains("The links of this mail lead to news.harbour-lights.example, not to it.", shown, StringComparison.Ordinal);
        // Never silently.
        Assert.Equal(world.Sender.Id, (await world.AgainAsync(draft)).SenderId);

        var button = UseIt().Match(shown);
        Assert.True(button.Success);
        using var answer = await world.Marketer.PostAsync(button.Groups["address"].Value,
        [
            ("Input.Version", $"{draft.Version}"), ("Input.Subject", "Typed just now"), ("Input.Html", draft.Html), ("Input.SenderId", $"{world.Sender.Id}"), ("Input.ListId", $"{world.List.Id}"), ("Input.Waits", "false"),
            ("__RequestVerificationToken", Visitor.Token(shown)),
        ]);
        Assert.Equal(page, MarketerWorld.Location(answer));
        var saved = await world.AgainAsync(draft);
        Assert.Equal((sender.Id, "Typed just now"), (saved.SenderId, saved.Subject));
        Assert.Contains("The domain fits: news.harbour-lights.example", await world.Marketer.ReadAsync(page), StringComparison.Ordinal);

        using var foreign = await world.Marketer.SubmitAsync(page, [("Input.Version", $"{saved.Version}"), ("Input.Waits", "false")], $"UseSender&sender={Guid.NewGuid()}");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, foreign.StatusCode);

        // A domain that has carried this audience's mailings is known to it.
        var sent = await world.DraftAsync();
        await world.App.AsEngineAsync(async db =>
        {
            var campaign = await db.Campaigns.FindAsync(sent.AccountId, sent.Id);
            db.Entry(campaign!).Property(c => c.SendingSince).CurrentValue = now.AddDays(-40);
            db.Entry(campaign!).Property(c => c.State).CurrentValue = CampaignState.Sent;
            return await db.SaveChangesAsync();
        });
        shown = WebUtility.HtmlDecode(await world.Marketer.ReadAsync(page));
        Assert.Contains("Proposed: send from lighthouse.example", shown, StringComparison.Ordinal);
        Assert.Contains("This audience knows it: one mailing came from it", shown, StringComparison.Ordinal);
    }

    [GeneratedRegex("formaction=\"(?<address>/campaigns/[^\"]+handler=UseSender[^\"]+)\"", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex UseIt();
}
