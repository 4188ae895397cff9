using System.Globalization;
using System.Net;
using System.Text;

namespace Moderation.Mail.Smtp;

internal enum SmtpNext
{
    Command,
    Data,
    Tls,
    Close,
}

/// <summary>The commands of RFC 5321 §4.1 and their order; knows no sockets.</summary>
internal sealed class SmtpServerDialog(SmtpListenerOptions options, ISmtpHandler handler, TimeProvider time, IPAddress address, Action<string, Exception?> report)
{
    private static readonly EnhancedStatus Ok = new(2, 0, 0);
    private static readonly EnhancedStatus BadSyntax = new(5, 5, 2);
    private static readonly EnhancedStatus BadArguments = new(5, 5, 4);
    private static readonly EnhancedStatus BadSequence = new(5, 5, 1);
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly List<string> _recipients = [];
    private SmtpPeer _peer = new(address, "", IsEncrypted: false);
    private string? _sender;
    private bool _utf8;
    private int _commands;
    private int _errors;

    public SmtpReply Greeting => new(220, null, $"{options.ServerName} ESMTP");

    public async ValueTask<(SmtpReply Reply, SmtpNext Next)> AnswerAsync(byte[] line, CancellationToken ct)
    {
        var (reply, next) = await DispatchAsync(line, ct);
        _commands++;
        _errors += reply.IsPermanent ? 1 : 0;
        return _commands > options.MaxCommands || _errors > options.MaxErrors
            ? (new SmtpReply(421, new EnhancedStatus(4, 7, 0), "Too many commands or errors, closing"), SmtpNext.Close)
            : (reply, reply.Code == 421 ? SmtpNext.Close : next);
    }

    /// <param name="data">The message; null when it was larger than allowed.</param>
    /// <param name="ct">Ends the handler's work.</param>
    public async ValueTask<SmtpReply> ReceivedAsync(byte[]? data, CancellationToken ct)
    {
        var message = data is null ? null : new ReceivedMessage(_peer, _sender!, _recipients.ToArray(), data, time.GetUtcNow());
        Reset();
        if (message is null)
        {
            return TooLarge();
        }

        var reply = await GuardAsync(() => handler.MessageAsync(message, ct), ct);
        _commands = reply.IsPositive ? 0 : _commands;
        return reply;
    }

    /// <summary>The message was dropped because others fill the memory.</summary>
    public SmtpReply NoRoom()
    {
        Reset();
        report("A message was sent away: others fill the memory.", null);
        return new SmtpReply(452, new EnhancedStatus(4, 3, 1), "No room now, try again later");
    }

    private async ValueTask<(SmtpReply Reply, SmtpNext Next)> DispatchAsync(byte[] line, CancellationToken ct)
    {
        string text;
        try
        {
            text = Utf8.GetString(line);
        }
        catch (DecoderFallbackException)
        {
            return (new SmtpReply(500, BadSyntax, "Commands are ASCII, or UTF-8 in addresses"), SmtpNext.Command);
        }

        if (text.Any(char.IsControl))
        {
            return (new SmtpReply(500, BadSyntax, "Commands hold no control characters"), SmtpNext.Command);
        }

        var space = text.IndexOf(' ', StringComparison.Ordinal);
        var verb = (space < 0 ? text : text[..space]).ToUpperInvariant();
        var argument = space < 0 ? "" : text[(space + 1)..].Trim(' ');
        return verb switch
        {
            "EHLO" or "HELO" => (Hello(argument, isExtended: verb == "EHLO"), SmtpNext.Command),
            "MAIL" => (Mail(argument), SmtpNext.Command),
            "RCPT" => (await RecipientAsync(argument, ct), SmtpNext.Command),
            "DATA" => Data(argument),
            "RSET" => (Reset(), SmtpNext.Command),
            "NOOP" => (new SmtpReply(250, Ok, "Ok"), SmtpNext.Command),
            // RFC 5321 §7.3: who is here is nobody's business.
            "VRFY" => (new SmtpReply(252, new EnhancedStatus(2, 5, 2), "Cannot verify, but mail is tried"), SmtpNext.Command),
            "HELP" => (new SmtpReply(214, Ok, "See RFC 5321"), SmtpNext.Command),
            "QUIT" => (new SmtpReply(221, Ok, "Bye"), SmtpNext.Close),
            "STARTTLS" => StartTls(argument),
            _ => (new SmtpReply(500, BadSyntax, "Unknown command"), SmtpNext.Command),
        };
    }

    private SmtpReply Hello(string name, bool isExtended)
    {
        if (name.Length is 0 or > 255 || name.Contains(' ', StringComparison.Ordinal))
        {
            return new SmtpReply(501, BadArguments, "Say who you are");
        }

        Reset();
        _peer = _peer with { HeloName = name };
        if (!isExtended)
        {
            return new SmtpReply(250, null, options.ServerName);
        }

        var lines = new List<string>
        {
            options.ServerName, "PIPELINING", string.Create(CultureInfo.InvariantCulture, $"SIZE {options.MaxMessageBytes}"), "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES",
        };
        if (options.Certificate is not null && !_peer.IsEncrypted)
        {
            lines.Add("STARTTLS");
        }

        return new SmtpReply(250, null, string.Join('\n', lines));
    }

