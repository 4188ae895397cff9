using System.Globalization;
using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Mvc;
using Moderation.Mail;

namespace Moderation.Web.People;

/// <summary>
/// How often a form that asks for a secret, or sends mail, may be sent: by the address it comes from (a policy on the page), and
/// by the account it names (asked by the page). Of each node; beside them Identity's lockout, which stands in the database,
/// counts wrong passwords and codes over all nodes.
/// </summary>
public sealed class AttemptLimits : IDisposable
{
    /// <summary>Policy of the pages that take passwords and codes.</summary>
    public const string Secrets = "secrets";

    /// <summary>Policy of the pages that mail a link or take one.</summary>
    public const string Resets = "resets";

    /// <summary>Policy of the subscription forms.</summary>
    public const string Forms = "forms";

    private readonly PartitionedRateLimiter<(string What, string Account)> _accounts = PartitionedRateLimiter.Create<(string What, string Account), (string, string)>(
        key => RateLimitPartition.GetFixedWindowLimiter(key, _ => key.What switch
        {
            "mail" => Window(3, TimeSpan.FromMinutes(15)),
            "nobody" => Window(4, TimeSpan.FromMinutes(15)),
            // Forms of many accounts together must not fill a mailbox, nor the mailboxes of a company; and no account mails the world.
            "form-address" => Window(3, TimeSpan.FromDays(1)),
            "form-domain" => Window(60, TimeSpan.FromHours(1)),
            "form-freemail" => Window(1_000, TimeSpan.FromHours(1)),
            "form-account" => Window(2_000, TimeSpan.FromDays(1)),
            _ => Window(20, TimeSpan.FromMinutes(15)),
        }));

    /// <summary>A link by mail for this address: few, so that nobody's mailbox is filled.</summary>
    public IActionResult? RefuseMail(HttpContext http, string email) => Refuse(http, "mail", email);

    /// <summary>A password for this address, known or not.</summary>
    public IActionResult? RefusePassword(HttpContext http, string email) => Refuse(http, "password", email);

    /// <summary>A subscription form: too many for the recipient's domain, or from this account's forms.</summary>
    public IActionResult? RefuseForm(HttpContext http, Guid account, string domain, bool isFreemail) =>
        Refuse(http, isFreemail ? "form-freemail" : "form-domain", domain) ?? Refuse(http, "form-account", account.ToString());

    /// <summary>Whether this mailbox had its confirmation mails of the day, from whosever forms. Not told to the visitor: somebody else may have asked.</summary>
    public bool HadItsConfirmations(string emailKey)
    {
        using var lease = _accounts.AttemptAcquire(("form-address", Key(emailKey)));
        return !lease.IsAcquired;
    }

    /// <summary>Whether an address that nobody has would be locked by now, were it somebody's: the lockout must not tell who has an account.</summary>
    public bool IsNobodyLocked(string email)
    {
        using var lease = _accounts.AttemptAcquire(("nobody", Key(email)));
        return !lease.IsAcquired;
    }

    public void Dispose() => _accounts.Dispose();

    internal static void Add(IServiceCollection services)
    {
        services.AddSingleton<AttemptLimits>();
        services.AddRateLimiter(options =>
        {
            options.AddPolicy(Secrets, http => ByAddress(http, Window(40, TimeSpan.FromMinutes(5))));
            options.AddPolicy(Resets, http => ByAddress(http, Window(10, TimeSpan.FromMinutes(15))));
            options.AddPolicy(Forms, http => ByAddress(http, Window(10, TimeSpan.FromMinutes(15))));
            // Without a body: the error page says when to come back.
            options.OnRejected = (rejected, _) =>
            {
                SayWhen(rejected.HttpContext, rejected.Lease);
                return ValueTask.CompletedTask;
            };
        });
    }

    private StatusCodeResult? Refuse(HttpContext http, string what, string account)
    {
        using var lease = _accounts.AttemptAcquire((what, Key(account)));
        if (lease.IsAcquired)
        {
            return null;
        }

        SayWhen(http, lease);
        return new StatusCodeResult(StatusCodes.Status429TooManyRequests);
    }

    // RFC 6585 §4.
    private static void SayWhen(HttpContext http, RateLimitLease lease)
    {
        http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromMinutes(1);
        http.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
    }

    // Looking costs nothing; only what is sent counts.
    private static RateLimitPartition<string> ByAddress(HttpContext http, FixedWindowRateLimiterOptions window) => HttpMethods.IsPost(http.Request.Method)
        ? RateLimitPartition.GetFixedWindowLimiter(Network(http.Connection.RemoteIpAddress), _ => window)
        : RateLimitPartition.GetNoLimiter("any");

    internal static string Network(IPAddress? address) => address is null ? "" : Subscriber.Of(address).ToString();

    private static FixedWindowRateLimiterOptions Window(int permits, TimeSpan window) => new() { PermitLimit = permits, Window = window, QueueLimit = 0 };

    // Long texts are no addresses and would only fill the memory.
    private static string Key(string account) => account.Trim().ToUpperInvariant() is var key && key.Length <= 320 ? key : key[..320];
}
