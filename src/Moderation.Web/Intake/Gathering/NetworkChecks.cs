using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Contacts;
using Moderation.Mail.Blocklists;
using Moderation.Mail.Dkim;
using Moderation.Mail.Dns;
using Moderation.Mail.Fetching;
using Moderation.Mail.Published;
using Moderation.Mail.SpamFilters;
using Moderation.Rules.Links;
using Moderation.Web.Data;
using Moderation.Web.Relay;

namespace Moderation.Web.Intake.Gathering;

/// <summary>Looks at everything outside that a mail depends on. Call it before a transaction: it takes seconds.</summary>
/// <param name="filter">Null when none is installed.</param>
public sealed class NetworkChecks(
    CheckOptions options, LinkProbing probing, BlocklistCheck blocklists, SendingChecks sending, IDnsResolver resolver, IntakeOptions intake, RelayOptions relay, TimeProvider clock, ISpamFilter? filter = null)
{
    /// <summary>So fresh must be what an approval or a release rests on.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);

    /// <summary>Of a draft: what was seen a while ago still holds.</summary>
    public Task<NetworkFacts> OfDraftAsync(ModerationDb db, Campaign campaign, Content content, CancellationToken ct) =>
        GatherAsync(db, campaign, content, options.KeepFor, ct);

    /// <summary>Of what is about to leave: seen again.</summary>
    public Task<NetworkFacts> OfFrozenAsync(ModerationDb db, Campaign campaign, SubmittedCampaign submitted, CancellationToken ct) =>
        GatherAsync(db, campaign, FrozenContent.Read(submitted.FrozenContent), Fresh, ct);

    private async Task<NetworkFacts> GatherAsync(ModerationDb db, Campaign campaign, Content content, TimeSpan keepFor, CancellationToken ct)
    {
        // One context reads one thing at a time; what is outside is waited for side by side.
        var question = options.Network ? await QuestionAsync(db, campaign, content, ct) : null;
        var sender = question is null ? null : sending.GatherAsync(question, ct);
        var spam = filter is null ? null : ScoreAsync(filter, content, ct);
        var addresses = options.Network && campaign.ListId is { } list ? await AudienceSample.OfListAsync(db, campaign.AccountId, list, await db.ListMemberships.LongCountAsync(m => m.AccountId == campaign.AccountId && m.ListId == list, ct), ct) : [];
        var domains = addresses.Count < PurchaseSigns.FewestPeople ? null : DomainCensus.TakeAsync(resolver, addresses, ct);
        var links = options.Network ? await LinksAsync(db, campaign, content, keepFor, ct) : null;
        return new NetworkFacts(links, sender is null ? null : await sender, spam is null ? null : await spam, domains is null ? null : await domains) { LooksOutside = options.Network };
    }

    private async Task<LinkFacts> LinksAsync(ModerationDb db, Campaign campaign, Content content, TimeSpan keepFor, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var submission = new Submission(content);
        var plan = LinksToTry.In(submission);
        if (campaign.ListId is { } list && plan.Links.Any(link => link.Treatment == LinkTreatment.Unknown))
        {
            // Some differ by reader.
            var audience = new AudienceFacts { Recipients = 0, MergeSamples = Fact.Known(await AudienceGathering.SamplesAsync(db, campaign.AccountId, list, ct)) };
            plan = LinksToTry.In(submission = new Submission(content, submission.Html) { Audience = audience });
        }

        var seen = await KnownLinks.ReadAsync(db, campaign.AccountId, plan.Addresses, now, ct);
        var due = plan.Addresses.Where(address => !seen.TryGetValue(address, out var probe) || !KnownLinks.Holds(probe, keepFor, now)).ToList();
        var allowed = due.Count == 0 ? 0 : Math.Max(0, options.LinksPerHour - await KnownLinks.CountAsync(db, campaign.AccountId, now, ct));
        var fetched = new Dictionary<string, LinkProbe>(StringComparer.Ordinal);
        foreach (var (address, probe) in await probing.ProbeAllAsync([.. due.Take(allowed)], options.LinkBudget, ct))
        {
            // What there was no time for was not seen: there is nothing to keep.
            if (probe.Tries > 0)
            {
                fetched[address] = probe.End == LinkEnd.NoAnswer && seen.TryGetValue(address, out var before) && before.End == LinkEnd.NoAnswer
                    ? probe with { Tries = probe.Tries + before.Tries }
                    : probe;
            }
        }

        await KnownLinks.WriteAsync(db, campaign.AccountId, fetched, ct);
        foreach (var address in due)
        {
            seen[address] = fetched.GetValueOrDefault(address) ?? new LinkProbe(LinkEnd.NoAnswer, [], now, 0, "it was not tried in time");
        }

        return await blocklists.LinksAsync(submission, plan.Probes(seen), ct);
    }

    private async Task<SendingQuestion?> QuestionAsync(ModerationDb db, Campaign campaign, Content content, CancellationToken ct)
    {
        var domain = await db.Senders.AsNoTracking()
            .Where(sender => sender.AccountId == campaign.AccountId && sender.Id == campaign.SenderId)
            .Select(sender => sender.SendingDomain)
            .SingleOrDefaultAsync(ct);
        if (domain is null || content.FromAddress is not { } from)
        {
            return null;
        }

        return new SendingQuestion(from.Domain, domain.Name, domain.Selector, DkimKey.PublicKeyIn(domain.DnsRecord), intake.BounceDomain, options.Pool) { ReplyTo = content.ReplyTo?.Domain };
    }

    private async Task<SpamFacts> ScoreAsync(ISpamFilter filter, Content content, CancellationToken ct) =>
        ContentMessage.Sample(content, clock.GetUtcNow()) is { } message
            ? await filter.ScoreAsync(
                new SpamQuestion(message)
                {
                    EnvelopeFrom = $"sample@{intake.BounceDomain}",
                    Recipient = ContentMessage.SampleRecipient,
                    Address = options.Pool.Count > 0 ? options.Pool[0] : null,
                    HostName = relay.HelloName,
                },
                ct)
            : new SpamFacts(filter.Engine, Fact.Unknown<SpamScore>("no message can be written from this content"));
}

public static class NetworkChecksRegistration
{
    public static void AddNetworkChecks(this WebApplicationBuilder builder)
    {
        var checks = CheckOptions.From(builder.Configuration, builder.Environment.IsDevelopment());
        builder.Services.AddSingleton(checks);
        builder.Services.AddSingleton<IDnsResolver>(services => new DnsResolver(checks.Dns, services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton(services => new FilteredDialer(services.GetRequiredService<IDnsResolver>()));
        builder.Services.AddSingleton(services => new LinkProber(services.GetRequiredService<FilteredDialer>(), services.GetRequiredService<TimeProvider>(), new LinkProberOptions()));
        builder.Services.AddSingleton<LinkProbing>();
        builder.Services.AddSingleton(services => new BlocklistCheck(services.GetRequiredService<IDnsResolver>(), checks.Blocklists, services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<SendingChecks>();
        if (CheckOptions.SpamFilter(builder.Configuration) is { } filter)
        {
            builder.Services.AddSingleton(filter);
        }

        builder.Services.AddSingleton<NetworkChecks>();
    }
}
