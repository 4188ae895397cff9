using System.Globalization;
using System.Text;
using Moderation.Campaigns;

namespace Moderation.Rules.Links;

/// <summary>Links to hosts that pass for others: scripts mixed in one label, letters of another script that all look like ASCII, slashes that are none (UTS 39, UTS 46).</summary>
public sealed class LinkHomograph : IRule
{
    // ⁄ ∕ ╱ ⧸ 〳 and, among Latin letters, ノ 丿: what follows seems to be a path.
    private const string Slashes = "\u2044\u2215\u2571\u29f8\u3033";
    private const string SlashesAmongLatin = "\u30ce\u4e3f";

    // Countries in which a word of only such letters is most likely a word.
    private static readonly (Script Script, string[] TopLevel)[] AtHome =
    [
        (Script.Cyrillic, ["bg", "by", "kg", "kz", "mk", "mn", "rs", "ru", "su", "tj", "ua", "uz"]),
        (Script.Greek, ["cy", "gr"]),
        (Script.Armenian, ["am"]),
    ];

    public RuleInfo Info { get; } = new(
        "link.homograph",
        "A site whose name passes for another",
        "Letters of other scripts look like the ones that readers know. A name that mixes them leads to a stranger's site under a known one's looks.",
        "Link to a site whose name is written in one script.",
        Severity.Hold,
        Needs.Content,
        "UTS 39 (Unicode security mechanisms); Rspamd URL_HOMOGRAPH.")
    {
        Examples = [new("https://pаypal.example/ with a Cyrillic а", "https://müller.example/ or https://пример.example/")],
    };

    public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds) =>
        LinkFindings.Of(Info, submission, link => link.Host is { } host ? Of(host) : null, Say, "pass for other sites");

    private static Disguise? Of(LinkHost host)
    {
        // Nearly every host ends here.
        if (Ascii.IsValid(host.Name) && Ascii.IsValid(host.Written) && !host.Written.Contains('%', StringComparison.Ordinal))
        {
            return null;
        }

        if (HasInvisible(host.Written))
        {
            return new Disguise("characters that nobody sees", null);
        }

        var labels = host.Name.Split('.');
        return labels.Where(label => !Ascii.IsValid(label)).Select(label => OfLabel(label, labels[^1])).FirstOrDefault(disguise => disguise is not null);
    }

    private static Disguise? OfLabel(string label, string topLevel)
    {
        var scripts = label.EnumerateRunes().Select(Scripts.Of).Where(script => script != Script.Common).Distinct().ToList();
        if (label.AsSpan().IndexOfAny(Slashes) >= 0 || (scripts.Contains(Script.Latin) && label.AsSpan().IndexOfAny(SlashesAmongLatin) >= 0))
        {
            return new Disguise("a character that looks like a slash", null);
        }

        var skeleton = Scripts.Skeleton(label);
        if (AreMixed(scripts))
        {
            return new Disguise("mixed scripts: " + string.Join(" and ", scripts), skeleton);
        }

        return Ascii.IsValid(skeleton) && skeleton.Any(char.IsAsciiLetter) && scripts is [var script] && !IsAtHome(script, topLevel)
            ? new Disguise($"{script} letters that all look like others", skeleton)
            : null;
    }

    // UTS 39 §5.2 "moderately restrictive": Latin beside one other script, unless their letters look alike; Han, Kana, Hangul and Bopomofo go together.
    private static bool AreMixed(List<Script> scripts)
    {
        var families = scripts.Select(script => script is Script.Kana or Script.Hangul or Script.Bopomofo ? Script.Han : script).Distinct().ToList();
        var alike = families.Count(script => script is Script.Latin or Script.Greek or Script.Cyrillic or Script.Armenian or Script.Cherokee or Script.Coptic);
        return alike > 1 || families.Count(script => script != Script.Latin) > 1;
    }

    private static bool IsAtHome(Script script, string topLevel) =>
        Array.Exists(AtHome, home => home.Script == script && home.TopLevel.Contains(topLevel, StringComparer.Ordinal))
        || (script != Script.Latin && topLevel.EnumerateRunes().Any(rune => Scripts.Of(rune) == script));

    // Persian and Indic names need joiners (RFC 5892 appendix A): after their own letters those are right.
    private static bool HasInvisible(string written)
    {
        var host = written.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(written) : written;
        var before = Script.Common;
        foreach (var rune in host.EnumerateRunes())
        {
            var isJoiner = rune.Value is 0x200C or 0x200D;
            if ((Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format || HostMapping.IsIgnored(rune.Value)) && !IsEmojiStyle(rune.Value)
                && !(isJoiner && before is (Script.Arabic or Script.Other or Script.Common)))
            {
                return true;
            }

            before = Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark ? before : Scripts.Of(rune);
        }

        return false;
    }

    private static bool IsEmojiStyle(int value) => value is 0xFE0E or 0xFE0F;

    private static LinkReport Say(MailLink link, Disguise disguise)
    {
        var host = link.Host!;
        var evidence = new List<Evidence> { new("site", Excerpt.Of(host.Name)), new("as the DNS has it", Excerpt.Of(host.Ascii)), new("found", disguise.Found) };
        if (disguise.LooksLike is { } like)
        {
            evidence.Add(new Evidence("looks like", Excerpt.Of(like)));
        }

        return new LinkReport($"The site {Excerpt.Of(host.Name)} ({Excerpt.Of(host.Ascii)}) passes for another: its name has {disguise.Found}.", evidence);
    }

    private sealed record Disguise(string Found, string? LooksLike);
}
