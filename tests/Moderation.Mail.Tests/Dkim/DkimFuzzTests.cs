using System.Buffers;
using Moderation.Accounts;
using Moderation.Mail.Dkim;
using Moderation.Mail.Tests.Fuzzing;

namespace Moderation.Mail.Tests.Dkim;

public sealed class DkimFuzzTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Signed_messages_survive_mutation()
    {
        using var key = DkimKey.Create();
        var signer = new DkimSigner(DomainName.Parse("example.com"), "s1", key.Rsa);
        var seeds = RandomMail.Make(31, 20).Select(mail => Signed(signer, mail.Header, mail.Body)).ToList();
        var verifier = new DkimVerifier((_, _) => ValueTask.FromResult<IReadOnlyList<string>>([key.TxtRecord]));
        Fuzz.Run(
            "dkim-message", seeds, bytes => Assert.InRange(verifier.VerifyAsync(bytes, At, default).AsTask().GetAwaiter().GetResult().Count, 0, int.MaxValue),
            "DKIM-Signature:", "b=", "bh=", "h=from:", "l=0;", "c=simple/simple;", "x=1;", "d=", "i=@", ";", "\r\n ", "\r\n\r\n", "\0");
    }

    private static byte[] Signed(DkimSigner signer, byte[] header, byte[] body)
    {
        var output = new ArrayBufferWriter<byte>();
        signer.Sign(header, body, At, output);
        return [.. output.WrittenSpan, .. header, .. "\r\n"u8, .. body];
    }
}
