using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Contacts;
using Moderation.Web.Data;
using Moderation.Web.Tests.Feedback;
using Moderation.Web.Tests.Relay;

namespace Moderation.Web.Tests.Forms;

public sealed partial class SubscriptionFormTests
{
    [DkimpyFact]
    public async Task A_scanner_that_fetches_every_link_confirms_nobody_and_the_button_confirms_once()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 1);
        var form = await FormAsync(world);
        using var client = world.Reader();
        var page = await client.GetStringAsync(Path(form));
        Assert.Contains("One letter a month", page, StringComparison.Ordinal);
        Assert.DoesNotContain("__RequestVerificationToken", page, StringComparison.Ordinal);

        using var asked = await client.PostAsync(Path(form), OptOutScopeTests.Form(("email", "Ada@New.example"), ("text", HashIn(page)), ("name", "Buy pills at https://evil.example")));
        Assert.Equal(HttpStatusCode.OK, asked.StatusCode);
        Assert.Contains("Look into your mailbox", await asked.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var mail = await NextAsync(world, 1);
        Assert.Equal("ada@new.example", mail.To, ignoreCase: true);
        Assert.DoesNotContain("evil", mail.Data, StringComparison.Ordinal);
        Assert.Contains("Please say yes", mail.Data, StringComparison.Ordinal);
        var record = await world.EngineAsync(db => db.SendingDomains.Select(d => d.DnsRecord).SingleAsync());
        Assert.Equal(1, Dkimpy.CountValid([mail], record));

        // Every address in the mail, fetched three times, in both ways in which scanners look.
        var links = Links().Matches(mail.Data.Replace("=\r\n", "", StringComparison.Ordinal)).Select(m => m.Value).ToList();
        var confirm = new Uri(Assert.Single(links)).AbsolutePath;
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(confirm)).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, confirm))).StatusCode);
        }

        Assert.False(await world.EngineAsync(db => db.Contacts.AnyAsync(c => c.EmailKey == "ada@new.example")));

        for (var i = 0; i < 2; i++)
        {
            using var done = await client.PostAsync(confirm, null);
            Assert.Contains("You are on the list", await done.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        var contact = await world.EngineAsync(db => db.Contacts.SingleAsync(c => c.EmailKey == "ada@new.example"));
        Assert.NotNull(contact.OptedInAt);
        Assert.True(await world.EngineAsync(db => db.ListMemberships.AnyAsync(m => m.ContactId == contact.Id && m.ListId == world.List)));
        var ledger = await world.EngineAsync(db => db.Consents.AsNoTracking().OrderBy(c => c.Id).ToListAsync());
        Assert.Equal([ConsentStep.Requested, ConsentStep.Confirmed], ledger.Select(c => c.Step));
        Assert.NotNull(ledger[1].ConfirmationSentAt);
        Assert.NotNull(ledger[1].ConfirmedAt);
        Assert.Equal(form.Id, ledger[1].FormId);
        Assert.Equal(Consent.HashOf(await world.EngineAsync(db => db.ShownTexts.Select(t => t.Text).SingleAsync())), ledger[1].TextHash);
    }

    [Fact]
    public async Task A_forged_or_late_link_confirms_nobody()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 1);
        var form = await FormAsync(world);
        using var client = world.Reader();
        (await client.PostAsync(Path(form), OptOutScopeTests.Form(("email", "ada@new.example")))).EnsureSuccessStatusCode();
        var link = new Uri(Links().Match((await NextAsync(world, 1)).Data.Replace("=\r\n", "", StringComparison.Ordinal)).Value).AbsolutePath;
        Assert.Equal(HttpStatusCode.NotFound, (await client.PostAsync(link[..^1] + (link[^1] == 'A' ? 'B' : 'A'), null)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.PostAsync(link.Replace("/c/", "/u/", StringComparison.Ordinal), null)).StatusCode);
        world.App.Clock.Advance(FormRequest.Life + TimeSpan.FromMinutes(1));
        Assert.Contains("too old", await (await client.PostAsync(link, null)).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.False(await world.EngineAsync(db => db.Contacts.AnyAsync(c => c.EmailKey == "ada@new.example")));
    }

    [Fact]
    public async Task The_answer_is_the_same_for_everybody_and_only_those_who_need_it_get_mail()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 3);
        var form = await FormAsync(world);
        await world.EngineAsync(async db =>
        {
            var now = world.App.Clock.GetUtcNow();
            db.AddRange(
                new Suppression { AccountId = world.Account, EmailKey = "angry@new.example", Reason = SuppressionReason.Complaint, At = now, Evidence = "ARF" },
                new Suppression { AccountId = world.Account, EmailKey = "reader3@readers.example", Reason = SuppressionReason.OptOut, At = now, Evidence = "page" },
                new PlatformSuppression { Hash = world.Services.GetRequiredService<AddressHashes>().OfPlatform("trap@new.example"), Reason = "A trap", At = now, By = Guid.NewGuid(), ByName = "Root" });
            return await db.SaveChangesAsync();
        });
        using var client = world.Reader();
        var answers = new List<string>();
        foreach (var fields in new (string, string)[][]
        {
            [("email", "reader1@readers.example")], [("email", "angry@new.example")], [("email", "trap@new.example")],
            [("email", "robot@new.example"), ("website", "https://spam.example")],
            [("email", "reader3@readers.example")], [("email", "nobody@new.example")],
        })
        {
            using var answer = await client.PostAsync(Path(form), OptOutScopeTests.Form(fields));
            answers.Add($"{answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }

        Assert.Single(answers.Select(a => Nonce().Replace(a, "")).Distinct());
        await NextAsync(world, 2);
        await Task.Delay(500);
        Assert.Equal(["nobody@new.example", "reader3@readers.example"], world.Route.Messages.Select(m => m.To).Order());

        // Who opted out and says yes again is mailed again.
        var back = world.Route.Messages.Single(m => m.To.StartsWith("reader3", StringComparison.Ordinal));
        (await client.PostAsync(new Uri(Links().Match(back.Data.Replace("=\r\n", "", StringComparison.Ordinal)).Value).AbsolutePath, null)).EnsureSuccessStatusCode();
        Assert.False(await world.EngineAsync(db => db.Suppressions.AnyAsync(s => s.EmailKey == "reader3@readers.example")));
    }

    [Fact]
    public async Task A_mailbox_is_not_filled_and_a_visitor_is_slowed_down()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 1);
        var form = await FormAsync(world);
        using var client = world.Reader();
        var codes = new List<HttpStatusCode>();
        for (var i = 0; i < 12; i++)
        {
            using var answer = await client.PostAsync(Path(form), OptOutScopeTests.Form(("email", "victim@new.example")));
            codes.Add(answer.StatusCode);
        }

        Assert.Equal(10, codes.Count(code => code == HttpStatusCode.OK));
        Assert.Equal(2, codes.Count(code => code == HttpStatusCode.TooManyRequests));
        await NextAsync(world, 3);
        await Task.Delay(500);
        Assert.Equal(3, world.Route.Messages.Count);
    }

    [Fact]
    public async Task A_closed_form_takes_nobody()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 1);
        var form = await FormAsync(world);
        await world.EngineAsync(db => db.SubscriptionForms.ExecuteUpdateAsync(set => set.SetProperty(f => f.IsOpen, false)));
        using var client = world.Reader();
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(Path(form))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.PostAsync(Path(form), OptOutScopeTests.Form(("email", "ada@new.example")))).StatusCode);
        Assert.Equal(0, await world.EngineAsync(db => db.FormRequests.CountAsync()));
    }

    private static async Task<SubscriptionForm> FormAsync(RelayWorld world)
    {
        var form = new SubscriptionForm
        {
            AccountId = world.Account,
            ListId = world.List,
            Title = "Letters from the lighthouse",
            ConsentText = "One letter a month about the café.",
            PrivacyUrl = "https://lighthouse.example/privacy",
            PrivacyVersion = "2026-03",
            SenderId = world.Sender,
            MailSubject = "Please confirm",
            MailText = "Please say yes to our letters.",
            CreatedAt = world.App.Clock.GetUtcNow(),
        };
        await world.EngineAsync(async db =>
        {
            db.Add(form);
            return await db.SaveChangesAsync();
        });
        return form;
    }

    private static async Task<WireMessage> NextAsync(RelayWorld world, int count)
    {
        await RelayWorld.UntilAsync(() => Task.FromResult(world.Route.Messages.Count >= count), $"{count} mails have come");
        return world.Route.Messages.ElementAt(count - 1);
    }

    private static string Path(SubscriptionForm form) => $"/f/{form.AccountId}/{form.Id}";

    private static string HashIn(string page) => Regex.Match(page, "name=\"text\" value=\"(?<hash>[0-9a-f]{64})\"", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture).Groups["hash"].Value;

    [GeneratedRegex("https?://[^\\s<>\"]+", RegexOptions.NonBacktracking)]
    private static partial Regex Links();

    [GeneratedRegex("nonce=\"[^\"]*\"", RegexOptions.NonBacktracking)]
    private static partial Regex Nonce();
}
