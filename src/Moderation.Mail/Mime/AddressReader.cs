using System.Text;
using Moderation.Accounts;

namespace Moderation.Mail.Mime;

/// <summary>Reads address lists in one pass (RFC 5322 §3.4 with the obsolete forms of §4.4).</summary>
internal sealed class AddressReader
{
    private readonly List<Mailbox> _mailboxes = [];
    private readonly StringBuilder _phrase = new();
    private readonly StringBuilder _comment = new();
    private string? _angle;

    public static IReadOnlyList<Mailbox> Read(string field)
    {
        var reader = new AddressReader();
        reader.ReadAll(field);
        return reader._mailboxes;
    }

    private void ReadAll(string field)
    {
        for (var i = 0; i < field.Length; i++)
        {
            switch (field[i])
            {
                case '"':
                    i = ReadQuoted(field, i);
                    break;
                case '(':
                    i = ReadComment(field, i);
                    break;
                case '<':
                    var end = field.IndexOf('>', i);
                    end = end < 0 ? field.Length : end;
                    _angle ??= field[(i + 1)..end];
                    i = end;
                    break;
                case ':' when _angle is null:
                    // A group's name: not shown, its members are what counts.
                    _phrase.Clear();
                    break;
                case ',' or ';':
                    Flush();
                    break;
                case '=' when i + 1 < field.Length && field[i + 1] == '?' && EncodedWords.End(field, i) is > 0 and var word:
                    // Writers leave commas and colons bare in there (against RFC 2047 §5 (3)).
                    _phrase.Append(field, i, word - i);
                    i = word - 1;
                    break;
                default:
                    _phrase.Append(field[i]);
                    break;
            }
        }

        Flush();
    }

    private int ReadQuoted(string field, int at)
    {
        for (at++; at < field.Length && field[at] != '"'; at++)
        {
            if (field[at] == '\\' && at + 1 < field.Length)
            {
                at++;
            }

            _phrase.Append(field[at]);
        }

        return at;
    }

    private int ReadComment(string field, int at)
    {
        var depth = 1;
        for (at++; at < field.Length; at++)
        {
            depth += field[at] switch { '(' => 1, ')' => -1, _ => 0 };
            if (depth == 0)
            {
                break;
            }

            if (field[at] == '\\' && at + 1 < field.Length)
            {
                at++;
            }

            _comment.Append(field[at]);
        }

        return at;
    }

    private void Flush()
    {
        var phrase = _phrase.ToString().Trim();
        var (address, name) = _angle is null ? (phrase, _comment.ToString()) : (_angle, phrase);
        // §4.4 obs-route: <@relay,@other:person@example.org>
        if (address.StartsWith('@'))
        {
            address = address[(address.LastIndexOf(':') + 1)..];
        }

        if (EmailAddress.TryParse(address.Trim(), out var parsed))
        {
            _mailboxes.Add(new Mailbox(Clean(EncodedWords.Decode(name)), parsed));
        }

        _phrase.Clear();
        _comment.Clear();
        _angle = null;
    }

    private static string Clean(string name) =>
        string.Concat(name.Select(c => char.IsControl(c) && c < 0x80 ? ' ' : c)).Trim();
}
