namespace Moderation.Campaigns;

/// <summary>What the 3.6 rule reads, all of one moment.</summary>
/// <param name="HandedOver">
/// S: messages handed to a route in the last 7 × 24 hours plus those reserved by other released campaigns.
/// This mailing is never in it.
/// </param>
/// <param name="OptInContacts">N: distinct addresses opted-in and mailable now.</param>
/// <param name="Recipients">Recipients of this mailing.</param>
/// <param name="Leaving">When parts of S fall out of the seven days, in any order; what is only reserved is not in it.</param>
/// <param name="ApprovedExcess">
/// The messages beyond the limit that a project manager saw when approving this mailing (the finding's evidence "excess");
/// null when nobody has approved it.
/// </param>
public sealed record VolumeFacts(
    Fact<long> HandedOver,
    Fact<long> OptInContacts,
    Fact<long> Recipients,
    IReadOnlyList<Leaving> Leaving,
    decimal? ApprovedExcess = null);

/// <summary>So many messages were handed over seven days before <paramref name="At"/>: from then on they no longer count.</summary>
public sealed record Leaving(DateTimeOffset At, long Messages);
