namespace Moderation.Mail.Dns;

/// <summary>The record types that mail needs (RFC 1035 §3.2.2, 3596, 6698).</summary>
public enum DnsType
{
    A = 1,
    Ns = 2,
    Cname = 5,
    Soa = 6,
    Ptr = 12,
    Mx = 15,
    Txt = 16,
    Aaaa = 28,
    Tlsa = 52,
}
