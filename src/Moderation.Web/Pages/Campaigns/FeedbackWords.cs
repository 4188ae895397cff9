using Moderation.Delivery;
using Moderation.Web.Pages.Shared.Components;

namespace Moderation.Web.Pages.Campaigns;

/// <summary>What came back, in words.</summary>
public static class FeedbackWords
{
    /// <summary>The classes in the order in which they are shown; null is the complaint.</summary>
    public static readonly BounceKind?[] All = [BounceKind.Hard, BounceKind.Full, BounceKind.Soft, BounceKind.Block, BounceKind.Expired, null];

    /// <summary>As a column or a figure names it.</summary>
    public static string Label(BounceKind? kind) => kind switch
    {
        BounceKind.Hard => "no such address",
        BounceKind.Full => "mailbox full",
        BounceKind.Soft => "not just now",
        BounceKind.Block => "blocked",
        BounceKind.Expired => "given up",
        _ => "called it spam",
    };

    /// <summary>What follows from it.</summary>
    public static string Meaning(BounceKind? kind) => kind switch
    {
        BounceKind.Hard => "The address is never mailed again.",
        BounceKind.Full => $"Mailed again; no more after {SoftBounces.MostFull} in a row.",
        BounceKind.Soft => $"Mailed again; no more after {SoftBounces.Most} in a row, or {SoftBounces.MostOfActive} when the person ever opened or clicked.",
        BounceKind.Block => "Refused because of the mail or its sender. The address stays.",
        BounceKind.Expired => "The server did not take it for days. The address stays.",
        _ => "The person gets no more mail from your account.",
    };

    public static Badge Of(BounceKind? kind) => kind switch
    {
        BounceKind.Hard => new("block", "block", "No such address"),
        BounceKind.Full => new("neutral", "hold", "Mailbox full"),
        BounceKind.Soft => new("neutral", "clock", "Not just now"),
        BounceKind.Block => new("hold", "warning", "Blocked"),
        BounceKind.Expired => new("hold", "clock", "Given up"),
        _ => new("block", "warning", "Called it spam"),
    };
}
