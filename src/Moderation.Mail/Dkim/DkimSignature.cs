using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Moderation.Accounts;

namespace Moderation.Mail.Dkim;

/// <summary>The tags of one <c>DKIM-Signature</c> field (RFC 6376 §3.5), checked as far as that goes without key or message.</summary>
internal sealed record DkimSignature
{
    public required DomainName Domain { get; init; }

    public required string Selector { get; init; }

    /// <summary>The domain of <c>i=</c>, else <c>d=</c>.</summary>
    public required string IdentityDomain { get; init; }

    public required string Algorithm { get; init; }

    public required IReadOnlyList<string> SignedHeaders { get; init; }

    public required byte[] BodyHash { get; init; }

    public required byte[] Signature { get; init; }

    public bool RelaxedHeader { get; init; }

    public bool RelaxedBody { get; init; }

    public long? BodyLength { get; init; }

    public long? Expires { get; init; }

    /// <param name="value">What follows the colon of the field.</param>
    /// <param name="signature">Null when an error is returned.</param>
    /// <param name="partial">Domain, selector and header names as far as they could be read, for the report of an error.</param>
    /// <returns>What is wrong, or null.</returns>
    public static string? Parse(string value, out DkimSignature? signature, out DkimResult partial)
    {
        signature = null;
        partial = new DkimResult(DkimVerdict.PermError, "");
        if (!TagList.TryParse(value, out var tags, out var error))
        {
            return error;
        }

        string[] names = tags.TryGetValue("h", out var h) ? TagList.WithoutSpace(h).Split(':', StringSplitOptions.RemoveEmptyEntries) : [];
        var selector = tags.GetValueOrDefault("s", "").TrimEnd();
        var hasDomain = DomainName.TryParse(tags.GetValueOrDefault("d", "").TrimEnd(), out var domain);
        partial = partial with { Domain = domain.Ascii, Selector = DkimKey.IsSelector(selector) ? selector : "", SignedHeaders = names };

        foreach (var required in (string[])["v", "a", "b", "bh", "d", "h", "s"])
        {
            if (!tags.ContainsKey(required))
            {
                return $"tag {required}= is missing";
            }
        }

        if (tags["v"] != "1")
        {
            return "the version is not 1";
        }

        if (!hasDomain)
        {
            return "d= is no domain name";
        }

        if (!DkimKey.IsSelector(selector))
        {
            return "s= is no selector";
        }

        if (!names.Contains("from", StringComparer.OrdinalIgnoreCase))
        {
            return "From is not signed";
        }

        if (!TryCanonicalization(tags.GetValueOrDefault("c", "simple/simple"), out var relaxedHeader, out var relaxedBody))
        {
            return "c= names an unknown canonical form";
        }

        if (tags.TryGetValue("q", out var q) && !TagList.WithoutSpace(q).Split(':').Contains("dns/txt", StringComparer.OrdinalIgnoreCase))
        {
            return "q= names no way to find the key that we know";
        }

        if (!TryNumber(tags, "l", out var l) || !TryNumber(tags, "t", out var t) || !TryNumber(tags, "x", out var x) || (t is not null && x is not null && x < t))
        {
            return "l=, t= or x= is no number, or x= lies before t=";
        }

        var identity = tags.TryGetValue("i", out var i) ? i.TrimEnd() : "@" + domain.Ascii;
        if (!DomainName.TryParse(identity[(identity.LastIndexOf('@') + 1)..], out var identityDomain) || !identityDomain.IsAtOrBelow(domain))
        {
            return "i= is not within d=";
        }

        if (!TryBase64(tags["bh"], out var bodyHash) || !TryBase64(tags["b"], out var bytes))
        {
            return "bh= or b= is not base64";
        }

        signature = new DkimSignature
        {
            Domain = domain,
            Selector = selector,
            IdentityDomain = identityDomain.Ascii,
            Algorithm = tags["a"].TrimEnd().ToLowerInvariant(),
            SignedHeaders = names,
            BodyHash = bodyHash,
            Signature = bytes,
            RelaxedHeader = relaxedHeader,
            RelaxedBody = relaxedBody,
            BodyLength = l,
            Expires = x,
        };
        return null;
    }

    internal static bool TryBase64(string value, [NotNullWhen(true)] out byte[]? bytes)
    {
        var text = TagList.WithoutSpace(value);
        var buffer = new byte[text.Length];
        var ok = Convert.TryFromBase64String(text, buffer, out var length);
        bytes = ok ? buffer[..length] : null;
        return ok && length > 0;
    }

    private static bool TryCanonicalization(string value, out bool header, out bool body)
    {
        var parts = TagList.WithoutSpace(value).ToLowerInvariant().Split('/');
        header = parts[0] == "relaxed";
        body = parts.Length == 2 && parts[1] == "relaxed";
        return parts.Length <= 2 && Array.TrueForAll(parts, part => part is "simple" or "relaxed");
    }

    private static bool TryNumber(Dictionary<string, string> tags, string name, out long? number)
    {
        number = null;
        if (!tags.TryGetValue(name, out var text))
        {
            return true;
        }

        var ok = long.TryParse(text.TrimEnd(), NumberStyles.None, CultureInfo.InvariantCulture, out var value);
        number = value;
        return ok;
    }
}
