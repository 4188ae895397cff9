using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Moderation.Web.Tests.Feedback.Mx;

/// <summary>A mail server in front of the console, by hand: says what a test wants said, bytes and all.</summary>
internal sealed class SmtpTalk : IDisposable
{
    private readonly TcpClient _client = new();
    private Stream _stream;
    private StreamReader _reader;

    private SmtpTalk(IPEndPoint server)
    {
        _client.Connect(server);
        _client.ReceiveTimeout = 60_000;
        _stream = _client.GetStream();
        _reader = new StreamReader(_stream, Encoding.Latin1);
    }

    public static async Task<SmtpTalk> OpenAsync(IPEndPoint server)
    {
        var talk = new SmtpTalk(server);
        Assert.StartsWith("220", await talk.HearAsync(), StringComparison.Ordinal);
        Assert.StartsWith("250", await talk.SayAsync("EHLO front.provider.example"), StringComparison.Ordinal);
        return talk;
    }

    /// <summary>One line and the last line of its answer.</summary>
    public async Task<string> SayAsync(string line)
    {
        await WriteAsync(Encoding.Latin1.GetBytes(line + "\r\n"));
        return await HearAsync();
    }

    /// <summary>A message as it is, with the final dot; the answer to it, or to the first recipient that was refused.</summary>
    public async Task<string> SendAsync(string from, string to, string data)
    {
        await SayAsync("RSET");
        await SayAsync($"MAIL FROM:<{from}>");
        var rcpt = await SayAsync($"RCPT TO:<{to}>");
        if (!rcpt.StartsWith("250", StringComparison.Ordinal))
        {
            return rcpt;
        }

        Assert.StartsWith("354", await SayAsync("DATA"), StringComparison.Ordinal);
        await WriteAsync(Encoding.Latin1.GetBytes(data.ReplaceLineEndings("\r\n").TrimEnd('\r', '\n').Replace("\r\n.", "\r\n..", StringComparison.Ordinal) + "\r\n.\r\n"));
        return await HearAsync();
    }

    public async Task WriteAsync(byte[] bytes) => await _stream.WriteAsync(bytes);

    /// <summary>What follows is said under TLS.</summary>
    public async Task EncryptAsync(SslClientAuthenticationOptions options)
    {
        var tls = new SslStream(_stream);
        await tls.AuthenticateAsClientAsync(options);
        (_stream, _reader) = (tls, new StreamReader(tls, Encoding.Latin1));
    }

    public async Task<string> HearAsync()
    {
        while (await _reader.ReadLineAsync() is { } line)
        {
            if (line.Length < 4 || line[3] != '-')
            {
                return line;
            }
        }

        return "";
    }

    public void Dispose()
    {
        _stream.Dispose();
        _client.Dispose();
    }
}
