using Moderation.Campaigns;

namespace Moderation.Rules.Content;

/// <summary>What the installed spam filter says of the message.</summary>
public sealed class SpamScore : IRule
{
    private const int MostSymbols = 30;

    private static readonly Band[] Bands =
    [
        new(4.5, "hardly any filter will take it for spam"),
        new(7, "some filters may take it for spam"),
        new(10, "many filters will take it for spam"),
        new(13, "most filters will take it for spam"),
        new(double.PositiveInfinity, "nearly every filter will take it for spam"),
    ];

    // Coarse on purpose; the first that fits counts.
    private static readonly (string Words, string[] Marks)[] Groups =
    [
        ("the sender and its DNS records", ["DKIM", "SPF", "DMARC", "ARC", "FROM", "REPLYTO", "REPLY_TO", "RCVD", "HELO", "RDNS"]),
        ("the links", ["URL", "URI", "PHISH", "SHORT", "DBL", "SURBL", "HTTP", "RBL"]),
        ("the subject", ["SUBJ"]),
        ("the pictures", ["IMAGE", "IMG"]),
        ("the HTML", ["HTML", "MIME", "CSS", "FONT", "MPART"]),
    ];

    public RuleInfo Info { get; } = new(
        "content.spam-score",
        "Spam score",
        "A spam filter was asked as mailbox providers ask theirs. From this score on many of them put the mail into the spam folder.",
        "Mend what the other findings name first. Shorter links, more text and a sender that is authenticated lower the score most.",
        Severity.Hold,
        Needs.SpamFilter,
        "The provider's terms: spam check.")
    {
        Figures = [nameof(Thresholds.SpamScore)],
        Examples = [new("Score 9.2: many filters put it into the spam folder", "Score 1.4: hardly any does")],
    };

    public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds)
    {
        if (submission.Spam is not { } spam)
        {
            yield return Unknown.Because(Info, "the spam filter was not asked");
            yield break;
        }

        if (!spam.Score.TryGet(out var said))
        {
            yield return Unknown.Because(Info, spam.Score.Why, null, new Evidence("filter", spam.Engine));
            yield break;
        }

        if (said.Score <= Bands[0].To && said.Score < thresholds.SpamScore)
        {
            yield break;
        }

        var band = Array.Find(Bands, band => said.Score <= band.To)!;
        yield return new Finding(Info.Code, said.Score >= thresholds.SpamScore ? Info.Severity : Severity.Advise,
            $"{spam.Engine} gives {said.Score:0.0}: {band.Words}.", null,
            [
                new Evidence("score", $"{said.Score:0.0}"),
                new Evidence("limit", $"{thresholds.SpamScore:0.0}"),
                new Evidence("filter", spam.Engine),
                new Evidence("the filter itself acts from", $"{said.Required:0.0}", StaffOnly: true),
                .. Hint(said.Symbols),
                // Symbol by symbol anybody could tune spam until it slips through.
                .. said.Symbols.Take(MostSymbols).Select(symbol => new Evidence(symbol.Name, $"{symbol.Score:0.0##} {Excerpt.Of(symbol.Description)}".TrimEnd(), StaffOnly: true)),
            ],
            Info.Fix);
    }

    private static IEnumerable<Evidence> Hint(IReadOnlyList<SpamSymbol> symbols)
    {
        var groups = symbols.Where(symbol => symbol.Score > 0)
            .GroupBy(symbol => Array.Find(Groups, group => Array.Exists(group.Marks, mark => symbol.Name.Contains(mark, StringComparison.OrdinalIgnoreCase))).Words ?? "the text and the header")
            .OrderByDescending(group => group.Sum(symbol => symbol.Score))
            .Take(2)
            .Select(group => group.Key)
            .ToList();
        return groups is [] ? [] : [new Evidence("look first at", string.Join(", then ", groups))];
    }

    private sealed record Band(double To, string Words);
}
