using System.Security.Cryptography;
using Moderation.Benchmarks.Parts;

namespace Moderation.Benchmarks.Sending;

/// <summary>A key that counts the processor time which its signatures take.</summary>
internal sealed class MeteredRsa : RSA
{
    private readonly RSA _key = Create(2048);

    /// <summary>The pair is made here: left alone, the runtime makes it at the first signature, which takes as long as hundreds of them.</summary>
    public MeteredRsa() => _ = _key.ExportParameters(includePrivateParameters: false);

    /// <summary>Of this key, so far.</summary>
    public double Microseconds { get; private set; }

    public override int KeySize => _key.KeySize;

    public override RSAParameters ExportParameters(bool includePrivateParameters) => _key.ExportParameters(includePrivateParameters);

    public override void ImportParameters(RSAParameters parameters) => _key.ImportParameters(parameters);

    public override bool TrySignHash(ReadOnlySpan<byte> hash, Span<byte> destination, HashAlgorithmName hashAlgorithm, RSASignaturePadding padding, out int bytesWritten)
    {
        var from = ThreadCpu.Microseconds;
        var isSigned = _key.TrySignHash(hash, destination, hashAlgorithm, padding, out bytesWritten);
        Microseconds += ThreadCpu.Microseconds - from;
        return isSigned;
    }

    protected override void Dispose(bool disposing)
    {
        _key.Dispose();
        base.Dispose(disposing);
    }
}
