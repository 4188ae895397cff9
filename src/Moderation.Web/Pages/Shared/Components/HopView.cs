using System.Text.RegularExpressions;
using Moderation.Rules;
using Moderation.Rules.Links;

namespace Moderation.Web.Pages.Shared.Components;

/// <summary>One address of a followed link, cut so that the eye finds the domain that somebody registered.</summary>
/// <param name="Answer">"301", "no answer".</param>
/// <param name="Before">The address up to the domain.</param>
/// <param name="Domain">The registered domain; empty where there is none.</param>
/// <param name="After">The rest of the address.</param>
/// <param name="Certificate">Who issued it and until when it holds, or what is wrong with it; empty without one.</param>
public sealed partial record HopView(string Answer, string Before, string Domain, string After, string Certificate)
{
    /// <returns>Null for evidence that is no hop.</returns>
    public static HopView? Of(Evidence evidence)
    {
        if (!HopName().IsMatch(evidence.Name))
        {
            return null;
        }

        if (Line().Match(evidence.Value) is not { Success: true } line)
        {
            return new HopView("", evidence.Value, "", "", "");
        }

        var (address, certificate) = (line.Groups["address"].Value, line.Groups["certificate"].Value);
        var start = address.IndexOf("//", StringComparison.Ordinal) + 2;
        var end = address.IndexOfAny(['/', '\\', '?', '#'], start);
        // A domain may stand in the path or before an @ as well: only the one that ends the host counts.
        return LinkHost.Of(address) is { RegistrableDomain: { } domain } host && host.Written.Length == host.Ascii.Length
            && address.LastIndexOf(host.Written, (end < 0 ? address.Length : end) - 1, StringComparison.Ordinal) is > 0 and var at
                ? Cut(address, at + host.Written.Length - domain.Length, domain.Length)
                : Cut(address, address.Length, 0);

        HopView Cut(string whole, int from, int length) =>
            new(line.Groups["answer"].Value, whole[..from], whole.Substring(from, length), whole[(from + length)..], certificate);
    }

    [GeneratedRegex(@"^hop \d+$", RegexOptions.NonBacktracking)]
    private static partial Regex HopName();

    [GeneratedRegex(@"^(?<answer>(\d{3}|no answer)(, refresh)?) (?<address>\S+)( · (?<certificate>.*))?$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Line();
}
