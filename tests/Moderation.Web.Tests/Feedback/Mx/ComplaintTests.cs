using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Moderation.Accounts;
using Moderation.Contacts;
using Moderation.Delivery;
using Moderation.Mail.Dkim;
using Moderation.Reputation;
using Moderation.Web.Feedback.Tokens;
using Moderation.Web.Tests.Hosting;

namespace Moderation.Web.Tests.Feedback.Mx;

public sealed partial class ComplaintTests
{
    private const string Loop = "fbl@" + MxWorld.Domain;

    // What the mail server in front writes on top.
    private const string FromLoop = "Received: from mx.loop.example (mx.loop.example [192.0.2.77])\n\tby front.provider.example with ESMTP id 1; Sun, 22 Nov 2026 10:00:00 +0000\n";

    [Fact]
    public async Task Every_message_carries_the_signed_trace_and_the_fields_of_rfc_9477()
    {
        await using var world = await MxWorld.StartAsync(contacts: 1);
        var campaign = await world.SentAsync();
        var message = world.MessageTo("reader1@readers.example");
        var token = await world.MailboxTokenAsync(campaign, "reader1@readers.example", TokenPurpose.Trace);

        Assert.Equal(token, message.Header("X-Campaign-Trace"));
        Assert.Equal($"{Loop}; report=arf", message.Header("CFBL-Address"));
        Assert.Equal(token, message.Header("CFBL-Feedback-ID"));
        foreach (var field in (string[])["x-campaign-trace", "cfbl-address", "cfbl-feedback-id", "feedback-id"])
        {
            Assert.Contains(field, message.Header("DKIM-Signature")!.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        }
    }

    [CorporaFact]
    public async Task Real_reports_of_the_loop_count_and_opt_out_of_that_account_only()
    {
        var samples = new[] { "mailauth-rs-arf/001.eml", "kumomta-reports/rfc5965/2.eml", "kumomta-reports/rfc5965/4.eml", "sisimai/bsd/arf-15.eml", "sisimai/bsd/arf-16.eml", "sisimai/bsd/arf-22.eml", "sisimai/bsd/arf-24.eml" };
        await using var world = await MxWorld.StartAsync(contacts: samples.Length + 1);
        await world.JoinLoopAsync();
        var campaign = await world.SentAsync();
        var other = await world.Relay.App.AddAccountAsync("Harbour");
        await world.Relay.EngineAsync(db => db.Database.ExecuteSqlAsync(
            $"insert into app.contacts (account_id, id, email, email_key, first_name, last_name, source, created_at) select {other.Id}, gen_random_uuid(), email, email_key, '', '', 'test', now() from app.contacts where account_id = {world.Relay.Account}"));

        foreach (var (i, sample) in samples.Index())
        {
            // By the trace field, the envelope sender and the Message-ID in turn.
            var reader = $"reader{i + 1}@readers.example";
            var report = await ReaddressAsync(world, campaign, reader, sample, (i % 3) switch { 0 => TokenPurpose.Trace, 1 => TokenPurpose.Verp, _ => TokenPurpose.MessageId });
            Assert.StartsWith("250", await world.SendAsync("loop@loop.example", Loop, FromLoop + report), StringComparison.Ordinal);
            Assert.StartsWith("250", await world.SendAsync("loop@loop.example", Loop, FromLoop + report), StringComparison.Ordinal);
        }

        var suppressions = await world.SuppressionsAsync();
        Assert.Equal(samples.Select((_, i) => $"reader{i + 1}@readers.example"), suppressions.Select(s => s.EmailKey));
        Assert.All(suppressions, s => Assert.Equal((world.Relay.Account, SuppressionReason.Complaint), (s.AccountId, s.Reason)));
        Assert.Equal(0, await world.Relay.EngineAsync(db => db.PlatformSuppressions.CountAsync()));
        var counters = await world.Relay.CountersAsync(campaign);
        Assert.Equal((samples.Length, samples.Length + 1), (counters[EventKind.Complained], counters[EventKind.DeliveredWithFeedback]));
        var consents = await world.Relay.EngineAsync(db => db.Consents.AsNoTracking().ToListAsync());
        Assert.Equal(samples.Length, consents.Count);
        Assert.All(consents, c => Assert.Equal((ConsentStep.Withdrawn, ConsentMethod.Complaint, "everything from Lighthouse Ltd"), (c.Step, c.Method, c.Purpose)));
        var counts = await world.CountsAsync();
        Assert.Equal((samples.Length, samples.Length), (counts["complaint counted"], counts["complaint repeated"]));

        var page = await (await world.MarketerAsync()).ReadAsync($"/campaigns/{campaign}");
        Assert.Contains($"<dt>called it spam</dt><dd>{samples.Length}</dd>", page, StringComparison.Ordinal);

        // Whoever complained gets nothing of the next one.
        var before = world.Relay.Route.Messages.Count;
        await world.SentAsync();
        Assert.Equal($"reader{samples.Length + 1}@readers.example", Assert.Single(world.Relay.Route.Messages.Skip(before)).To);
    }

    [CorporaFact]
    public async Task Forged_reports_are_refused_and_others_dropped_and_all_are_counted()
    {
        await using var world = await MxWorld.StartAsync(contacts: 2);
        await world.JoinLoopAsync();
        var campaign = await world.SentAsync();
        var report = await ReaddressAsync(world, campaign, "reader1@readers.example", "mailauth-rs-arf/001.eml", TokenPurpose.Trace);
        var token = await world.MailboxTokenAsync(campaign, "reader1@readers.example", TokenPurpose.Trace);
        var forged = report.Replace(token, token[..^4] + (token[^4] == 'a' ? 'b' : 'a') + token[^3..], StringComparison.Ordinal);
        // A signature of ours for another purpose.
        var stolen = report.Replace(token, await world.MailboxTokenAsync(campaign, "reader1@readers.example", TokenPurpose.OptOutMail), StringComparison.Ordinal);

        Assert.StartsWith("550 5.7.1", await world.SendAsync("loop@loop.example", Loop, FromLoop + forged), StringComparison.Ordinal);
        Assert.StartsWith("550 5.7.1", await world.SendAsync("loop@loop.example", Loop, FromLoop + stolen), StringComparison.Ordinal);
        Assert.StartsWith("250", await world.SendAsync("loop@loop.example", Loop, FromLoop + Sample("mailauth-rs-arf/001.eml")), StringComparison.Ordinal);
        Assert.StartsWith("250", await world.SendAsync("loop@loop.example", Loop, FromLoop + await ReaddressAsync(world, campaign, "reader1@readers.example", "sisimai/bsd/arf-18.eml", TokenPurpose.Trace)), StringComparison.Ordinal);
        // Right in everything, but nobody vouches for it: from a network that is not the loop's, or none that is known.
        Assert.StartsWith("550 5.7.1", await world.SendAsync("loop@loop.example", Loop, FromLoop.Replace("192.0.2.77", "198.51.100.7", StringComparison.Ordinal) + report), StringComparison.Ordinal);
        Assert.StartsWith("550 5.7.1", await world.SendAsync("loop@loop.example", Loop, report), StringComparison.Ordinal);

        Assert.Empty(await world.FeedbackAsync());
        Assert.Empty(await world.SuppressionsAsync());
        var counts = await world.CountsAsync();
        Assert.Equal((2, 1, 1, 2), (counts["complaint forged"], counts["complaint not ours"], counts["complaint no complaint"], counts["complaint untrusted"]));
    }

    [CorporaFact]
    public async Task A_report_of_rfc_9477_acts_only_under_a_valid_aligned_signature()
    {
        await using var world = await MxWorld.StartAsync(contacts: 2);
        var campaign = await world.SentAsync();
        var report = (await ReaddressAsync(world, campaign, "reader1@readers.example", "mailauth-rs-arf/001.eml", TokenPurpose.Trace)).ReplaceLineEndings("\r\n");
        using var key = DkimKey.Create();
        world.Zone.Txt("s1._domainkey.example.com", key.TxtRecord).Txt("s1._domainkey.elsewhere.example", key.TxtRecord);

        Assert.StartsWith("550 5.7.1", await world.SendAsync("abusedesk@example.com", Loop, Sign(report, "elsewhere.example", key)), StringComparison.Ordinal);
        Assert.StartsWith("550 5.7.1", await world.SendAsync("abusedesk@example.com", Loop, Sign(report, "example.com", key).Replace("Earn money", "Earn honey", StringComparison.Ordinal)), StringComparison.Ordinal);
        world.Zone.Fail("s1._domainkey.example.com");
        Assert.StartsWith("451", await world.SendAsync("abusedesk@example.com", Loop, Sign(report, "example.com", key)), StringComparison.Ordinal);
        Assert.Empty(await world.FeedbackAsync());

        using var second = DkimKey.Create();
        world.Zone.Txt("s2._domainkey.example.com", second.TxtRecord);
        Assert.StartsWith("250", await world.SendAsync("abusedesk@example.com", Loop, Sign(report, "example.com", second, "s2")), StringComparison.Ordinal);

        Assert.Equal((FeedbackKind.Complaint, "example.com"), Assert.Single((await world.FeedbackAsync()).Select(f => (f.Kind, f.Source))));
        Assert.Equal(SuppressionReason.Complaint, Assert.Single(await world.SuppressionsAsync()).Reason);
    }

    [Fact]
    public void Only_active_loops_that_are_not_silent_give_trials()
    {
        var now = new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
        var programme = new FeedbackProgramme { Name = "Loop" };
        Assert.False(programme.Counts(now));
        programme.Move(ProgrammeState.Asked, now);
        Assert.False(programme.Counts(now));
        programme.Move(ProgrammeState.Active, now);
        Assert.True(programme.Counts(now + FeedbackProgramme.Silence));
        Assert.False(programme.Counts(now + FeedbackProgramme.Silence + TimeSpan.FromSeconds(1)));
        Assert.Equal(now, programme.SilentSince(now + FeedbackProgramme.Silence + TimeSpan.FromSeconds(1)));
    }

    private static string Sample(string name) => File.ReadAllText(Path.Combine(Repository.Corpora!, name), Encoding.Latin1).ReplaceLineEndings("\n");

    /// <summary>The report as it is, but about a mail of ours.</summary>
    private static async Task<string> ReaddressAsync(MxWorld world, Guid campaign, string reader, string sample, TokenPurpose by)
    {
        var token = await world.MailboxTokenAsync(campaign, reader, by);
        var field = by switch
        {
            TokenPurpose.Trace => $"X-Campaign-Trace: {token}",
            TokenPurpose.Verp => $"Return-Path: <b-{token}@{MxWorld.Bounces}>",
            _ => $"Message-ID: <{token}@news.lighthouse.example>",
        };
        var text = Sample(sample);
        var original = OriginalPart().Matches(text).Last();
        var at = original.Index + original.Length;
        return text[..at] + field + "\n" + text[at..];
    }

    private static string Sign(string report, string domain, DkimKey key, string selector = "s1")
    {
        var bytes = Encoding.Latin1.GetBytes(report.TrimEnd('\r', '\n') + "\r\n");
        var split = bytes.AsSpan().IndexOf("\r\n\r\n"u8) + 2;
        var field = new ArrayBufferWriter<byte>();
        new DkimSigner(DomainName.Parse(domain), selector, key.Rsa).Sign(bytes.AsSpan(0, split), bytes.AsSpan(split + 2), at: null, field);
        return Encoding.Latin1.GetString([.. field.WrittenSpan, .. bytes]);
    }

    [GeneratedRegex("(?im)^content-type:[ ]*(?:message/rfc822|text/rfc822-headers)[^\n]*\n(?:[^\n]+\n)*\n+", RegexOptions.NonBacktracking)]
    private static partial Regex OriginalPart();
}
