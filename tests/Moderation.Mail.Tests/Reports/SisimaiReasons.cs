using Moderation.Mail.Reports;

namespace Moderation.Mail.Tests.Reports;

/// <summary>That tool's reasons as our classes, and why. Read it before changing a rule: the tests measure agreement with it.</summary>
internal static class SisimaiReasons
{
    /// <summary>Null: nothing bounced.</summary>
    public static readonly Dictionary<string, (BounceClass? Class, string Why)> Classes = new(StringComparer.Ordinal)
    {
        ["userunknown"] = (BounceClass.Hard, "X.1.1: there is no such mailbox"),
        ["hostunknown"] = (BounceClass.Hard, "X.1.2: there is no such domain"),
        ["hasmoved"] = (BounceClass.Hard, "X.1.6: the mailbox has moved and takes nothing"),
        ["notaccept"] = (BounceClass.Hard, "X.1.10, RFC 7505: the domain takes no mail"),
        ["filtered"] = (BounceClass.Hard, "that tool's word for 'user unknown' said after DATA, and for X.2.1: the words are the same, the mailbox is not there"),
        ["suspend"] = (BounceClass.Hard, "X.2.1: the mailbox is disabled"),
        ["mailboxfull"] = (BounceClass.Soft, "X.2.2: room may come"),
        ["mesgtoobig"] = (BounceClass.Soft, "X.2.3, X.3.4: this message, not this address"),
        ["exceedlimit"] = (BounceClass.Soft, "X.2.3: this message, not this address"),
        ["expired"] = (BounceClass.Soft, "X.4.7, X.4.1: time; that it is also a sign of a block is told apart (IsExpired)"),
        ["networkerror"] = (BounceClass.Soft, "X.4.x: the route"),
        ["systemerror"] = (BounceClass.Soft, "X.3.x: their machine"),
        ["systemfull"] = (BounceClass.Soft, "X.3.1: their disk"),
        ["mailererror"] = (BounceClass.Soft, "X.3.0: their delivery program"),
        ["syntaxerror"] = (BounceClass.Soft, "X.5.x: the session; nothing is said of the address"),
        ["authfailure"] = (BounceClass.Block, "X.7.20 to X.7.26: SPF, DKIM, DMARC are the sender's"),
        ["badreputation"] = (BounceClass.Block, "X.7.x: the sender's reputation"),
        ["blocked"] = (BounceClass.Block, "X.7.1: the sender's address is listed"),
        ["notcompliantrfc"] = (BounceClass.Block, "X.6.x, X.7.1: the sender's message is malformed"),
        ["norelaying"] = (BounceClass.Block, "X.7.1: policy of a relay"),
        ["policyviolation"] = (BounceClass.Block, "X.7.x: policy"),
        ["rejected"] = (BounceClass.Block, "X.1.8, X.7.1: the sender's address is refused"),
        ["requireptr"] = (BounceClass.Block, "X.7.25: the sender's reverse DNS"),
        ["securityerror"] = (BounceClass.Block, "X.7.x: policy"),
        ["spamdetected"] = (BounceClass.Block, "X.7.1, X.6.0: the content"),
        ["speeding"] = (BounceClass.Block, "X.7.x: the sender's rate"),
        ["toomanyconn"] = (BounceClass.Block, "X.7.x: the sender's connections"),
        ["virusdetected"] = (BounceClass.Block, "X.7.x: the content"),
        ["onhold"] = (BounceClass.Unknown, "that tool could not tell"),
        ["undefined"] = (BounceClass.Unknown, "that tool could not tell"),
        ["feedback"] = (null, "a complaint"),
        ["delivered"] = (null, "it arrived"),
        ["vacation"] = (null, "an answering machine"),
    };
}
