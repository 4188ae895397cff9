using System.Security.Cryptography;
using Moderation.Accounts;
using Moderation.Mail.Dkim;
using Moderation.Senders;
using Moderation.Web.Data;

namespace Moderation.Web.Relay;

/// <summary>Makes sending domains with their DKIM keys; the private half is sealed and opened only to sign.</summary>
public sealed class SendingKeys(Sealed seal)
{
    private const string Purpose = "dkim-key";

    /// <summary>A domain with a new RSA-2048 key, to be added and saved by the caller. Takes a tenth of a second or more.</summary>
    public SendingDomain Create(Guid account, DomainName name, DateTimeOffset now)
    {
        using var key = DkimKey.Create();
        var pkcs8 = key.ToPkcs8();
        try
        {
            return new SendingDomain
            {
                AccountId = account,
                Name = name,
                // The month tells people when a key is due for rotation.
                Selector = $"m{now.UtcDateTime:yyyyMM}",
                SealedPrivateKey = seal.Seal(Purpose, pkcs8),
                DnsRecord = key.TxtRecord,
                CreatedAt = now,
            };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pkcs8);
        }
    }

    /// <summary>The PKCS#8 private key.</summary>
    internal byte[] Open(SendingDomain domain) => seal.Open(Purpose, domain.SealedPrivateKey);
}
