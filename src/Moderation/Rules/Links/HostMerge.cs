using System.Buffers;
using Moderation.Campaigns;

namespace Moderation.Rules.Links;

/// <summary>A merge value in the scheme or the host of an address: what takes its place decides where the link leads.</summary>
/// <param name="Tag">As it was written.</param>
/// <param name="IsContactData">Ours, with data about the reader; else a tag that is not known here.</param>
internal sealed record HostMerge(string Tag, bool IsContactData)
{
    // How other services write a value. Square brackets are left out: in a host they are IPv6.
    private static readonly (string Open, string Close)[] Foreign =
        [("{{", "}}"), ("{%", "%}"), ("*|", "|*"), ("%%", "%%"), ("<%", "%>"), ("&lt;%", "%&gt;"), ("${", "}"), ("#{", "}"), ("##", "##"), ("@@", "@@"), ("{", "}"), ("%", "%")];

    private static readonly SearchValues<char> Openings = SearchValues.Create("{%*<&$#@");

    /// <returns>
    /// Null when the address decides itself where it leads. An address that is a foreign tag from its beginning is not among these:
    /// nothing fills it at all, which <see cref="LinkFault"/> tells.
    /// </returns>
    public static HostMerge? Of(string address)
    {
        // Looked for first: nearly every address has none of them in front of its path.
        if (address.AsSpan().IndexOfAny(Openings) < 0)
        {
            return null;
        }

        var pieces = Template.Parse(address).Pieces;
        return InHost(pieces);
    }

    private static HostMerge? InHost(IReadOnlyList<TemplatePiece> pieces)
    {
        var before = "";
        foreach (var piece in pieces)
        {
            if (piece is Placeholder placeholder)
            {
                // Ours that become a whole address are LinkFault's, and so is a foreign tag in the place of a whole one.
                var isData = placeholder.IsKnown ? PlaceholderNames.IsContactValue(placeholder.Name) : before.Contains("//", StringComparison.Ordinal);
                return isData ? new HostMerge(placeholder.Source, placeholder.IsKnown) : null;
            }

            before += piece.Source;
            var authority = LinkHost.Authority(before, out var isWhole);
            if (isWhole)
            {
                return InAuthority(authority!);
            }

            // Neither scheme nor slashes: mailto:, a fragment, or an address that LinkFault refuses.
            if (authority is null && !before.Contains("//", StringComparison.Ordinal) && before.AsSpan().IndexOfAny(":/?#") >= 0)
            {
                return null;
            }
        }

        return LinkHost.Authority(before, out _) is { } rest ? InAuthority(rest) : null;
    }

    private static HostMerge? InAuthority(string authority)
    {
        foreach (var (open, close) in Foreign)
        {
            var at = authority.IndexOf(open, StringComparison.Ordinal);
            var end = at < 0 ? -1 : authority.IndexOf(close, at + open.Length, StringComparison.Ordinal);
            // "%41.example%42" is percent-encoding.
            if (end > at + open.Length && (open != "%" || !IsEncoding(authority.AsSpan(at + 1))))
            {
                return new HostMerge(authority[at..(end + close.Length)], false);
            }
        }

        return null;
    }

    private static bool IsEncoding(ReadOnlySpan<char> text) => text.Length >= 2 && char.IsAsciiHexDigit(text[0]) && char.IsAsciiHexDigit(text[1]);
}
