using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Moderation.Accounts;
using Moderation.Contacts;
using Moderation.Mail.Mime;
using Moderation.Web.Data;
using Moderation.Web.Feedback;
using Moderation.Web.Feedback.Tokens;
using Moderation.Web.People;
using Moderation.Web.Relay;

namespace Moderation.Web.Forms;

/// <summary>
/// Sends the mails that ask people to confirm, when no page waits: how long an answer takes must not tell who is on a list. The
/// words are the account's, the link is ours, and nothing in it was typed by a visitor. What is queued when the node stops is still
/// sent; a killed node forgets it, and the person asks again.
/// </summary>
public sealed class ConfirmationMail(IServiceScopeFactory scopes, AttemptLimits limits, ILogger<ConfirmationMail> log) : BackgroundService
{
    private const int Waiting = 10_000;
    private const int AtOnce = 4;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly Channel<(Guid Account, Guid Request)> _queue = Channel.CreateBounded<(Guid, Guid)>(Waiting);

    public void Add(Guid account, Guid request)
    {
        if (!_queue.Writer.TryWrite((account, request)))
        {
            log.LogWarning("A confirmation mail was given up: {Count} others wait for the route", Waiting);
        }
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Writer.TryComplete();
        return base.StopAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Parallel.ForEachAsync(_queue.Reader.ReadAllAsync(CancellationToken.None), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (work, _) => await RunAsync(work.Account, work.Request));

    private async Task RunAsync(Guid account, Guid request)
    {
        using var limit = new CancellationTokenSource(Longest);
        await using var scope = scopes.CreateAsyncScope();
        try
        {
            await SendAsync(scope.ServiceProvider, account, request, limit.Token);
        }
        // One mail that fails must not end the others.
        catch (Exception e)
        {
            log.LogError(e, "The confirmation mail of request {Request} did not leave", request);
        }
    }

    private async Task SendAsync(IServiceProvider services, Guid account, Guid id, CancellationToken ct)
    {
        // As the engine: whether the whole platform suppresses an address is nothing that an account may see.
        var db = services.GetRequiredService<EngineDb>();
        var request = await db.FormRequests.SingleAsync(r => r.AccountId == account && r.Id == id, ct);
        var form = await db.SubscriptionForms.AsNoTracking().SingleAsync(f => f.AccountId == account && f.Id == request.FormId, ct);
        if (limits.HadItsConfirmations(request.EmailKey) || !await MayMailAsync(db, services.GetRequiredService<AddressHashes>(), form, request, ct))
        {
            return;
        }

        var sender = await db.Senders.AsNoTracking().Include(s => s.SendingDomain).SingleAsync(s => s.AccountId == account && s.Id == form.SenderId, ct);
        var controller = await db.Accounts.Where(a => a.Id == account).Select(a => a.Name).SingleAsync(ct);
        var ring = await services.GetRequiredService<TokenKeys>().RingAsync(ct);
        var link = services.GetRequiredService<PublicLinks>().Confirm(ring, request);
        using var signer = new LoadedSigner(sender.SendingDomain!.Name, sender.SendingDomain.Selector, services.GetRequiredService<SendingKeys>().Open(sender.SendingDomain));
        await services.GetRequiredService<OneMail>().SendAsync(
            new OutgoingMessage
            {
                From = new Mailbox(sender.Name, sender.Email),
                Subject = SmtpMailer.Plain(form.MailSubject),
                Text = SmtpMailer.Plain($"""
                    {form.MailText.Trim()}

                    Open this page and press its button to confirm:
                    {link}

                    If you did not ask for this, do nothing: without the button you get no mail from {controller}.
                    """),
                Headers = [new HeaderLine("Auto-Submitted", "auto-generated")],
            },
            services.GetRequiredService<MailerOptions>().From.Address, EmailAddress.Parse(request.Email), signer, ct);
        request.SentAt = services.GetRequiredService<TimeProvider>().GetUtcNow();
        await db.SaveChangesAsync(ct);
    }

    // Who is on the list and gets its mail needs no link. An opt-out may be taken back by its own person; a complaint, an address that
    // does not exist, and whom somebody took out by hand are left alone.
    private static async Task<bool> MayMailAsync(EngineDb db, AddressHashes hashes, SubscriptionForm form, FormRequest request, CancellationToken ct)
    {
        var (account, key) = (form.AccountId, request.EmailKey);
        var (hash, ofPlatform) = (hashes.Of(account, key), hashes.OfPlatform(key));
        if (await db.PlatformSuppressions.AnyAsync(s => s.Hash == ofPlatform, ct)
            || await db.Suppressions.AnyAsync(s => s.AccountId == account && s.EmailKey == key && s.Reason != SuppressionReason.OptOut, ct)
            || await db.Suppressions.AnyAsync(s => s.AccountId == account && s.EmailKey == hash && s.Reason == SuppressionReason.Complaint, ct))
        {
            return false;
        }

        var isOn = await db.ListMemberships.AnyAsync(m => m.AccountId == account && m.ListId == form.ListId
            && db.Contacts.Any(c => c.AccountId == account && c.Id == m.ContactId && c.EmailKey == key && c.OptedInAt != null), ct);
        return !isOn
            || await db.Suppressions.AnyAsync(s => s.AccountId == account && (s.EmailKey == key || s.EmailKey == hash), ct)
            || await db.PartialOptOuts.AnyAsync(o => o.AccountId == account && o.EmailKey == key, ct);
    }
}
