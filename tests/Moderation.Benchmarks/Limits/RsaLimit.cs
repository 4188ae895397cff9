using System.Diagnostics;
using System.Security.Cryptography;

namespace Moderation.Benchmarks.Limits;

/// <summary>How many RSA-2048 signatures this machine makes with every core at nothing else.</summary>
internal static class RsaLimit
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(1.5);

    public static string Name => $"RSA-2048 signatures on {Environment.ProcessorCount} cores";

    /// <summary>Signatures a second, all threads together; each has its key, as each connection of a relay has.</summary>
    public static async Task<double> MeasureAsync()
    {
        var threads = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Task.Factory.StartNew(Sign, TaskCreationOptions.LongRunning));
        return (await Task.WhenAll(threads)).Sum();

        double Sign()
        {
            using var key = RSA.Create(2048);
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            Span<byte> signature = stackalloc byte[256];
            key.TrySignHash(hash, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1, out _);
            var (signs, from) = (0, Stopwatch.GetTimestamp());
            while (Stopwatch.GetElapsedTime(from) < Duration)
            {
                key.TrySignHash(hash, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1, out _);
                hash[signs++ & 31]++;
            }

            return signs / Stopwatch.GetElapsedTime(from).TotalSeconds;
        }
    }
}
