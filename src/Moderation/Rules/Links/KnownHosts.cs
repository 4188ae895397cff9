namespace Moderation.Rules.Links;

/// <summary>The hosts that the addresses of one mail lead to, each read once.</summary>
internal sealed class KnownHosts
{
    private readonly Dictionary<string, LinkHost?> _byAuthority = new(StringComparer.Ordinal);

    /// <returns>As <see cref="LinkHost.Of"/>.</returns>
    public LinkHost? Of(string address)
    {
        var authority = LinkHost.AuthoritySpan(address, out _);
        if (authority.IsEmpty)
        {
            return null;
        }

        var known = _byAuthority.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!known.TryGetValue(authority, out var host))
        {
            host = LinkHost.Of(address);
            known[authority] = host;
        }

        return host;
    }
}
