using System.Security.Cryptography;
using System.Text;
using Moderation.Delivery;
using Moderation.Web.Data;

namespace Moderation.Web.Relay.Routes;

/// <summary>Passwords of smart hosts: sealed in the database, opened only to connect.</summary>
public sealed class RouteSecrets(Sealed seal)
{
    private const string Purpose = "route-password";

    public byte[] Seal(string password) => seal.Seal(Purpose, Encoding.UTF8.GetBytes(password));

    /// <exception cref="CryptographicException">It was sealed under another master key.</exception>
    internal string Open(MailRoute route) => route.SealedPassword is { } sealedPassword ? Encoding.UTF8.GetString(seal.Open(Purpose, sealedPassword)) : "";
}
