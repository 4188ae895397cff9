using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Moderation.Web.Tests.Hosting;

namespace Moderation.Browser.Tests.Browser;

/// <summary>Postfix's test server, which keeps each message in a file: a receiver that shares nothing with us.</summary>
public sealed class SmtpSink : IDisposable
{
    public const string Path = "/usr/sbin/smtp-sink";

    private readonly Process _process;

    private SmtpSink(Process process, int port, string folder) => (_process, Port, Folder) = (process, port, folder);

    public int Port { get; }
    public string Folder { get; }

    public static async Task<SmtpSink> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("moderation-sink-").FullName;
        var port = FreePort.Take();
        // As root it refuses to run; as nobody it needs a folder that nobody may write to.
        string[] user = [];
        if (!OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess)
        {
            user = ["-u", "nobody"];
            File.SetUnixFileMode(folder, (UnixFileMode)0b111_111_111);
        }

        var start = new ProcessStartInfo(Path, [.. user, "-d", System.IO.Path.Combine(folder, "mail."), $"127.0.0.1:{port}", "100"]) { WorkingDirectory = folder };
        var sink = new SmtpSink(Process.Start(start)!, port, folder);
        await sink.WaitAsync();
        return sink;
    }

    /// <summary>The kept messages, without the lines that the server itself puts before them.</summary>
    public IReadOnlyList<SunkMail> Messages() => [.. Directory.GetFiles(Folder, "mail.*").Select(SunkMail.Read)];

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task WaitAsync()
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, Port);
                return;
            }
            catch (SocketException) when (tries < 100)
            {
                await Task.Delay(50);
            }
        }
    }
}

/// <param name="Recipient">Of the envelope.</param>
/// <param name="Raw">The message as it came, with CRLF.</param>
public sealed record SunkMail(string Recipient, string Raw)
{
    private const string RecipientLine = "X-Rcpt-Args: <";

    public string Header(string name)
    {
        var lines = "\n" + Raw;
        var at = lines.IndexOf("\n" + name + ":", StringComparison.OrdinalIgnoreCase);
        return at < 0 ? "" : Unfold(lines[(at + name.Length + 2)..]);
    }

    public static SunkMail Read(string file)
    {
        var text = File.ReadAllText(file).ReplaceLineEndings("\n");
        var recipient = text[(text.IndexOf(RecipientLine, StringComparison.Ordinal) + RecipientLine.Length)..];
        // smtp-sink writes its own X- lines and a Received field first; ours begin with the signature.
        var first = text.IndexOf("\nDKIM-Signature:", StringComparison.Ordinal);
        return new SunkMail(recipient[..recipient.IndexOf('>', StringComparison.Ordinal)], text[(first + 1)..].ReplaceLineEndings("\r\n"));
    }

    private static string Unfold(string rest)
    {
        var end = 0;
        do
        {
            end = rest.IndexOf("\r\n", end, StringComparison.Ordinal) + 2;
        }
        while (rest[end] is ' ' or '\t');
        return rest[..(end - 2)].Replace("\r\n", "", StringComparison.Ordinal).Trim();
    }
}
