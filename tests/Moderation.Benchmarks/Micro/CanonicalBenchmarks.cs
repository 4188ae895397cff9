using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using BenchmarkDotNet.Attributes;
using Moderation.Benchmarks.Sending;
using Moderation.Mail;
using Moderation.Mail.Dkim;

namespace Moderation.Benchmarks.Micro;

/// <summary>What is done with every byte of a message, beside copying it.</summary>
public class CanonicalBenchmarks
{
    private byte[] _ours = [];
    private byte[] _foreign = [];

    [GlobalSetup]
    public void SetUp()
    {
        var output = new ArrayBufferWriter<byte>();
        Mailing.OfSize(10 * 1024).Write(1, null, new ArrayBufferWriter<byte>(), output);
        _ours = output.WrittenSpan.ToArray();
        _foreign = Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(_ours).Replace(" ", "  \t", StringComparison.Ordinal));
    }

    [Benchmark]
    public int RelaxedOfOurBody() => Relaxed(_ours);

    [Benchmark]
    public int RelaxedOfForeignBody() => Relaxed(_foreign);

    [Benchmark]
    public int LineEnds() => Crlf.IndexOfBare(_ours);

    [Benchmark]
    public byte[] Hash() => SHA256.HashData(_ours);

    private static int Relaxed(byte[] body)
    {
        byte[]? rented = null;
        var length = Canonical.RelaxedBody(body, ref rented).Length;
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return length;
    }
}
