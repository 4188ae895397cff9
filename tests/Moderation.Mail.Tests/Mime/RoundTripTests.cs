using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Moderation.Mail.Mime;

namespace Moderation.Mail.Tests.Mime;

public sealed class RoundTripTests
{
    private const string Python = "/usr/bin/python3";

    // Reads each message as a mail reader would; what it found goes out as one JSON document.
    private const string Script = """
        import email, email.header, email.policy, email.utils, json, sys, os, hashlib
        found = []
        for name in sorted(os.listdir(sys.argv[1]), key=int):
            with open(os.path.join(sys.argv[1], name), 'rb') as f:
                m = email.message_from_binary_file(f, policy=email.policy.default)
            # The modern parser keeps the space between encoded words in names (cpython 92081), so the older one reads them.
            raw = dict(m.raw_items())['From']
            name = str(email.header.make_header(email.header.decode_header(email.utils.parseaddr(raw)[0])))
            bodies = [p for p in m.walk() if not p.is_multipart() and p.get_content_disposition() is None]
            files = [p for p in m.walk() if p.get_content_disposition() is not None]
            part = lambda kind: next((p.get_content() for p in bodies if p.get_content_type() == kind), None)
            found.append({
                'subject': m['subject'], 'from': name, 'to': m['to'].addresses[0].addr_spec,
                'words': m['x-words'], 'id': m['message-id'], 'html': part('text/html'), 'text': part('text/plain'),
                'files': [p.get_filename() for p in files],
                'sums': [hashlib.sha256(p.get_content()).hexdigest() for p in files],
                'defects': [type(d).__name__ for p in m.walk() for d in p.defects],
            })
        json.dump(found, sys.stdout)
        """;

    [Fact]
    public void What_is_written_is_read_back()
    {
        foreach (var sample in RandomMessage.Make(1, 400))
        {
            var bytes = Sample.Bytes(sample.Message, sample.Recipient);
            Sample.AssertWellFormed(Encoding.UTF8.GetString(bytes));
            var read = MimeMessage.Parse(bytes);
            Assert.Equal(RandomMessage.Seen(sample.Subject), read.Subject.TrimEnd(' '));
            Assert.Equal(RandomMessage.Seen(sample.Message.From.Name), read.From?.Name.TrimEnd());
            Assert.Equal(sample.Message.ReplyTo?.Address, read.ReplyTo?.Address);
            Assert.Equal(RandomMessage.Seen(sample.Html), RandomMessage.Seen(read.Html));
            Assert.Equal(RandomMessage.Seen(sample.Text), RandomMessage.Seen(read.Text));
            Assert.Equal(sample.Message.Attachments.Select(f => RandomMessage.Seen(f.FileName)).Order(StringComparer.Ordinal), read.Attachments.Select(f => f.FileName).Order(StringComparer.Ordinal));
            Assert.Equal(sample.Message.Attachments.Sum(f => f.Content.Length), read.Attachments.Sum(f => f.Content.Length));
        }
    }

    [PythonFact]
    public async Task An_independent_reader_finds_the_same()
    {
        var samples = RandomMessage.Make(2, 200).ToList();
        var directory = Directory.CreateTempSubdirectory("mime-");
        try
        {
            for (var i = 0; i < samples.Count; i++)
            {
                await File.WriteAllBytesAsync(Path.Combine(directory.FullName, $"{i}"), Sample.Bytes(samples[i].Message, samples[i].Recipient));
            }

            var found = await ReadWithPython(directory.FullName);
            for (var i = 0; i < samples.Count; i++)
            {
                AssertSame(samples[i], found[i]);
            }
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static void AssertSame(RandomMessage sample, JsonElement read)
    {
        string? Field(string name) => read.GetProperty(name).GetString();
        Assert.Empty(read.GetProperty("defects").EnumerateArray().Select(d => d.GetString()));
        Assert.Equal(RandomMessage.Seen(sample.Subject), Field("subject")!.TrimEnd(' '));
        Assert.Equal(RandomMessage.Seen(sample.Message.From.Name), Field("from")!.TrimEnd(' '));
        Assert.Equal(RandomMessage.Seen(sample.Message.Headers[0].Value), Field("words")!.TrimEnd(' '));
        Assert.Equal((sample.Recipient.To.Address.ToString(), $"<{sample.Recipient.MessageId}>"), (Field("to"), Field("id")));
        Assert.Equal(RandomMessage.Seen(sample.Html), RandomMessage.Seen(Field("html")));
        Assert.Equal(RandomMessage.Seen(sample.Text), RandomMessage.Seen(Field("text")));
        var sums = sample.Message.Attachments.Select(f => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(f.Content.Span)));
        Assert.Equal(sums.Order(StringComparer.Ordinal), read.GetProperty("sums").EnumerateArray().Select(e => e.GetString()).Order(StringComparer.Ordinal));
        Assert.Equal(
            sample.Message.Attachments.Select(f => RandomMessage.Seen(f.FileName)).Order(StringComparer.Ordinal),
            read.GetProperty("files").EnumerateArray().Select(e => e.GetString()).Order(StringComparer.Ordinal));
    }

    private static async Task<List<JsonElement>> ReadWithPython(string directory)
    {
        using var process = Process.Start(new ProcessStartInfo(Python, ["-I", "-c", Script, directory]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await errors);
        return JsonSerializer.Deserialize<List<JsonElement>>(output)!;
    }

    /// <summary>Skipped, and says so, where Python is not installed.</summary>
    private sealed class PythonFactAttribute : FactAttribute
    {
        public PythonFactAttribute()
        {
            if (!File.Exists(Python))
            {
                Skip = $"{Python} is not there; it reads the messages as an independent reader.";
            }
        }
    }
}
