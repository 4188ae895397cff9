using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Accounts;
using Moderation.Campaigns;
using Moderation.Contacts;
using Moderation.Web.Data;
using Moderation.Web.Feedback;
using Moderation.Web.Feedback.Tokens;
using Moderation.Web.Tests.Relay;

namespace Moderation.Web.Tests.Feedback;

public sealed class OptOutScopeTests
{
    [Theory]
    [InlineData(OptOutScope.List, "the list &quot;Readers&quot;")]
    [InlineData(OptOutScope.Sender, "mail from Lighthouse")]
    public async Task The_page_says_what_ends_and_offers_everything(OptOutScope scope, string words)
    {
        await using var world = await RelayWorld.StartAsync(contacts: 3);
        await world.ScopeAsync(scope);
        var first = await world.SendAsync();
        await world.UntilAsync(first, CampaignState.Sent);
        using var client = world.Reader();
        var link = "/u/" + await world.TokenAsync(first, 1);

        var page = await client.GetStringAsync(link);
        Assert.Contains(words, page, StringComparison.Ordinal);
        Assert.Contains("Stop everything from Lighthouse Ltd", page, StringComparison.Ordinal);

        (await client.PostAsync(link, null)).EnsureSuccessStatusCode();
        var partial = Assert.Single(await world.EngineAsync(db => db.PartialOptOuts.AsNoTracking().ToListAsync()));
        Assert.Equal(scope == OptOutScope.List ? (world.List, null) : (null, (Guid?)world.Sender), (partial.ListId, partial.SenderId));
        Assert.Equal(0, await world.EngineAsync(db => db.Suppressions.CountAsync()));

        var second = await world.SendAsync();
        await world.UntilAsync(second, CampaignState.Sent);
        Assert.Equal(5, world.Route.Messages.Count);
        Assert.DoesNotContain(world.Route.Messages.Skip(3), m => m.To == partial.EmailKey);

        using var everything = await client.PostAsync(link, Form(("from", "page"), ("what", "everything")));
        Assert.Contains("everything from Lighthouse Ltd", await everything.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(SuppressionReason.OptOut, Assert.Single(await world.EngineAsync(db => db.Suppressions.AsNoTracking().ToListAsync())).Reason);
    }

    [Fact]
    public async Task Leaving_a_list_while_it_is_mailed_stops_that_recipient()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 150, ("Relay:Connections", "1"));
        await world.ScopeAsync(OptOutScope.List);
        world.Route.Delay = TimeSpan.FromMilliseconds(20);
        var campaign = await world.SendAsync();
        await RelayWorld.UntilAsync(() => Task.FromResult(world.Route.Messages.Count >= 5), "some have left");
        using var client = world.Reader();
        (await client.PostAsync("/u/" + await world.TokenAsync(campaign, 150), null)).EnsureSuccessStatusCode();
        await world.UntilAsync(campaign, CampaignState.Sent);

