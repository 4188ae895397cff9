using System.Text;
using Moderation.Mail.Tests.Mime;

namespace Moderation.Mail.Tests.Dkim;

/// <summary>Messages for implementations to agree on: what our composer writes, and what it never would.</summary>
internal static class RandomMail
{
    /// <summary>Half of them composed (charsets, attachments, long headers), half raw (8-bit, dots at line starts, odd folds, missing ends).</summary>
    public static IEnumerable<(byte[] Header, byte[] Body)> Make(int seed, int count)
    {
        var random = new Random(seed);
        return Mime.RandomMessage.Make(seed, count / 2).Select(sample => Split(Sample.Bytes(sample.Message, sample.Recipient)))
            .Concat(Enumerable.Range(0, count - (count / 2)).Select(_ => Raw(random)));
    }

    private static (byte[] Header, byte[] Body) Split(byte[] message)
    {
        var end = message.AsSpan().IndexOf("\r\n\r\n"u8);
        return (message[..(end + 2)], message[(end + 4)..]);
    }

    private static (byte[] Header, byte[] Body) Raw(Random random)
    {
        string[] words = ["offer", "  spaced ", "żółć", "tab\there", "a", "=3D", ".", "..", "-- ", "long-word-that-goes-on", "Summer"];
        string Words(int most, string separator) =>
            string.Join(separator, Enumerable.Range(0, random.Next(1, most)).Select(_ => words[random.Next(words.Length)]));
        string Optional(string field) => random.Next(2) == 0 ? field : "";

        var header = new StringBuilder()
            .Append("From: Example News <news@example.com>\r\n")
            .Append("To:  anna@example.org,\r\n\tbo@example.org \r\n")
            .Append("SUBJECT: ").Append(Words(8, random.Next(2) == 0 ? " " : "\r\n ")).Append("\r\n")
            .Append("Date: Sun, 1 Mar 2026 09:00:00 +0000\r\n")
            .Append(Optional("Reply-To: help@example.com\r\n"))
            .Append(Optional("Cc: c@example.org\r\n"))
            .Append(Optional("X-Unsigned: whatever\r\n"))
            .Append(Optional("List-Unsubscribe: <https://t.example.com/u/1>,\r\n <mailto:u@example.com>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"))
            .Append("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nMessage-ID: <").Append(random.Next()).Append("@example.com>\r\n");
        var body = new StringBuilder("Body: ");
        for (var lines = random.Next(40); lines > 0; lines--)
        {
            body.Append(random.Next(5) == 0 ? Optional(" \t") : Words(12, " ")).Append("\r\n");
        }

        body.Append("end").Append(random.Next(4) switch { 0 => "", 1 => "\r\n", 2 => "\r\n\r\n\r\n", _ => " \t \r\n  \r\n" });
        return (Encoding.UTF8.GetBytes(header.ToString()), Encoding.UTF8.GetBytes(body.ToString()));
    }
}
