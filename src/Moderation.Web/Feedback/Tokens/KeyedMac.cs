using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Moderation.Web.Feedback.Tokens;

/// <summary>HMAC-SHA-256 with one key, made ready once: with the key set up each time it takes 2.4 µs instead of 1, five times for each message that is sent.</summary>
internal sealed class KeyedMac(byte[] secret)
{
    // Nobody disposes of those that are left at the end: keys live as long as the process.
    private readonly ConcurrentBag<IncrementalHash> _idle = [];

    /// <param name="message">What is signed.</param>
    /// <param name="mac">32 octets.</param>
    public void Compute(ReadOnlySpan<byte> message, Span<byte> mac)
    {
        var hash = _idle.TryTake(out var ready) ? ready : IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        hash.AppendData(message);
        hash.GetHashAndReset(mac);
        _idle.Add(hash);
    }
}
