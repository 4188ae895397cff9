using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Accounts;
using Moderation.Campaigns;
using Moderation.Contacts;
using Moderation.Senders;
using Moderation.Web.Intake;
using Moderation.Web.Tests.Pages;

namespace Moderation.Web.Tests.Intake.Gathering;

/// <summary>What the rules read, from a real database.</summary>
public sealed class GatheringTests : IAsyncLifetime
{
    private readonly MarketerWorld _world = new();

    public Task InitializeAsync() => _world.InitializeAsync();

    public Task DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task The_audience_is_counted_by_what_it_is()
    {
        var import = new Import { AccountId = _world.Lighthouse.Id, ListId = _world.List.Id, FileName = "fair.csv", Declaration = "A fair", By = "Ada", StartedAt = _world.App.Clock.GetUtcNow(), State = ImportState.Finished, Added = 4 };
        await _world.SaveAsync([import]);
        await AddAsync("admin@firm.example", import.Id, consent: null);
        await AddAsync("someone@mailinator.com", import.Id, consent: null);
        await AddAsync("pitch@firm.example", import.Id, _world.App.Clock.GetUtcNow().AddYears(-3), "Visit https://casino.example now, it is worth it");

        var audience = (await SubmissionAsync()).Audience!;

        Assert.Equal(63, audience.Recipients);
        Assert.Equal(1, audience.RoleAddresses.Value);
        Assert.Equal(1, audience.DisposableAddresses.Value);
        var source = Assert.Single(audience.WithoutConsent.Value);
        Assert.Equal(2, source.Recipients);
        Assert.StartsWith("fair.csv, imported ", source.Source, StringComparison.Ordinal);
        Assert.Empty(audience.MailsInSevenDays.Value);
        Assert.Contains(audience.MergeSamples.Value, sample => sample.Values[PlaceholderNames.FirstName].Contains("casino", StringComparison.Ordinal) && sample.Recipient == "pi…@firm.example");
        Assert.Contains(audience.MergeSamples.Value, sample => sample.Values[PlaceholderNames.FirstName].Length == 0);
        // How fast the contacts were made decides whether their order can be seen.
        Assert.Equal(["throw-away addresses", "consent of one and the same second"], audience.PurchaseSigns.Value.Where(sign => !sign.IsOrder).Select(sign => sign.Sign));
    }

    [Fact]
    public async Task Many_whose_consent_is_old_and_who_were_never_mailed_are_a_sign()
    {
        var import = new Import { AccountId = _world.Lighthouse.Id, ListId = _world.List.Id, FileName = "attic.csv", Declaration = "An attic", By = "Ada", StartedAt = _world.App.Clock.GetUtcNow(), State = ImportState.Finished, Added = 20 };
        await _world.SaveAsync([import]);
        for (var i = 0; i < 20; i++)
        {
            await AddAsync($"old{i}@firm.example", import.Id, _world.App.Clock.GetUtcNow().AddYears(-3).AddDays(i));
        }

        var sign = Assert.Single((await SubmissionAsync()).Audience!.PurchaseSigns.Value, sign => sign.Sign.StartsWith("consent older", StringComparison.Ordinal));

        Assert.StartsWith("20 of 80", sign.Figure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Suppressed_people_are_no_audience()
    {
        await _world.SaveAsync([new Suppression { AccountId = _world.Lighthouse.Id, EmailKey = "reader001@mailbox.example", Reason = SuppressionReason.OptOut, At = _world.App.Clock.GetUtcNow(), Evidence = "test" }]);

        Assert.Equal(59, (await SubmissionAsync()).Audience!.Recipients);
    }

    [Fact]
    public async Task The_account_knows_its_own_and_its_trusted_domains()
    {
        await _world.SaveAsync([new TrustedDomain { AccountId = _world.Lighthouse.Id, Domain = DomainName.Parse("partner.example"), By = Guid.NewGuid(), ByName = "Ada", At = _world.App.Clock.GetUtcNow() }]);

        var account = (await SubmissionAsync()).Account!;

        Assert.Contains(DomainName.Parse("lighthouse.example"), account.OwnDomains);
        Assert.Equal([DomainName.Parse("partner.example")], account.TrustedDomains);
        Assert.Contains("Lighthouse", account.Names);
        Assert.Empty(account.Reputation);
    }

    [Fact]
    public async Task Content_like_what_was_rejected_is_found_in_every_account_and_only_by_its_likeness()
    {
        const string Words = "<p>Our new fund doubles your savings in thirty days, guaranteed, and only the first hundred readers who answer this letter today may take part in it before the bank closes the doors for good.</p><a href=\"{{ unsubscribe_url }}\">Unsubscribe</a>";
        var rejected = await SubmitAsync(Words);
        Assert.Empty((await SubmissionAsync(Words)).History!.Rejected.Value);
        await _world.ReadAsync(db => db.Submissions.Where(s => s.CampaignId == rejected).ExecuteUpdateAsync(set => set.SetProperty(s => s.RejectedAt, _world.App.Clock.GetUtcNow())));

        var own = Assert.Single((await SubmissionAsync(Words.Replace("thirty", "forty", StringComparison.Ordinal))).History!.Rejected.Value);
        Assert.True(own.OfThisAccount);
        Assert.InRange(own.Likeness, 0.7, 0.99);

        var other = await OtherAsync(Words);
        Assert.False(other.OfThisAccount);
        Assert.Equal(1, other.Likeness);
        Assert.Empty((await SubmissionAsync("<p>Something about lamps, ships and the sea on a long evening in November, with tea and a good book by the window and nothing else to do at all.</p>")).History!.Rejected.Value);
    }

    private async Task<Guid> SubmitAsync(string html)
    {
        var campaign = await _world.DraftAsync(html);
        using var answer = await _world.Marketer.SubmitAsync($"/campaigns/{campaign.Id}/check-up", [("version", $"{campaign.Version}")], "Submit");
        return campaign.Id;
    }

    private async Task<Submission> SubmissionAsync(string html = "<p>Hello <a href=\"{{ unsubscribe_url }}\">Unsubscribe</a></p>") =>
        (await CheckAsync(_world.Lighthouse.Id, await _world.DraftAsync(html))).Submission;

    private Task<CheckUp> CheckAsync(Guid account, Campaign campaign) => _world.App.AsAccountAsync(account, services => services.CheckUpAsync(campaign));

    private async Task<Resemblance> OtherAsync(string html)
    {
        var harbour = await _world.App.AddAccountAsync("Copycat");
        var campaign = new Campaign { AccountId = harbour.Id, CreatedBy = Guid.NewGuid(), CreatedAt = _world.App.Clock.GetUtcNow() };
        campaign.Edit(new CampaignDraft("A letter", "", html, "", null, null, SendAt: null), campaign.CreatedBy, _world.App.Clock.GetUtcNow());
        var checkUp = await CheckAsync(harbour.Id, campaign);
        return Assert.Single(checkUp.Submission.History!.Rejected.Value);
    }

    private Task AddAsync(string email, Guid import, DateTimeOffset? consent, string firstName = "")
    {
        var contact = new Contact { AccountId = _world.Lighthouse.Id, Email = email, EmailKey = email, FirstName = firstName, OptedInAt = consent, ImportId = import, CreatedAt = _world.App.Clock.GetUtcNow() };
        return _world.SaveAsync([contact, new ListMembership { AccountId = _world.Lighthouse.Id, ListId = _world.List.Id, ContactId = contact.Id }]);
    }
}
