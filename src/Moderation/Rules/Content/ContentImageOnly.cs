using System.Globalization;
using AngleSharp.Dom;
using Moderation.Campaigns;

namespace Moderation.Rules.Content;

/// <summary>Little text for the pictures, and pictures without a text in their place.</summary>
public sealed class ContentImageOnly : IRule
{
    // SpamAssassin's HTML_IMAGE_ONLY_04 to _28 look at mails of up to 2,800 characters. It counts any picture, a logo as well;
    // here a picture must be large or one of many.
    private const int SomeText = 2_800;
    private const int NoText = 150;
    private const int TextPerPicture = 20;
    private const int TextForLarge = 300;
    private const double Large = 300_000;

    // Spacers and counting pixels are no pictures to look at.
    private const double Spacer = 3;

    public RuleInfo Info { get; } = new(
        "content.image-only",
        "Little text for its pictures",
        "Many mail programs load no pictures before the reader allows it, and some readers hear a mail instead of seeing it. Spam filters distrust mail that is mostly pictures.",
        "Say in words what the pictures show, and give each picture an alt text; a purely decorative one an empty alt.",
        Severity.Advise,
        Needs.Content,
        "SpamAssassin HTML_IMAGE_ONLY_04 to _28; WCAG 2.2 success criterion 1.1.1.")
    {
        Examples =
        [
            new("one large picture with an opt-out link below", "the same picture with its offer in words, 300 characters or more"),
            new("<img src=\"https://shop.example/sale.png\">", "<img src=\"https://shop.example/sale.png\" alt=\"Sale until Sunday\">"),
        ],
    };

    public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds)
    {
        if (submission.Html is not { Document: not null } html)
        {
            yield break;
        }

        var pictures = html.Named("img").Where(picture => !IsSpacer(picture)).ToList();
        if (pictures is [])
        {
            yield break;
        }

        var text = html.Texts.Sum(one => one.Data.AsSpan().Trim().Length);
        if (text < NoText || (text < SomeText && text < pictures.Count * TextPerPicture) || (text < TextForLarge && pictures.Sum(Area) >= Large))
        {
            yield return new Finding(Info.Code, Info.Severity, $"The mail has {text:N0} characters of text for {Count(pictures.Count)}.", html.At(pictures[0]),
                [new Evidence("characters of text", $"{text:N0}"), new Evidence("pictures", $"{pictures.Count:N0}")], Info.Fix);
        }

        if (pictures.FindAll(picture => !picture.HasAttribute("alt")) is [var first, ..] without)
        {
            yield return new Finding(Info.Code, Info.Severity, $"{Count(without.Count)} of {pictures.Count:N0} {(without.Count == 1 ? "has" : "have")} no alt text.", html.At(first),
                [new Evidence("without alt", $"{without.Count:N0}"), new Evidence("picture", Excerpt.Of(first.GetAttribute("src") ?? ""))], "Give each picture an alt text; a purely decorative one an empty alt.");
        }
    }

    private static string Count(int pictures) => pictures == 1 ? "1 picture" : $"{pictures:N0} pictures";

    private static bool IsSpacer(IElement picture) => Size(picture, "width") <= Spacer || Size(picture, "height") <= Spacer;

    // px²; nothing when the size is not said.
    private static double Area(IElement picture) => Size(picture, "width") * Size(picture, "height") ?? 0;

    private static double? Size(IElement picture, string attribute) =>
        picture.GetAttribute(attribute) is { } size && double.TryParse(size.AsSpan().TrimEnd("px "), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var px) ? px : null;
}
