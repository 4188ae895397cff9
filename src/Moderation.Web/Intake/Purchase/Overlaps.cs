using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Moderation.Web.Data;

namespace Moderation.Web.Intake.Purchase;

/// <summary>
/// How many of an audience do not want mail of somebody else here. Addresses are compared by keyed hashes whose key the database does
/// not hold, and the database answers with a rounded share alone: see app.overlap.
/// </summary>
public sealed class Overlaps(MasterKey master)
{
    /// <summary>Below it nothing is answered: a list of one address would be a question about that address.</summary>
    public const int FewestAddresses = 200;

    // Beside the purposes of tokens and of sealed secrets.
    private readonly byte[] _key = HMACSHA256.HashData(master.Bytes, "moderation overlap mark 1"u8);

    /// <summary>HMAC-SHA-256 of an address key.</summary>
    public byte[] Mark(string emailKey) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(emailKey));

    /// <returns>In percent, a multiple of 5; null below the limit of the sign, and for fewer than <see cref="FewestAddresses"/>.</returns>
    public async Task<int?> PercentAsync(ModerationDb db, Guid account, IReadOnlyCollection<string> emailKeys, CancellationToken ct)
    {
        if (emailKeys.Count < FewestAddresses)
        {
            return null;
        }

        var marks = emailKeys.Select(Mark).ToArray();
        return await db.Database.SqlQuery<int?>($"""select app.overlap({account}, {marks}) as "Value" """).SingleAsync(ct);
    }
}
