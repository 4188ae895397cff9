using System.Buffers;
using System.Globalization;
using System.Net;
using Moderation.Accounts;

namespace Moderation.Rules.Links;

/// <summary>The site that a web address leads to, read as browsers read it (WHATWG URL §3.5, §4.4), whatever notation hides it.</summary>
/// <param name="Written">As it stands in the address, without user, password and port.</param>
/// <param name="Name">What it comes to, in lower case, Punycode undone; an IP address in its usual notation.</param>
/// <param name="Ascii">The same in A-labels, as the DNS has it.</param>
/// <param name="IsNumeric">Whether it is an IP address, or numbers where one should be: no name of the DNS ends in a number.</param>
public sealed record LinkHost(string Written, string Name, string Ascii, bool IsNumeric)
{
    // WHATWG URL §3.5 "forbidden domain code points", and controls: with one of them the address leads nowhere.
    private static readonly SearchValues<char> Forbidden = SearchValues.Create(" #/:<>?@[\\]^|%{}`\"");

    private static readonly IdnMapping Idn = new() { AllowUnassigned = true };

    private readonly Lazy<string?> _registrable = new(() => IsNumeric ? null : PublicSuffixList.Default.RegistrableDomain(Ascii));

    /// <summary>The domain that somebody has registered, in A-labels: two hosts that share it have one owner. Null for an address of numbers and for a public suffix.</summary>
    public string? RegistrableDomain => _registrable.Value;

    /// <param name="address">Of a link, as <see cref="MailLink.Address"/> has it.</param>
    /// <returns>Null for what is no web address (mailto, a placeholder of ours), and where merge values or faults leave no host to read.</returns>
    public static LinkHost? Of(string address) => Authority(address, out _) is { Length: > 0 } authority ? Read(HostIn(authority)) : null;

    /// <summary>Whether two hosts belong together, as far as their names tell: the same one, or below one registered domain.</summary>
    public bool SharesOwnerWith(LinkHost other) =>
        Ascii == other.Ascii || (RegistrableDomain is { } domain && domain == other.RegistrableDomain);

    public bool Equals(LinkHost? other) => other is not null && Ascii == other.Ascii && Written == other.Written;

    public override int GetHashCode() => HashCode.Combine(Ascii, Written);

    /// <summary>What stands between the slashes and the path. Browsers take any number of slashes and backslashes.</summary>
    /// <param name="address">Of a link.</param>
    /// <param name="isWhole">Whether something that ends it follows.</param>
    /// <returns>Null for what is no web address.</returns>
    internal static string? Authority(string address, out bool isWhole)
    {
        var authority = AuthoritySpan(address, out isWhole);
        return authority.IsEmpty && SchemeEnd(address) < 0 ? null : authority.ToString();
    }

    /// <summary>The same, empty for what is no web address.</summary>
    internal static ReadOnlySpan<char> AuthoritySpan(string address, out bool isWhole)
    {
        isWhole = false;
        var colon = SchemeEnd(address);
        if (colon < 0)
        {
            return [];
        }

        var rest = address.AsSpan(colon).TrimStart("/\\");
        var end = rest.IndexOfAny("/\\?#");
        isWhole = end > 0;
        return end < 0 ? rest : rest[..end];
    }

    private static int SchemeEnd(string address) =>
        address.StartsWith("https:", StringComparison.OrdinalIgnoreCase) ? 6
            : address.StartsWith("http:", StringComparison.OrdinalIgnoreCase) ? 5
            : address.StartsWith("//", StringComparison.Ordinal) ? 0
            : -1;

    private static string HostIn(string authority)
    {
        // The last @ counts: https://bank.example@evil.example/ leads to evil.example.
        var host = authority[(authority.LastIndexOf('@') + 1)..];
        var port = host.LastIndexOf(':');
        return port > host.LastIndexOf(']') && host.AsSpan(port + 1).IndexOfAnyExceptInRange('0', '9') < 0 ? host[..port] : host;
    }

    private static LinkHost? Read(string written)
    {
        if (written.StartsWith('[') && written.EndsWith(']'))
        {
            return IPAddress.TryParse(written.AsSpan(1, written.Length - 2), out var v6) ? new LinkHost(written, v6.ToString(), v6.ToString(), true) : null;
        }

        var mapped = HostMapping.Map(written.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(written) : written).TrimEnd('.');
        var labels = mapped.Split('.');
        if (mapped.Length is 0 or > 1000 || mapped.AsSpan().IndexOfAny(Forbidden) >= 0 || mapped.Any(char.IsControl) || Array.Exists(labels, label => label.Length == 0))
        {
            return null;
        }

        if (NumericHost.EndsInNumber(labels))
        {
            return new LinkHost(written, NumericHost.Parse(labels)?.ToString() ?? mapped, mapped, true);
        }

        return ToAscii(labels) is { } ascii ? new LinkHost(written, string.Join('.', labels.Select(Unicode)), ascii, false) : null;
    }

    private static string? ToAscii(string[] labels)
    {
        try
        {
            return string.Join('.', labels.Select(label => System.Text.Ascii.IsValid(label) ? label : Idn.GetAscii(label)));
        }
        catch (ArgumentException)
        {
            // Longer than the DNS can hold.
            return null;
        }
    }

    private static string Unicode(string label)
    {
        if (!label.StartsWith("xn--", StringComparison.Ordinal))
        {
            return label;
        }

        try
        {
            return Idn.GetUnicode(label);
        }
        catch (ArgumentException)
        {
            // No Punycode: browsers show it as it is.
            return label;
        }
    }
}
