using System.Text;
using Moderation.Mail.Dkim;

namespace Moderation.Mail.Tests.Dkim;

public sealed class CanonicalTests
{
    // RFC 6376 §3.4.5, example 1, and §3.4.4.
    [Theory]
    [InlineData("A: X", "a:X")]
    [InlineData("B : Y\t\r\n\tZ  ", "b:Y Z")]
    [InlineData("Subject:", "subject:")]
    [InlineData("Subject: \t\r\n \r\n  ", "subject:")]
    [InlineData("SUBJect: AbC  d\r\n\te ", "subject:AbC d e")]
    public void A_relaxed_header_is_unfolded_with_single_spaces(string field, string canonical)
    {
        var to = new byte[field.Length + 1];
        var length = Canonical.RelaxedHeader(Encoding.ASCII.GetBytes(field), to);
        Assert.Equal(canonical, Encoding.ASCII.GetString(to, 0, length));
    }

    [Theory]
    [InlineData(" C \r\nD \t E\r\n\r\n\r\n", " C\r\nD E\r\n")]
    [InlineData("", "")]
    [InlineData("\r\n\r\n", "")]
    [InlineData(" \t\r\n \r\n", "")]
    [InlineData("a", "a\r\n")]
    [InlineData("a \t", "a\r\n")]
    [InlineData("a\r\n \t", "a\r\n")]
    [InlineData("a b\r\n", "a b\r\n")]
    [InlineData("a \tb\r\n", "a b\r\n")]
    [InlineData("one two three four five  six seven eight nine ten\t\r\n", "one two three four five six seven eight nine ten\r\n")]
    [InlineData("a \rb\r\n", "a \rb\r\n")]
    public void A_relaxed_body_has_single_spaces_and_no_blank_end(string body, string canonical) =>
        Assert.Equal(canonical, Relaxed(body));

    [Theory]
    [InlineData(" C \r\nD \t E\r\n\r\n\r\n", " C \r\nD \t E\r\n")]
    [InlineData("", "\r\n")]
    [InlineData("\r\n\r\n", "\r\n")]
    [InlineData("a", "a\r\n")]
    public void A_simple_body_loses_only_its_blank_end(string body, string canonical)
    {
        byte[]? rented = null;
        Assert.Equal(canonical, Encoding.ASCII.GetString(Canonical.SimpleBody(Encoding.ASCII.GetBytes(body), ref rented)));
    }

    [Fact]
    public void The_relaxed_body_agrees_with_the_plainest_reading_of_the_rfc_on_random_text()
    {
        var random = new Random(6376);
        string[] parts = [" ", "  ", "\t", "\r\n", "word", "x", "longer words", "."];
        for (var i = 0; i < 5_000; i++)
        {
            var body = string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => parts[random.Next(parts.Length)]));
            Assert.Equal(Plain(body), Relaxed(body));
        }
    }

    private static string Relaxed(string body)
    {
        byte[]? rented = null;
        return Encoding.ASCII.GetString(Canonical.RelaxedBody(Encoding.ASCII.GetBytes(body), ref rented));
    }

    private static string Plain(string body)
    {
        var lines = body.Split("\r\n")
            .Select(line => string.Join(' ', line.Replace('\t', ' ').TrimEnd(' ').Split(' ').Where((word, i) => i == 0 || word.Length > 0)))
            .ToList();
        while (lines.Count > 0 && lines[^1].Length == 0)
        {
            lines.RemoveAt(lines.Count - 1);
        }

        return string.Concat(lines.Select(line => line + "\r\n"));
    }
}
