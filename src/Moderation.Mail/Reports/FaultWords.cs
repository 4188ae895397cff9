using System.Buffers;
using System.Text;
using static Moderation.Mail.Reports.Fault;

namespace Moderation.Mail.Reports;

/// <summary>What words can say.</summary>
internal enum Fault
{
    /// <summary>The sender's reputation, authentication or content, for certain.</summary>
    Sender,

    /// <summary>Refused, by policy or for the sender's address.</summary>
    Refused,

    /// <summary>The domain takes no mail at all.</summary>
    Domain,

    /// <summary>No such mailbox, or it is closed.</summary>
    Recipient,

    /// <summary>It may work later, or with another message.</summary>
    Soft,
}

/// <summary>
/// The words of mail servers where no code decides. Sets are asked in their order and the first that has a word of the text
/// wins: what is told for certain stands before what is said in passing. Addresses and links are no words: anybody can be
/// called "blocked@", and a link to a policy page stands in every refusal.
/// </summary>
internal static class FaultWords
{
    private const int SenderSet = 1;

    private static readonly (Fault Fault, SearchValues<string> Words)[] Sets =
    [
        // cPanel's Exim says this, blacklists and all, of every domain that has no DNS entry.
        Set(Domain, "account or domain may not exist"),
        // Reputation, lists, authentication: said of the sender, never of a mailbox.
        Set(
            Sender,
            "dmarc", "dkim", "spf ", "(spf)", "spf check", "sender policy framework", "unauthenticated", "smtp authentication", "authentication required", "authentication check",
            "reputation", "blacklist", "blocklist", "black list", "block list", "denylist", "dnsbl", "rbl", "banned", "blocked using", "blocked by", "blocked for", "blocked ip",
            "ip blocked", "(bl)", "has been blocked", "was blocked", "is blocked", "currently blocked", "messages from", "open relay", "spam", "unsolicited", "bulk mail", "junk", "virus", "malware", "phish", "infected",
            "content rejected", "message content", "reverse dns", "rdns", "ptr record", "no ptr", "without ptr", "missing ptr", "mismatches client ip", "invalid ip for sending", "rate limit", "too many recipients this", "frequency limited",
            "too many connections", "too many smtp sessions", "too many errors from", "too many unwanted", "number of connections", "maximum connection limit", "try again slower", "max emails per hour", "maximum rate", "trop de connexions", "remotehost looks suspiciously", "unusual rate", "unusual amount", "complaint", "smtp server of your isp", "open proxy", "dynamic ip", "no access from mail server", "your ip", "sender ip", "sending ip", "bad ip profile", "starttls is required", "must issue a starttls", "encryption needed", "encryption required", "improper use of 8-bit", "mass mailer", "for policy", "by policy", "local policy", "policy reason", "policies", "policy violation", "client host rejected"),
        // The envelope or From of the sender is refused.
        Set(
            Refused,
            "sender address rejected", "address of sender", "sender address", "sender rejected", "sender was rejected", "sender denied", "sender domain", "sender's domain", "sending domain", "from domain", "invalid sender", "unknown sender", "from: domain", "purported", "after mail from:", "'send mail as'",
            "email address is not verified", "not accepting mail from", "not accept mail from", "not accepting messages from", "you are not allowed", "not authorized", "not authorised", "unauthorized", "not permitted", "permission to post", "not a member", "are not member", "only accepts messages from", "moderated",
            "after initial connection", "administrative prohibition", "rcpthosts", "qualified email address required", "backscatter protection", "batv", "does not conform", "organizational settings", "organization policy", "closed mailing list", "protocol violation", "only accepting mail from", "you have been blocked", "relaying", "do not relay", "not permitted to relay", "relay denied", "relay access", "relay not", "unable to relay", "not accepting connections", "restricted", "redundant"),
        // The domain takes no mail at all (RFC 7505): as final as a missing user, whatever digit stands before it.
        Set(Domain, "null mx", "doesn't receive email", "does not receive email", "host does not accept mail", "does not accept mail", "no smtp service", "no mx record found"),
        // Full, too large.
        Set(
            Soft,
            "mailbox full", "mailbox is full", "mailbox for user is full", "full mailbox", "inbox is full", "inbox full", "quota", "over limit", "out of storage", "storage space", "exceeded storage", "storage limit", "too much mail", "mailbox size", "disk full", "disk space", "insufficient system", "not enough space", "no space left", "boite pleine", "destinataire pleine", "exceeded storage", "storage allocation", "too many messages on the server", "exceeded its disk", "exceeded the local limit", "would exceed", "exceeding receiving limits", "over the maximum", "exceeds allowed size", "not found, try again",
            "size limit", "too large", "too big", "maximum message size", "message size", "message length", "mail size"),
        // No such user.
        Set(
            Recipient,
            "user unknown", "unknown user", "unknown recipient", "recipient unknown", "unknown or illegal", "unknown local", "unknown mailbox", "unknown address", "unknown account", "addressee unknown", "address unknown", "unknown alias", "unknown to address",
            "no such user", "nosuchuser", "no such recipient", "no such mailbox", "no such address", "no such account", "no such local", "no such person", "no such email", "no such domain user", "no valid recipient", "no mailbox", "no user", "no account", "no email address", "no recipient", "no longer valid", "no longer on server", "no longer in use", "no longer available", "no longer active", "no longer exists", "no longer with", "no longer work",
            "user not found", "user not known", "user not exist", "user doesn't", "user does not", "user invalid", "user is unknown", "user is not", "not our customer", "user unavailable", "user has moved", "is not a valid", "not a valid", "not a known", "not known here", "not a registered", "not a user", "not listed", "no matches to nameserver", "not found in", "could not be found", "couldn't be found", "mailbox not found", "recipient not found", "recipient does not", "recipientnotfound", "recipnotfound", "address not found", "account not found",
            "does not exist", "doesn't exist", "do not exist", "not exist", "doesn't have a", "invalid recipient", "invalid mailbox", "invalid address", "invalid user", "invalid final delivery userid", "non-existent host", "bad address", "bad recipient", "bad destination mailbox", "mailbox unavailable", "mailbox is unavailable", "mailbox currently unavailable", "mailbox not available", "address is not", "is not recognized", "not recognized", "undeliverable address", "address error", "has moved", "has been moved", "recipient address rejected: access denied", "email address is possibly incorrect", "delivery to this address", "no long exists", "nobody by that name", "no one at this address", "no one by that name", "badrcptto", "not a local", "is not local", "not an active address", "invalid local", "unknown virtual", "recipient invalid", "mailbox invalid", "email address is wrong", "address is wrong", "missing home directory", "name is not recognized", "not accepting any mail", "recipient preferences", "no found", "utilisateur inconnu", "inexistant", "no existe", "existiert nicht", "check if address is correct", "not currently active", "not currently being accepted for this mailbox", "refuse to receive mail",
            "disabled", "deactivated", "inactive", "suspended", "discontinued", "terminated", "frozen", "account is locked", "account locked", "account expired", "closed account", "account closed", "has been closed", "deleted", "retired",
            "host unknown", "unknown host", "domain unknown", "unknown domain", "no such domain", "domain not found", "host not found", "domain does not", "domain name not found", "couldn't find any host", "invalid domain", "no such host", "host address lookups failed", "name or service not known", "no dns a-data", "domain must exist", "email address is unknown", "unrouteable mail domain", "dns lookup failure", "nxdomain", "domain is not reachable", "couldn't find a mail exchanger", "unrouteable address", "unroutable address", "unrouteable domain", "dns type 'mx' lookup"),
        // Their machine, the way to it, time.
        Set(
            Soft,
            "timed out", "timeout", "time out", "expired", "too long", "try again", "retries", "retry", " attempts", "deferred", "temporar", "connection refused", "connection reset", "connection closed", "connection lost", "lost connection", "socket error", "no route", "unreachable", "not reachable", "unable to connect", "could not connect", "cannot connect", "establish an smtp", "requests to connect",
            "name service error", "name server", "dns error", "dns query", "network error", "routing loop", "mail loop", "too many hops", "hop count", "loops back", "looping", "loop alert", "duplicated message-id", "could not find a gateway", "system error", "internal error", "server error", "mailer error", "local error", "i/o error", "command died", "exit status", "not responding", "been collected", "in the queue", "queue period", "failure period", "failing for a long time", "configuration error", "config error", "misconfigured", "lookup failure", "not respond", "procmail", "write error", "local problem", "host is unreachable", "improper sequence", "malformed address", "no such file"),
        Set(Recipient, "address rejected"),
        // Refused, and no reason but that somebody would not have it.
        Set(Refused, "blocked", "denied", "policy", "reject", "refused due to", "refused by", "not accepted", "filtered", "prohibited", "not allowed", "abuse", "authenticat", "service refuse"),
        Set(Soft, "giving up", "service unavailable", "currently unavailable", "server unavailable", "service currently", "temporarily unavailable", "busy", "resources", "connect to", "error writing", "delayed", "postponed", "has been idle", "service not available", "protocol error", "failed to", "loop"),
    ];

