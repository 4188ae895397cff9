using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using Moderation.Accounts;

namespace Moderation.Rules.Links;

/// <summary>The sites that the words of a link name: addresses, and hosts as people write them. A brand alone is none.</summary>
internal static class ShownSites
{
    private static readonly SearchValues<char> Between = SearchValues.Create(" \t\r\n\u00a0\"'()<>[]{},;|«»“”„‘’…·•→›»*");

    // Beside these the two-letter ones of countries. Newer ones are words: "read.more", "news.today".
    private static readonly FrozenSet<string> TopLevel = FrozenSet.Create(StringComparer.Ordinal,
        "com", "net", "org", "info", "biz", "edu", "gov", "mil", "int", "app", "dev", "shop", "store", "online", "site", "bank", "cloud", "club", "xyz", "top", "pro", "tech");

    // Ends of file names that are countries as well.
    private static readonly FrozenSet<string> FileEnds = FrozenSet.Create(StringComparer.Ordinal, "md", "py", "sh", "ps", "rs", "so", "ai", "pl", "ms");

    // Software whose name looks like a host.
    private static readonly FrozenSet<string> Software = FrozenSet.Create(StringComparer.Ordinal, "asp.net", "vb.net", "ado.net", "ml.net", "paint.net", "socket.io", "draw.io", "last.fm");

    public static List<LinkHost> In(string words)
    {
        var sites = new List<LinkHost>();
        var text = words.AsSpan().IndexOfAnyInRange('\u00ad', '\uffff') < 0 ? words : string.Concat(words.Where(c => char.GetUnicodeCategory(c) != UnicodeCategory.Format));
        var alone = !text.AsSpan().Trim().ContainsAny(Between);
        foreach (var word in text.AsSpan().SplitAny(Between))
        {
            var token = text.AsSpan(word).Trim(".:!?_-/");
            if (token.Contains('.') && Read(token.ToString(), alone) is { RegistrableDomain: not null } host)
            {
                sites.Add(host);
            }
        }

        return sites;
    }

    private static LinkHost? Read(string token, bool alone)
    {
        if (token.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || token.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
        {
            return LinkHost.Of(token);
        }

        var host = LinkHost.Of("https://" + token);
        return host is { IsNumeric: false } && !token.Contains('@', StringComparison.Ordinal) && (host.Ascii.StartsWith("www.", StringComparison.Ordinal) || IsBareHost(host, alone)) ? host : null;
    }

    private static bool IsBareHost(LinkHost host, bool alone)
    {
        var dot = host.Ascii.LastIndexOf('.');
        var last = host.Ascii[(dot + 1)..];
        var isKnown = TopLevel.Contains(last) || (last.Length == 2 && PublicSuffixList.Default.HasRule(last) && (alone || !FileEnds.Contains(last)));
        return dot > 0 && isKnown && !Software.Contains(host.Ascii) && IsWrittenAsHost(host.Written);
    }

    // "here.It is" is a full stop without a space after it: the last label of a host begins as small as it goes on.
    private static bool IsWrittenAsHost(string written)
    {
        var last = written.AsSpan(written.TrimEnd('.').LastIndexOf('.') + 1);
        return !char.IsUpper(last[0]) || !written.Any(char.IsLower);
    }
}
