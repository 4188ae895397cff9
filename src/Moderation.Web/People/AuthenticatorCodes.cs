using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Moderation.Web.Data;

namespace Moderation.Web.People;

/// <summary>
/// TOTP (RFC 6238) in which each code works once: §5.2 forbids a second acceptance, because whoever looks over a shoulder
/// or sits in between has the same thirty seconds. Identity's own provider remembers nothing.
/// </summary>
internal sealed class AuthenticatorCodes(ModerationDb db, TimeProvider clock) : AuthenticatorTokenProvider<AppUser>
{
    private const int StepSeconds = 30;

    // RFC 6238 §5.2: at most one step for the way; and one for a phone that is fast.
    private const int Drift = 1;

    public override async Task<bool> ValidateAsync(string purpose, string token, UserManager<AppUser> manager, AppUser user)
    {
        if (token.Length != 6 || !token.All(char.IsAsciiDigit) || await manager.GetAuthenticatorKeyAsync(user) is not { Length: > 0 } key)
        {
            return false;
        }

        var secret = Base32(key);
        var now = clock.GetUtcNow().ToUnixTimeSeconds() / StepSeconds;
        for (var step = now - Drift; step <= now + Drift; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(Code(secret, step), System.Text.Encoding.ASCII.GetBytes(token)) && await UseAsync(user, step))
            {
                return true;
            }
        }

        return false;
    }

    // In the database, so that of two requests with one code only one is let in, on whatever node they arrive.
    private async Task<bool> UseAsync(AppUser user, long step)
    {
        var used = await db.Users
            .Where(row => row.Id == user.Id && (row.LastCodeStep == null || row.LastCodeStep < step))
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.LastCodeStep, step));
        if (used == 1)
        {
            // Identity saves the whole row later.
            user.LastCodeStep = step;
        }

        return used == 1;
    }

    private static byte[] Code(byte[] secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
#pragma warning disable CA5350 // RFC 6238 §1.2: authenticator apps understand SHA-1 only.
        var hash = HMACSHA1.HashData(secret, counter);
#pragma warning restore CA5350
        // RFC 4226 §5.3: dynamic truncation.
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 0xf)) & int.MaxValue;
        return System.Text.Encoding.ASCII.GetBytes((number % 1_000_000).ToString("D6"));
    }

    // As Identity writes its keys (RFC 4648 §6, without padding).
    private static byte[] Base32(string text)
    {
        var bytes = new List<byte>(text.Length * 5 / 8);
        int buffer = 0, bits = 0;
        foreach (var c in text.TrimEnd('='))
        {
            var value = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(char.ToUpperInvariant(c), StringComparison.Ordinal);
            if (value < 0)
            {
                return [];
            }

            buffer = (buffer << 5) | value;
            bits += 5;
            if (bits >= 8)
            {
                bits -= 8;
                bytes.Add((byte)(buffer >> bits));
                buffer &= (1 << bits) - 1;
            }
        }

        return [.. bytes];
    }
}
