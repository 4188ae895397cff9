using Moderation.Accounts;

namespace Moderation.Senders;

/// <param name="Name">A domain that is not proposed.</param>
/// <param name="Why">One sentence for the marketer.</param>
public sealed record PassedOver(DomainName Name, string Why);

/// <summary>
/// Which of several sending domains fits a mailing, and why. A proposal: nothing is chosen for anybody. What is unknown is said and
/// never counts as good.
/// </summary>
/// <param name="Domain">Null when none fits.</param>
/// <param name="Reasons">Sentences that speak for it.</param>
/// <param name="Others">The other ones.</param>
public sealed record DomainProposal(DomainCandidate? Domain, IReadOnlyList<string> Reasons, IReadOnlyList<PassedOver> Others)
{
    /// <summary>A domain that began to send so lately is unknown to receivers. Our own choice; no standard gives a figure.</summary>
    public static readonly TimeSpan WarmUp = TimeSpan.FromDays(30);

    /// <summary>Recipients of one mailing that it may have meanwhile.</summary>
    public const long MostWhileWarming = 2_000;

    /// <param name="candidates">All of the account's.</param>
    /// <param name="recipients">Of the mailing; 0 while nobody knows.</param>
    /// <param name="now">Decides who is new.</param>
    public static DomainProposal Of(IEnumerable<DomainCandidate> candidates, long recipients, DateTimeOffset now)
    {
        var all = candidates.OrderBy(one => one.Name.Ascii, StringComparer.Ordinal).Select(one => (Domain: one, Obstacle: Obstacle(one, recipients, now))).ToList();
        var best = all.Where(one => one.Obstacle is null).Select(one => one.Domain)
            .OrderByDescending(one => Rank(one, 0)).ThenByDescending(one => Rank(one, 1)).ThenByDescending(one => Rank(one, 2))
            .ThenByDescending(one => Rank(one, 3)).ThenByDescending(one => Rank(one, 4)).ThenByDescending(one => Rank(one, 5))
            .FirstOrDefault();
        return new DomainProposal(
            best,
            best is null ? [] : [.. ReasonsFor(best, recipients, now)],
            [.. all.Where(one => one.Domain != best).Select(one => new PassedOver(one.Domain.Name, one.Obstacle ?? Behind(one.Domain, best!)))]);
    }

    private static string? Obstacle(DomainCandidate one, long recipients, DateTimeOffset now) => one switch
    {
        { Sender: null } => "It has no From address yet.",
        _ when one.Authenticated.TryGet(out var proof) && !proof.Passes => $"Receivers cannot tell that its mail is yours. {proof.Seen}",
        { Lists: [var list, ..] } => $"It stands on a blocklist: {list}.",
        { Band: Reputation.Band.Poor or Reputation.Band.Bad } => $"Its reputation is {one.Band.ToString()!.ToLowerInvariant()}: much of its mail is filtered.",
        _ when recipients > MostWhileWarming && IsWarming(one, now) =>
            $"{(one.FirstSent is { } first ? $"Its first mailing left on {Day(first)}" : "It has sent nothing yet")}, which is too new for {recipients:N0} recipients. Begin with {MostWhileWarming:N0} at most.",
        _ => null,
    };

    // What counts first stands first.
    private static long Rank(DomainCandidate one, int place) => place switch
    {
        0 => one.Authenticated.IsKnown ? 1 : 0,
        1 => one.CarriesConfirmations ? 0 : 1,
        2 => one.ToAudience,
        3 => one.Links > 0 ? 1 : 0,
        4 => one.Band switch { Reputation.Band.Good => 2, null => 1, _ => 0 },
        _ => one.Sent,
    };

    private static string Behind(DomainCandidate one, DomainCandidate best)
    {
        for (var place = 0; place <= 5; place++)
        {
            if (Rank(one, place) == Rank(best, place))
            {
                continue;
            }

            return place switch
            {
                0 => $"Not checked whether receivers can tell that its mail is yours: {one.Authenticated.Why}.",
                1 => "Confirmations leave from it. They arrive better while campaigns leave from elsewhere.",
                2 => $"This audience has had {(one.ToAudience == 0 ? "no mailing" : $"only {Mailings(one.ToAudience)}")} from it.",
                3 => $"The links of this mail lead to {best.Name}, not to it.",
                4 => one.Band is null ? "Too little has left from it to know its reputation." : "Its reputation is being watched.",
                _ => "Less mail leaves from it.",
            };
        }

        return "Nothing speaks against it.";
    }

    private static IEnumerable<string> ReasonsFor(DomainCandidate one, long recipients, DateTimeOffset now)
    {
        if (one is { ToAudience: > 0, LastToAudience: { } last })
        {
            yield return $"This audience knows it: {Mailings(one.ToAudience)} came from it, the last on {Day(last)}.";
        }

        if (one.Links > 0)
        {
            yield return one.Links == 1 ? "A link of this mail leads to it." : $"{one.Links:N0} links of this mail lead to it.";
        }

        yield return one.Authenticated.IsKnown
            ? "Receivers can tell that its mail is yours: DKIM and DMARC pass."
            : $"Not checked whether receivers can tell that its mail is yours: {one.Authenticated.Why}.";
        yield return one.Band switch
        {
            Reputation.Band.Good => "Its reputation is good.",
            null => "Too little has left from it to know its reputation.",
            _ => "Its reputation is being watched.",
        };
        if (IsWarming(one, now))
        {
            yield return recipients == 0 ? $"It is new: send to {MostWhileWarming:N0} at most until receivers know it." : $"It is new, and {recipients:N0} recipients are few enough to begin with.";
        }

        if (one.CarriesConfirmations)
        {
            yield return "Confirmations leave from it as well: complaints about campaigns would hold them up.";
        }
    }

    private static bool IsWarming(DomainCandidate one, DateTimeOffset now) => one.FirstSent is not { } first || now - first < WarmUp;

    private static string Mailings(int count) => count == 1 ? "one mailing" : $"{count:N0} mailings";

    private static string Day(DateTimeOffset at) => $"{at.UtcDateTime:d MMM yyyy} (UTC)";
}
