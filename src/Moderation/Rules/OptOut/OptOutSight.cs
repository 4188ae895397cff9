using System.Text;
using AngleSharp.Dom;
using Moderation.Campaigns;
using Moderation.Rules.Sight;

namespace Moderation.Rules.OptOut;

/// <summary>Our opt-out links as readers see them.</summary>
internal sealed class OptOutSight
{
    // Beyond this number of hidden links a person looks.
    private const int MostLinks = 1_000;

    public OptOutSight(ParsedHtml html, IReadOnlyList<IElement> links)
    {
        Links = links;
        try
        {
            Look(html);
        }
        catch (BeyondSightException beyond)
        {
            Unread = beyond.Message;
        }
    }

    public IReadOnlyList<IElement> Links { get; }

    /// <summary>Why it could not be found out, without a full stop.</summary>
    public string? Unread { get; private set; }

    /// <summary>The link that comes nearest to being seen, when there is a view without any; else null.</summary>
    public HiddenLink? Nearest { get; private set; }

    /// <summary>The last that is seen on the wide screen; null when there is a view without any.</summary>
    public IElement? LastSeen { get; private set; }

    private void Look(ParsedHtml html)
    {
        var sight = new MailSight(html);
        var hidden = new List<(IElement Link, View View, Cause Cause)>();
        var seenIn = 0;
        foreach (var view in View.All)
        {
            // From the end: that is where it mostly stands.
            for (var i = Links.Count - 1; i >= 0; i--)
            {
                if (Links.Count - i > MostLinks)
                {
                    Unread = $"it has more than {MostLinks:N0} opt-out links that nobody can see";
                    return;
                }

                if (Why(html, sight, Links[i], view) is not { } cause)
                {
                    seenIn |= view.Bit;
                    LastSeen = Links[i];
                    break;
                }

                hidden.Add((Links[i], view, cause));
            }
        }

        if (seenIn == View.Every)
        {
            Unread = ForeignSheets.First(html) is { } sheet ? $"the style sheet {Excerpt.Of(sheet)} is loaded from a server and may hide it" : null;
            return;
        }

        LastSeen = null;
        // The one that is seen somewhere is nearest; else the last.
        var missing = View.All.Where(view => (seenIn & view.Bit) == 0).ToList();
        var inMissing = hidden.FindAll(one => missing.Contains(one.View));
        var found = inMissing.Find(one => !hidden.Exists(other => ReferenceEquals(other.Link, one.Link) && other.View != one.View));
        found = found.Link is null ? inMissing[0] : found;
        Nearest = new HiddenLink(found.Link, found.Cause, string.Join(" and ", missing.Select(view => view.Name)), missing.Count == View.All.Count, Links.Count - 1);
    }

    private static Cause? Why(ParsedHtml html, MailSight sight, IElement link, View view) =>
        sight.WhyHidden(link, view) ?? Clipped(html, link) ?? (view == View.Desktop && sight.WhyHiddenInOutlook(link) is { } cause && !HasOneForOutlook(html) ? cause : null);

    private static bool HasOneForOutlook(ParsedHtml html) =>
        html.Comments.Any(comment => comment.Data.TrimStart().StartsWith("[if", StringComparison.OrdinalIgnoreCase) && comment.Data.Contains(PlaceholderNames.UnsubscribeUrl, StringComparison.Ordinal));

    private static Cause? Clipped(ParsedHtml html, IElement link) =>
        html.SourceBytes >= OptOutHidden.ClippedAt && html.PlaceOf(link) is { } at && Encoding.UTF8.GetByteCount(html.Source.AsSpan(0, at.Position - 1)) is >= OptOutHidden.ClippedAt and var bytes
            ? new Cause("clipped", $"{bytes:N0} bytes", "the length of the HTML", link)
            : null;
}

/// <param name="Link">Ours.</param>
/// <param name="Cause">Why it is not seen.</param>
/// <param name="Views">Where it is not.</param>
/// <param name="IsEverywhere">In all views.</param>
/// <param name="Others">How many more there are, none of them seen.</param>
internal sealed record HiddenLink(IElement Link, Cause Cause, string Views, bool IsEverywhere, int Others);
