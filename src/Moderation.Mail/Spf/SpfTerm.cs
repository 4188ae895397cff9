using System.Net;

namespace Moderation.Mail.Spf;

/// <summary>The mechanisms of RFC 7208 §5.</summary>
internal enum SpfMechanism
{
    All,
    Include,
    A,
    Mx,
    Ptr,
    Ip4,
    Ip6,
    Exists,
}

/// <summary>One directive of a record (RFC 7208 §4.6.2).</summary>
/// <param name="Text">As it stands in the record.</param>
/// <param name="Result">What its qualifier says when it matches.</param>
/// <param name="Mechanism">What it compares.</param>
internal sealed record SpfTerm(string Text, SpfResult Result, SpfMechanism Mechanism)
{
    /// <summary>The target; null means the domain itself.</summary>
    public MacroString? Domain { get; init; }

    /// <summary>The network of ip4 and ip6.</summary>
    public IPAddress? Network { get; init; }

    public int Prefix4 { get; init; } = 32;

    public int Prefix6 { get; init; } = 128;

    /// <summary>Whether it counts towards the ten (RFC 7208 §4.6.4).</summary>
    public bool AsksTheDns => Mechanism is not (SpfMechanism.All or SpfMechanism.Ip4 or SpfMechanism.Ip6);
}
