using System.Buffers;

namespace Moderation.Mail.Reports.Notices;

/// <summary>
/// Sendmail and its heirs without RFC 3464's fields: a list "had permanent fatal errors", and the transcript of the session in
/// which ">>>" is ours and "&lt;&lt;&lt;" the other side's. Version 5 has the transcript alone: "550 &lt;address&gt;... reason".
/// </summary>
internal sealed class SendmailNotice() : Notice("sendmail")
{
    private static readonly SearchValues<string> Lists = SearchValues.Create(
        ["following addresses had", "following address had", "following recipients had", "following addresses have"], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> Transcripts = SearchValues.Create(["transcript of session follows", "session transcript"], StringComparison.OrdinalIgnoreCase);

    public override void Read(ReportParts parts, FoundRecipients found)
    {
        var notice = parts.Notice;
        var transcript = notice.Find(Transcripts);
        if (notice.Find(Lists) is >= 0 and var list)
        {
            var end = transcript > list ? transcript : notice.Lines.Count;
            ListNotice.ReadList([.. notice.Lines.Take(end)], list + 1, found);
        }

        if (transcript >= 0)
        {
            ReadTranscript(notice.Lines, transcript + 1, found);
        }
    }

    private static void ReadTranscript(IReadOnlyList<string> lines, int from, FoundRecipients found)
    {
        var isListed = found.Count > 0;
        string? asked = null;
        var pending = new List<string>();
        for (var i = from; i < lines.Count; i++)
        {
            var line = lines[i].AsSpan().TrimStart();
            if (line.StartsWith("while talking to", StringComparison.OrdinalIgnoreCase))
            {
                pending.Clear();
            }

            var command = line.StartsWith(">>> ", StringComparison.Ordinal) ? line[4..] : line.StartsWith("In:", StringComparison.Ordinal) ? line[3..].TrimStart() : default;
            if (!command.IsEmpty)
            {
                asked = command.StartsWith("RCPT TO:", StringComparison.OrdinalIgnoreCase) ? AddressText.First(command, out _) : asked;
                continue;
            }

            var isAnswer = line.StartsWith("<<< ", StringComparison.Ordinal) || line.StartsWith("Out:", StringComparison.Ordinal);
            var reply = isAnswer ? line[4..].TrimStart() : line;
            if (reply.Length < 4 || reply[0] is not ('4' or '5') || !char.IsAsciiDigit(reply[1]) || !char.IsAsciiDigit(reply[2]))
            {
                continue;
            }

            // "554 <address>... reason" names whom it is about; an answer belongs to the recipient that was asked for.
            var about = isAnswer ? asked : reply[4..].TrimStart() is { IsEmpty: false } rest && rest[0] == '<' ? AddressText.AtStart(rest, out _) : null;
            if (about is not null)
            {
                // What the other side said stands before the line that names the address.
                var words = found.Add(about);
                words.AddRange(pending);
                words.Add(reply.ToString());
                pending.Clear();
            }
            else if (isAnswer && pending.Count < 5)
            {
                pending.Add(reply.ToString());
            }
            else if (isListed)
            {
                found.AddToAll(reply.ToString());
            }
        }
    }
}
