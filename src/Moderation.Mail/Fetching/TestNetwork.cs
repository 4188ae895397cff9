using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Moderation.Mail.Fetching;

/// <summary>Stands in for the internet in tests. It is handed over in code and read from no configuration; what the dialer refuses, it refuses before asking here.</summary>
/// <param name="Wire">Where a connection to an address that was found to be public goes instead.</param>
/// <param name="Roots">The authorities that are trusted instead of the system's.</param>
public sealed record TestNetwork(Func<IPEndPoint, IPEndPoint> Wire, X509Certificate2Collection Roots);