    public static Fault? Find(string text)
    {
        var words = Clean(text);
        foreach (var (fault, set) in Sets)
        {
            if (words.AsSpan().ContainsAny(set))
            {
                return fault;
            }
        }

        return null;
    }

    /// <summary>Whether the text says for certain that the sender is at fault.</summary>
    public static bool BlameSender(string text) => Clean(text).AsSpan().ContainsAny(Sets[SenderSet].Words);

    private static (Fault Fault, SearchValues<string> Words) Set(Fault fault, params string[] words) =>
        (fault, SearchValues.Create(words, StringComparison.OrdinalIgnoreCase));

    // Without addresses, links and line breaks.
    private static string Clean(string text)
    {
        var clean = new StringBuilder(Math.Min(text.Length, ReportedRecipient.LongestDiagnostic));
        foreach (var range in text.AsSpan(0, Math.Min(text.Length, ReportedRecipient.LongestDiagnostic)).SplitAny(" \t\r\n"))
        {
            var word = text.AsSpan(range);
            if (word.IsEmpty)
            {
                continue;
            }

            if (word.Contains('@'))
            {
                // "FROM:<user@example.org>:rejected" has words before and behind the brackets.
                var (open, close) = (word.IndexOf('<'), word.LastIndexOf('>'));
                clean.Append(open > 0 ? word[..open] : []).Append(' ');
                word = close >= 0 ? word[(close + 1)..] : [];
            }
            else if (word.Contains("://", StringComparison.Ordinal) || word.StartsWith("www.", StringComparison.OrdinalIgnoreCase))
            {
                word = [];
            }

            clean.Append(word).Append(' ');
        }

        return clean.ToString();
    }
}
