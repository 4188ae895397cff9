namespace Moderation.Delivery;

/// <summary>Who runs the mail servers of a recipient's domain: known by the names of the servers (MX), never by the recipient's address.</summary>
/// <param name="Key">Stable and short.</param>
/// <param name="Name">For people.</param>
/// <param name="Exchangers">Ends of the names of its servers, each a whole domain.</param>
/// <param name="Connections">At once, from one address.</param>
/// <param name="MessagesPerConnection">Then a new one is opened.</param>
public sealed record Provider(string Key, string Name, IReadOnlyList<string> Exchangers, int Connections, int MessagesPerConnection)
{
    /// <summary>Mail goes there encrypted, to a server with a valid certificate, or not at all.</summary>
    public bool NeedsTls { get; init; }

    /// <summary>From one address, also from a warm one; null without a limit.</summary>
    public int? MessagesPerHour { get; init; }

    /// <summary>Everybody who has no name here. They share no limit: a thousand small servers are no provider.</summary>
    public static Provider Other { get; } = new("other", "Others", [], 10, 100);

    public bool IsNamed => Key != Other.Key;

    /// <summary>The connections and messages are the defaults of KumoMTA.</summary>
    public static IReadOnlyList<Provider> Known { get; } =
    [
        new("google", "Google", ["google.com", "googlemail.com"], 5, 50) { NeedsTls = true },
        new("yahoo", "Yahoo", ["yahoodns.net"], 10, 20),
        new("outlook", "Outlook", ["olc.protection.outlook.com", "mail.protection.outlook.com", "mx.microsoft", "hotmail.com"], 5, 50),
        new("icloud", "iCloud", ["mail.icloud.com", "icloud.com"], 10, 5),
        new("comcast", "Comcast", ["comcast.net"], 25, 1000),
        new("orange", "Orange", ["orange.fr", "wanadoo.fr"], 2, 100),
        new("gmx", "GMX and WEB.DE", ["gmx.net", "gmx.de", "web.de", "kundenserver.de"], 4, 20),
    ];

    /// <param name="host">The preferred mail server of the recipient's domain.</param>
    /// <param name="known">Usually <see cref="Known"/>.</param>
    public static Provider OfExchanger(string host, IReadOnlyList<Provider> known) =>
        known.FirstOrDefault(provider => provider.Exchangers.Any(end => IsBelow(host.AsSpan().TrimEnd('.'), end))) ?? Other;

    private static bool IsBelow(ReadOnlySpan<char> host, string end) =>
        host.EndsWith(end, StringComparison.OrdinalIgnoreCase) && (host.Length == end.Length || host[^(end.Length + 1)] == '.');
}