    private SmtpReply Mail(string argument)
    {
        if (_peer.HeloName.Length == 0 || _sender is not null)
        {
            return new SmtpReply(503, BadSequence, _sender is null ? "Say EHLO first" : "One sender at a time");
        }

        var utf8 = argument.Split(' ').Skip(1).Contains("SMTPUTF8", StringComparer.OrdinalIgnoreCase);
        if (!argument.StartsWith("FROM:", StringComparison.OrdinalIgnoreCase) || !SmtpPathText.TryRead(argument[5..], isSender: true, utf8, out var sender, out var parameters))
        {
            return new SmtpReply(501, new EnhancedStatus(5, 1, 7), "Bad sender address");
        }

        foreach (var parameter in parameters)
        {
            var words = parameter.ToUpperInvariant().Split('=', 2);
            switch (words)
            {
                case ["SIZE", var size] when long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes):
                    if (bytes > options.MaxMessageBytes)
                    {
                        return TooLarge();
                    }

                    break;
                case ["BODY", "7BIT" or "8BITMIME"] or ["SMTPUTF8"]:
                    break;
                default:
                    return new SmtpReply(555, BadArguments, "Unknown parameter");
            }
        }

        (_sender, _utf8) = (sender, utf8);
        return new SmtpReply(250, new EnhancedStatus(2, 1, 0), "Ok");
    }

    private async ValueTask<SmtpReply> RecipientAsync(string argument, CancellationToken ct)
    {
        if (_sender is not { } sender)
        {
            return new SmtpReply(503, BadSequence, "Say MAIL first");
        }

        if (_recipients.Count >= options.MaxRecipients)
        {
            return new SmtpReply(452, new EnhancedStatus(4, 5, 3), "Too many recipients");
        }

        if (!argument.StartsWith("TO:", StringComparison.OrdinalIgnoreCase) || !SmtpPathText.TryRead(argument[3..], isSender: false, _utf8, out var recipient, out var parameters))
        {
            return new SmtpReply(501, new EnhancedStatus(5, 1, 3), "Bad recipient address");
        }

        if (parameters.Length > 0)
        {
            return new SmtpReply(555, BadArguments, "Unknown parameter");
        }

        var reply = await GuardAsync(() => handler.RecipientAsync(_peer, sender, recipient, ct), ct);
        if (reply.IsPositive)
        {
            _recipients.Add(recipient);
        }

        return reply;
    }

    private (SmtpReply Reply, SmtpNext Next) Data(string argument)
    {
        if (argument.Length > 0)
        {
            return (new SmtpReply(501, BadArguments, "DATA stands alone"), SmtpNext.Command);
        }

        if (_sender is null)
        {
            return (new SmtpReply(503, BadSequence, "Say MAIL first"), SmtpNext.Command);
        }

        return _recipients.Count == 0
            ? (new SmtpReply(554, BadSequence, "No valid recipients"), SmtpNext.Command)
            : (new SmtpReply(354, null, "End data with <CR><LF>.<CR><LF>"), SmtpNext.Data);
    }

    private (SmtpReply Reply, SmtpNext Next) StartTls(string argument)
    {
        if (options.Certificate is null || _peer.IsEncrypted || argument.Length > 0)
        {
            return (new SmtpReply(503, BadSequence, "TLS is not to be had now"), SmtpNext.Command);
        }

        // RFC 3207 §4.2: what was said in clear is forgotten.
        Reset();
        _peer = new SmtpPeer(address, "", IsEncrypted: true);
        return (new SmtpReply(220, Ok, "Ready for TLS"), SmtpNext.Tls);
    }

    private SmtpReply Reset()
    {
        (_sender, _utf8) = (null, false);
        _recipients.Clear();
        return new SmtpReply(250, Ok, "Ok");
    }

    private SmtpReply TooLarge() =>
        new(552, new EnhancedStatus(5, 3, 4), string.Create(CultureInfo.InvariantCulture, $"A message has at most {options.MaxMessageBytes} bytes"));

    private async ValueTask<SmtpReply> GuardAsync(Func<ValueTask<SmtpReply>> ask, CancellationToken ct)
    {
        try
        {
            var reply = await ask();
            return reply.IsPositive || reply.IsTemporary || reply.IsPermanent ? reply : throw new InvalidOperationException($"A handler cannot answer {reply.Code}.");
        }
        catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            report("The handler failed.", e);
            return new SmtpReply(451, new EnhancedStatus(4, 3, 0), "Cannot take it now, try again later");
        }
    }
}
