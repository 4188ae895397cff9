using System.Net;
using System.Net.Sockets;

namespace Moderation.Mail.Dns;

/// <summary>One resource record (RFC 1035 §3.2.1).</summary>
/// <param name="Name">The owner, in the case in which the server wrote it, without the final dot; see <see cref="DnsName"/>.</param>
/// <param name="Type">Its kind.</param>
/// <param name="TimeToLive">For how long it may be kept, as the server said.</param>
public abstract record DnsRecord(string Name, DnsType Type, TimeSpan TimeToLive);

/// <summary>A (RFC 1035 §3.4.1) or AAAA (RFC 3596 §2.2).</summary>
public sealed record AddressRecord(string Name, TimeSpan TimeToLive, IPAddress Address)
    : DnsRecord(Name, Address.AddressFamily == AddressFamily.InterNetwork ? DnsType.A : DnsType.Aaaa, TimeToLive);

/// <summary>CNAME, NS or PTR: a record that is another name.</summary>
public sealed record NameRecord(string Name, DnsType Type, TimeSpan TimeToLive, string Target) : DnsRecord(Name, Type, TimeToLive);

/// <summary>MX (RFC 1035 §3.3.9). An empty <paramref name="Exchange"/> is a null MX (RFC 7505): the domain takes no mail.</summary>
public sealed record MxRecord(string Name, TimeSpan TimeToLive, int Preference, string Exchange) : DnsRecord(Name, DnsType.Mx, TimeToLive);

/// <summary>TXT (RFC 1035 §3.3.14).</summary>
/// <param name="Name">The owner.</param>
/// <param name="TimeToLive">How long it may be kept.</param>
/// <param name="Parts">The strings, a character for each octet (Latin-1).</param>
public sealed record TxtRecord(string Name, TimeSpan TimeToLive, IReadOnlyList<string> Parts) : DnsRecord(Name, DnsType.Txt, TimeToLive)
{
    /// <summary>The strings joined without anything between them, as SPF, DKIM and DMARC want (RFC 7208 §3.3).</summary>
    public string Text => string.Concat(Parts);
}

/// <summary>SOA (RFC 1035 §3.3.13).</summary>
/// <param name="Name">The owner: the top of the zone.</param>
/// <param name="TimeToLive">How long it may be kept.</param>
/// <param name="PrimaryServer">MNAME.</param>
/// <param name="Mailbox">RNAME; the first dot stands for the @.</param>
/// <param name="Serial">The version of the zone.</param>
/// <param name="Minimum">How long an absence may be kept (RFC 2308 §4).</param>
public sealed record SoaRecord(string Name, TimeSpan TimeToLive, string PrimaryServer, string Mailbox, uint Serial, TimeSpan Minimum)
    : DnsRecord(Name, DnsType.Soa, TimeToLive);

/// <summary>TLSA (RFC 6698 §2.1). Worth nothing without DNSSEC, which a stub resolver cannot see by itself.</summary>
public sealed record TlsaRecord(string Name, TimeSpan TimeToLive, int Usage, int Selector, int Matching, ReadOnlyMemory<byte> Data)
    : DnsRecord(Name, DnsType.Tlsa, TimeToLive);
