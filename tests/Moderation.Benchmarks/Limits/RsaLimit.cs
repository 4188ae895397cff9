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
        var threads = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Task.Factory.StartNew(OneThread, TaskCreationOptions.LongRunning));
        return (await Task.WhenAll(threads)).Sum();
    }

    /// <summary>Signatures a second of one thread.</summary>
    public static double OneThread()
    {
        using var key = RSA.Create(2048);
        var (hash, signature) = (new byte[SHA256.HashSizeInBytes], new byte[256]);
        return Rate(() =>
        {
            key.TrySignHash(hash, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1, out _);
            hash[signature[0] & 31]++;
        });
    }

    /// <summary>How often a second something can be done, after doing it once.</summary>
    public static double Rate(Action action)
    {
        action();
        var (times, from) = (0, Stopwatch.GetTimestamp());
        while (Stopwatch.GetElapsedTime(from) < Duration)
        {
            action();
            times++;
        }

        return times / Stopwatch.GetElapsedTime(from).TotalSeconds;
    }
}
