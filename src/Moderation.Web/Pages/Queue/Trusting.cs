using Microsoft.EntityFrameworkCore;
using Moderation.Accounts;
using Moderation.Review;
using Moderation.Rules.Content;
using Moderation.Senders;
using Moderation.Web.Data;
using Moderation.Web.Intake;
using Moderation.Web.Intake.Gathering;

namespace Moderation.Web.Pages.Queue;

/// <summary>Allows an account to link to a domain that is not its own, and judges the campaign that does so again.</summary>
public sealed class Trusting(ModerationDb db, CampaignIntake intake, NetworkChecks checks, TimeProvider clock)
{
    private const string Decided = "The campaign waits for no decision any more. What its account may link to is not changed.";

    /// <param name="account">Of the campaign; the domain is allowed for it alone.</param>
    /// <param name="campaign">The one on the screen.</param>
    /// <param name="domain">One that the present judgement names.</param>
    /// <param name="by">Who allows it.</param>
    /// <param name="ct">Cancels it.</param>
    public async Task<TrustResult> AllowAsync(Guid account, Guid campaign, string domain, Reviewer by, CancellationToken ct)
    {
        if (await WaitingCampaign.FindAsync(db, account, campaign, ct) is not { } before)
        {
            return new TrustResult.Conflict(Decided);
        }

        // A press that will be refused asks nobody outside.
        if (await RefuseAsync(before, domain, by, ct) is { } early)
        {
            return early;
        }

        var network = await checks.OfFrozenAsync(db, before.Campaign, before.Submitted, ct);
        db.ChangeTracker.Clear();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.LockAccountAsync(account, ct);
        if (await WaitingCampaign.FindAsync(db, account, campaign, ct) is not { } waiting)
        {
            return new TrustResult.Conflict(Decided);
        }

        if (await RefuseAsync(waiting, domain, by, ct) is { } refused)
        {
            return refused;
        }

        var now = clock.GetUtcNow();
        var name = DomainName.Parse(domain);
        if (!await db.TrustedDomains.AnyAsync(d => d.AccountId == account && d.Domain == name, ct))
        {
            db.TrustedDomains.Add(new TrustedDomain { AccountId = account, Domain = name, By = by.Id, ByName = by.Name, At = now });
            await db.WriteAsync(account, by.Id, by.Name, "account.domain-trusted", null, $"{domain}, at the review of “{waiting.Campaign.Subject}”.", now, ct);
            await db.SaveChangesAsync(ct);
        }

        var look = await intake.LookAgainAsync(waiting.Campaign, waiting.Submitted, network, ct);
        try
        {
            await waiting.JudgeAgainAsync(db, look.Judgement, look.Recipients, (by.Id, by.Name), string.Join(" ", [$"{domain} is allowed for this account.", .. look.Worse]), now, ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            return new TrustResult.Conflict("The campaign moved on at the same moment. Look at where it stands now.");
        }

        await transaction.CommitAsync(ct);
        return new TrustResult.Allowed(look.Worse);
    }

    private async Task<TrustResult?> RefuseAsync(WaitingCampaign waiting, string domain, Reviewer by, CancellationToken ct)
    {
        if (SelfApproval.Objection(waiting.Campaign, by.Id, by.AccountId) is { } self)
        {
            return new TrustResult.Forbidden(self);
        }

        if (await db.ClaimedByAnotherAsync(waiting.Campaign, by.Id, clock.GetUtcNow(), ct) is { } claimed)
        {
            return new TrustResult.Conflict(claimed);
        }

        return CampaignIntake.ReadJudgement(waiting.Submitted).Findings.SelectMany(Profile.ForeignDomainsIn).Contains(domain, StringComparer.Ordinal)
            ? null
            : new TrustResult.Conflict("The findings of this campaign do not name that domain, or no longer. Look at the findings below.");
    }
}

/// <summary>What became of the wish to allow a domain.</summary>
public abstract record TrustResult
{
    /// <param name="Worse">What else was found to be worse than it was shown.</param>
    public sealed record Allowed(IReadOnlyList<string> Worse) : TrustResult;

    /// <summary>This person may not.</summary>
    public sealed record Forbidden(string Sentence) : TrustResult;

    /// <summary>What was on the screen is no longer so, or another person is at it.</summary>
    public sealed record Conflict(string Sentence) : TrustResult;
}
