using Moderation.Mail.Smtp;

namespace Moderation.Mail.Reports;

/// <summary>
/// Codes and words to a class: the enhanced code beats the basic one, which beats the text (RFC 3463; the codes above 9 are in
/// IANA's registry of enhanced status codes). A code that says only that something is wrong lets the text decide.
/// </summary>
internal static class BounceClassifier
{
    /// <param name="status">The Status field of a report; null in a notice that has none.</param>
    /// <param name="text">The words of the server, with the reply as it gave it.</param>
    /// <param name="decided">The code that the class rests on.</param>
    public static BounceClass Classify(EnhancedStatus? status, string text, out EnhancedStatus? decided)
    {
        var reply = ReplyCodes.Find(text);
        // The server's own code, quoted in the diagnostic, is nearer to the fault than what the reporting server made of it.
        decided = reply.Enhanced is { } own && (IsTelling(own) || status is null) ? own : status ?? reply.Enhanced;
        var isTemporary = decided is { } code ? code.Class == 4 : reply.Basic is >= 400 and < 500;
        // A status beside a reply that had no enhanced code was made up from its three digits: the words know better.
        var isMadeUp = reply.Enhanced is null && reply.Basic is not null;
        var byCode = decided is { } known ? ByCode(known) : null;
        var byText = byCode is null || isMadeUp ? ByText(text, isTemporary) : null;
        var found = (isMadeUp ? byText ?? byCode : byCode ?? byText) ?? ByRest(decided, reply.Basic, isTemporary);
        // "5.1.1 … has sent to too many recipients": a code for a missing user with words about the sender costs nobody his subscription.
        var isOverruled = found == BounceClass.Hard || (found == BounceClass.Soft && decided is { Subject: 3 });
        return isOverruled && byText is null && FaultWords.BlameSender(text) ? BounceClass.Block : found;
    }

    private static bool IsTelling(EnhancedStatus status) => status is not { Detail: 0, Subject: not 7 };

    private static BounceClass? ByCode(EnhancedStatus status) => (status.Subject, status.Detail) switch
    {
        // A missing user with a 4 is a directory that does not answer, or greylisting: not the end of the address.
        (1, 1 or 2 or 3 or 4 or 6 or 10) or (7, 13 or 17 or 18) when status.Class == 4 => BounceClass.Soft,
        // 4.2.1 is as often a limit on the sender as a mailbox that sleeps.
        (2, 1) when status.Class == 4 => null,
        (1, 1 or 2 or 3 or 4 or 6 or 10) => BounceClass.Hard,
        (1, 7 or 8 or 9) => BounceClass.Block,
        (2, 1) => BounceClass.Hard,
        (2, 2 or 3 or 4) => BounceClass.Soft,
        (3, > 0) => BounceClass.Soft,
        // 5.4.4 stands for "no such host" as much as for a broken route; 5.4.1 at Microsoft for an unknown recipient.
        (4, 0 or 1 or 4) when status.Class == 5 => null,
        (4, 310) => BounceClass.Hard,
        (4, > 0) => BounceClass.Soft,
        (6, _) => BounceClass.Block,
        (7, 13 or 17 or 18) => BounceClass.Hard,
        (7, _) => BounceClass.Block,
        _ => null,
    };

    private static BounceClass? ByText(string text, bool isTemporary) => FaultWords.Find(text) switch
    {
        Fault.Sender or Fault.Refused => BounceClass.Block,
        // RFC 7505: as final as a missing user, whatever digit stands before it.
        Fault.Domain => BounceClass.Hard,
        Fault.Recipient => isTemporary ? BounceClass.Soft : BounceClass.Hard,
        Fault.Soft => BounceClass.Soft,
        _ => null,
    };

    private static BounceClass ByRest(EnhancedStatus? status, int? basic, bool isTemporary) => (status?.Subject, basic) switch
    {
        _ when isTemporary => BounceClass.Soft,
        (1, _) => BounceClass.Hard,
        (2 or 3 or 4, _) => BounceClass.Soft,
        // RFC 5321 §4.2.3, RFC 7504 §3
        (_, 551 or 556) => BounceClass.Hard,
        (_, 552) => BounceClass.Soft,
        _ => BounceClass.Unknown,
    };
}
