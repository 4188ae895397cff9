namespace Moderation.Rules.Links;

/// <summary>An address that a reader can follow.</summary>
/// <param name="Address">As written, character references resolved, without the whitespace that browsers ignore.</param>
/// <param name="Words">What the reader sees of it, empty when that is unknown; worked out only for what is reported.</param>
/// <param name="Place">Where it stands; worked out only for what is reported.</param>
public sealed record MailLink(string Address, Func<string> Words, Func<Where> Place)
{
    private LinkHost? _host;
    private bool _isHostRead;

    /// <summary>Where it leads; null for what is no web address. Read once, whatever number of rules ask.</summary>
    public LinkHost? Host
    {
        get
        {
            if (!_isHostRead)
            {
                (_host, _isHostRead) = (Hosts is null ? LinkHost.Of(Address) : Hosts.Of(Address), true);
            }

            return _host;
        }
    }

    /// <summary>The hosts of the whole mail: hundreds of links lead to a few.</summary>
    internal KnownHosts? Hosts { get; init; }

    /// <summary>The sentence in which it stands, empty when that says nothing of this link alone: "If you want no more mail, click here."</summary>
    public Func<string> Around { get; init; } = () => "";
}
