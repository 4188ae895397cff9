using Microsoft.EntityFrameworkCore;
using Moderation.Contacts;
using Moderation.Web.Data;
using Moderation.Web.Tenancy;

namespace Moderation.Web.Feedback;

/// <summary>
/// Takes an address off what an account sends. Doing it twice is doing it once.
/// </summary>
public sealed class OptOut(OptOutWriter writer, IServiceScopeFactory scopes, TimeProvider clock)
{
    /// <summary>How long the page of an opt-out offers to take it back: whoever finds a forwarded mail later must not.</summary>
    public static readonly TimeSpan UndoWindow = TimeSpan.FromHours(1);

    private const int MostAtOnce = 500;

    private readonly GroupCommit<OptOutRow> _written = new(MostAtOnce, writer.WriteAsync);

    /// <summary>Committed when this returns. It is done whether or not whoever asked still waits for the answer.</summary>
    /// <param name="target">From a verified token.</param>
    /// <param name="scope">What ends.</param>
    /// <param name="origin">How it came: kept as evidence.</param>
    public Task ActAsync(DeliveryTarget target, OptOutScope scope, Origin origin) =>
        _written.AddAsync(OptOutRow.Of(target, target.Meant(scope), origin, clock.GetUtcNow()));

    /// <summary>As <see cref="ActAsync"/>, for a list that need not be the mail's own.</summary>
    public Task LeaveAsync(DeliveryTarget target, Guid list, string listName, Origin origin) =>
        _written.AddAsync(OptOutRow.Of(target, OptOutScope.List, origin, clock.GetUtcNow()) with { List = list, Purpose = DeliveryTarget.PurposeOfList(listName) });

    /// <summary>Takes back what the same delivery's link ended within <see cref="UndoWindow"/>.</summary>
    /// <returns>False when there is nothing to take back.</returns>
    public async Task<bool> UndoAsync(DeliveryTarget target, OptOutScope scope, Guid? list, Origin origin, CancellationToken ct)
    {
        // As the account of the token, whoever may be signed in at this browser.
        await using var services = scopes.CreateAsyncScope();
        services.ServiceProvider.GetRequiredService<CurrentAccount>().ActFor(target.Account);
        var db = services.ServiceProvider.GetRequiredService<ModerationDb>();
        var now = clock.GetUtcNow();
        var since = now - UndoWindow;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var done = scope switch
        {
            OptOutScope.Account => await UndoWholeAsync(db, target, since, ct),
            OptOutScope.List => await db.PartialOptOuts.Where(o => o.EmailKey == target.EmailKey && o.ListId == list && o.CampaignId == target.Campaign && o.At > since).ExecuteDeleteAsync(ct) > 0,
            _ => await db.PartialOptOuts.Where(o => o.EmailKey == target.EmailKey && o.SenderId == target.SenderId && o.CampaignId == target.Campaign && o.At > since).ExecuteDeleteAsync(ct) > 0,
        };
        if (!done)
        {
            return false;
        }

        var listName = list is null ? null : await db.Lists.Where(l => l.Id == list).Select(l => l.Name).SingleOrDefaultAsync(ct);
        db.Consents.Add(new Consent
        {
            AccountId = target.Account,
            EmailKey = target.EmailKey,
            Step = ConsentStep.Resumed,
            Method = origin.Method,
            At = now,
            Controller = target.AccountName,
            Purpose = listName is null ? target.Purpose(scope) : DeliveryTarget.PurposeOfList(listName),
            ListId = list,
            CampaignId = target.Campaign,
            Ip = origin.Ip,
            UserAgent = origin.UserAgent,
            Note = $"Recipient {target.Reference.Sequence} of campaign {target.Reference.Campaign}",
            RecordedAt = now,
        });
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    // What a bounce or a complaint said before holds again.
    private static async Task<bool> UndoWholeAsync(ModerationDb db, DeliveryTarget target, DateTimeOffset since, CancellationToken ct) =>
        await db.Database.ExecuteSqlAsync(
            $"""
            update app.suppressions set reason = replaced, replaced = null
            where account_id = {target.Account} and email_key = {target.EmailKey} and reason = 'OptOut' and replaced is not null and campaign_id = {target.Campaign} and at > {since}
            """, ct) > 0
        || await db.Suppressions
            .Where(s => s.EmailKey == target.EmailKey && s.Reason == SuppressionReason.OptOut && s.CampaignId == target.Campaign && s.At > since)
            .ExecuteDeleteAsync(ct) > 0;
}

/// <summary>From where a word of a person came.</summary>
/// <param name="Method">By which way.</param>
/// <param name="Ip">The address that asked.</param>
/// <param name="UserAgent">The program that asked, as it calls itself.</param>
public sealed record Origin(ConsentMethod Method, string? Ip = null, string? UserAgent = null)
{
    private const int Longest = 300;

    public static Origin Of(ConsentMethod method, HttpContext http) => new(method, http.Connection.RemoteIpAddress?.ToString(), Clip(http.Request.Headers.UserAgent));

    /// <summary>In words, for evidence.</summary>
    public string Words => Method switch
    {
        ConsentMethod.OneClick => "one-click POST",
        ConsentMethod.Mail => "mail to the opt-out address",
        _ => "opt-out page",
    };

    // Typed by strangers: without what the database or a page could not show.
    internal static string? Clip(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null
        : text.Length <= Longest && !text.AsSpan().ContainsAnyExceptInRange(' ', '~') ? text
        : string.Concat(text.Take(Longest).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? ' ' : c));
}
