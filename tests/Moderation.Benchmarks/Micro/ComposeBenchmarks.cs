using System.Buffers;
using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Moderation.Benchmarks.Sending;
using Moderation.Mail.Dkim;

namespace Moderation.Benchmarks.Micro;

/// <summary>One message of a campaign, unsigned and signed.</summary>
public class ComposeBenchmarks
{
    private readonly ArrayBufferWriter<byte> _scratch = new(128 * 1024);
    private readonly ArrayBufferWriter<byte> _output = new(128 * 1024);
    private Mailing _mailing = null!;
    private DkimKey _key = null!;
    private DkimSigner _signer = null!;

    [Params(10, 50)]
    public int Kilobytes { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _mailing = Mailing.OfSize(Kilobytes * 1024);
        _key = DkimKey.Create();
        _signer = Mailing.Signer(_key.Rsa);
    }

    [GlobalCleanup]
    public void CleanUp() => _key.Dispose();

    [Benchmark]
    public int Render()
    {
        _mailing.Write(1, null, _scratch, _output);
        return _output.WrittenCount;
    }

    [Benchmark]
    public int RenderAndSign()
    {
        _mailing.Write(1, _signer, _scratch, _output);
        return _output.WrittenCount;
    }

    [Benchmark(Description = "RSA alone")]
    public byte[] Rsa() => _key.Rsa.SignHash(new byte[SHA256.HashSizeInBytes], HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
}
