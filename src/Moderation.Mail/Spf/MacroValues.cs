using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Moderation.Mail.Spf;

/// <summary>What the letters of a macro stand for (RFC 7208 §7.2).</summary>
/// <param name="Request">Who sends.</param>
/// <param name="Sender">MAIL FROM, or postmaster at HELO (RFC 7208 §4.3).</param>
/// <param name="Domain">The domain whose record is read now.</param>
/// <param name="Now">For <c>%{t}</c>.</param>
internal sealed record MacroValues(SpfRequest Request, string Sender, string Domain, DateTimeOffset Now)
{
    /// <summary>The validated name of the client.</summary>
    public string ClientName { get; init; } = "unknown";

    public string Of(char letter) => letter switch
    {
        's' => Sender,
        'l' => Sender[..Sender.LastIndexOf('@')],
        'o' => Sender[(Sender.LastIndexOf('@') + 1)..],
        'd' => Domain,
        'i' => Dotted(Request.Address),
        'p' => ClientName,
        'h' => Request.Helo,
        'c' => Request.Address.ToString(),
        'r' => Request.Receiver,
        't' => Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        _ => Request.Address.AddressFamily == AddressFamily.InterNetwork ? "in-addr" : "ip6",
    };

    // RFC 7208 §7.3: IPv6 as 32 nibbles.
    private static string Dotted(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetwork
            ? address.ToString()
            : string.Join('.', Convert.ToHexStringLower(address.GetAddressBytes()).ToCharArray());
}