        Assert.Equal(149, world.Route.Messages.Count);
        Assert.Equal(1, (await world.ProgressAsync(campaign)).Suppressed);
    }

    [Fact]
    public async Task Undo_works_for_an_hour_and_brings_back_what_stood_before()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 3);
        var campaign = await world.SendAsync();
        await world.UntilAsync(campaign, CampaignState.Sent);
        var bounced = await world.SequenceAsync(campaign, "reader2@readers.example");
        await world.EngineAsync(async db =>
        {
            db.Add(new Suppression { AccountId = world.Account, EmailKey = "reader2@readers.example", Reason = SuppressionReason.HardBounce, At = DateTimeOffset.UnixEpoch, Evidence = "SMTP 550" });
            return await db.SaveChangesAsync();
        });
        using var client = world.Reader();
        async Task<string> PostAsync(int reader, params (string, string)[] fields)
        {
            using var answer = await client.PostAsync("/u/" + await world.TokenAsync(campaign, reader), Form([("from", "page"), .. fields]));
            return await answer.Content.ReadAsStringAsync();
        }

        var other = bounced == 1 ? 2 : 1;
        await PostAsync(other);
        await PostAsync(bounced);
        Assert.All(await world.EngineAsync(db => db.Suppressions.AsNoTracking().ToListAsync()), s => Assert.Equal(SuppressionReason.OptOut, s.Reason));
        Assert.Contains("You get this mail again", await PostAsync(other, ("undo", "yes"), ("what", "everything")), StringComparison.Ordinal);
        await PostAsync(bounced, ("undo", "yes"), ("what", "everything"));
        Assert.Equal(SuppressionReason.HardBounce, Assert.Single(await world.EngineAsync(db => db.Suppressions.AsNoTracking().ToListAsync())).Reason);
        Assert.Equal(2, await world.EngineAsync(db => db.Consents.CountAsync(c => c.Step == ConsentStep.Resumed)));

        await PostAsync(other);
        world.App.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Contains("It could not be taken back", await PostAsync(other, ("undo", "yes"), ("what", "everything")), StringComparison.Ordinal);
        Assert.Equal(2, await world.EngineAsync(db => db.Suppressions.CountAsync()));
    }

    [Fact]
    public async Task A_mail_to_the_signed_address_opts_out_and_an_altered_one_does_not()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 2, ("Mx:Domain", "in.provider.example"));
        var campaign = await world.SendAsync();
        await world.UntilAsync(campaign, CampaignState.Sent);
        var header = world.Route.Messages.First().Header("List-Unsubscribe")!;
        Assert.Matches("^<https://mail.provider.example/u/[^>]+>, ?<mailto:u-[a-z2-7]+@in.provider.example[?]subject=unsubscribe>$", header.Replace("\r\n", "", StringComparison.Ordinal).Replace("> ", ">", StringComparison.Ordinal).Replace(",<", ", <", StringComparison.Ordinal));
        Assert.Equal("List-Unsubscribe=One-Click", world.Route.Messages.First().Header("List-Unsubscribe-Post"));
        var start = header.IndexOf("mailto:", StringComparison.Ordinal) + 7;
        var address = header[start..header.IndexOf('?', start)];
        var byMail = world.Services.GetRequiredService<OptOutByMail>();

        var altered = address.Replace("u-", "u-" + (address[2] == 'a' ? 'b' : 'a'), StringComparison.Ordinal);
        Assert.False(await byMail.ActAsync(EmailAddress.Parse(altered), CancellationToken.None));
        Assert.False(await byMail.ActAsync(EmailAddress.Parse(address.Replace("in.provider", "out.provider", StringComparison.Ordinal)), CancellationToken.None));
        Assert.False(await byMail.ActAsync(EmailAddress.Parse("u-@in.provider.example"), CancellationToken.None));
        Assert.Equal(0, await world.EngineAsync(db => db.Suppressions.CountAsync()));

        // Mail systems change the case of local parts.
        Assert.True(await byMail.ActAsync(EmailAddress.Parse(address.ToUpperInvariant()), CancellationToken.None));
        Assert.StartsWith("mail to the opt-out address", Assert.Single(await world.EngineAsync(db => db.Suppressions.AsNoTracking().ToListAsync())).Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_preference_page_switches_off_one_or_all_by_post_alone()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 2);
        var other = Guid.CreateVersion7();
        await world.EngineAsync(db => db.Database.ExecuteSqlAsync(
            $"""
            with new as (insert into app.lists (account_id, id, name, created_at) values ({world.Account}, {other}, 'Friends', now()) returning id)
            insert into app.list_members (account_id, list_id, contact_id) select account_id, {other}, app.contacts.id from app.contacts, new
            """));
        var campaign = await world.SendAsync();
        await world.UntilAsync(campaign, CampaignState.Sent);
        using var client = world.Reader();
        var link = "/p/" + await world.TokenAsync(campaign, 1, TokenPurpose.Preferences);
        async Task<string> PostAsync(params (string, string)[] fields)
        {
            using var answer = await client.PostAsync(link, Form(fields));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Empty(answer.Headers.Where(h => h.Key == "Set-Cookie").SelectMany(h => h.Value));
            return await answer.Content.ReadAsStringAsync();
        }

        var page = await client.GetStringAsync(link);
        Assert.Contains("Readers", page, StringComparison.Ordinal);
        Assert.Contains("Friends", page, StringComparison.Ordinal);
        await PostAsync(("what", Guid.NewGuid().ToString()));
        await PostAsync();
        Assert.Equal(0, await world.EngineAsync(db => db.PartialOptOuts.CountAsync()));

        await PostAsync(("what", other.ToString()));
        Assert.Equal(other, Assert.Single(await world.EngineAsync(db => db.PartialOptOuts.AsNoTracking().ToListAsync())).ListId);
        Assert.Contains("You get it again", await PostAsync(("what", other.ToString()), ("undo", "yes")), StringComparison.Ordinal);
        Assert.Equal(0, await world.EngineAsync(db => db.PartialOptOuts.CountAsync()));

        Assert.Contains("Nothing more is sent", await PostAsync(("what", "everything")), StringComparison.Ordinal);
        Assert.Equal(1, await world.EngineAsync(db => db.Suppressions.CountAsync()));
        await PostAsync(("what", "everything"), ("undo", "yes"));
        Assert.Equal(0, await world.EngineAsync(db => db.Suppressions.CountAsync()));
        // A token of one purpose is none of another.
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/p/" + await world.TokenAsync(campaign, 1))).StatusCode);
    }

    [Fact]
    public async Task Whom_the_platform_suppresses_is_left_out_at_release_and_at_the_claim()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 150, ("Relay:Connections", "1"));
        Task SuppressAsync(string email) => world.EngineAsync(async db =>
        {
            db.Add(new PlatformSuppression { Hash = world.Services.GetRequiredService<AddressHashes>().OfPlatform(email), Reason = "A trap", At = world.App.Clock.GetUtcNow(), By = Guid.NewGuid(), ByName = "Root" });
            return await db.SaveChangesAsync();
        });
        await SuppressAsync("reader7@readers.example");
        world.Route.Delay = TimeSpan.FromMilliseconds(20);
        var campaign = await world.SendAsync();
        Assert.Equal(149, (await world.ProgressAsync(campaign)).Total);
        await RelayWorld.UntilAsync(() => Task.FromResult(world.Route.Messages.Count >= 5), "some have left");
        var last = await world.EngineAsync(db => db.Database.SqlQuery<string>($"""select email as "Value" from app.deliveries order by seq desc limit 1""").SingleAsync());
        await SuppressAsync(last);
        await world.UntilAsync(campaign, CampaignState.Sent);

        Assert.Equal(148, world.Route.Messages.Count);
        Assert.DoesNotContain(world.Route.Messages, m => m.To == last || m.To == "reader7@readers.example");
    }

    internal static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) => new(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
}
