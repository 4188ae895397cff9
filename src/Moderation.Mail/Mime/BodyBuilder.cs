using System.Buffers;
using System.Text;
using Moderation.Campaigns;

namespace Moderation.Mail.Mime;

/// <summary>A stretch of encoded body and the slot after it; the last one has none.</summary>
internal sealed record BodySegment(byte[] Bytes, Slot? Slot);

/// <summary>A place for a value, of a placeholder or a tracked address; LineEnds: the text's line ends behind it.</summary>
internal sealed record Slot(TemplatePiece Piece, SlotContext Context, bool LineEnds);

/// <summary>Collects the encoded body of a message, cut at its slots.</summary>
internal sealed class BodyBuilder
{
    private readonly ArrayBufferWriter<byte> _current = new();
    private readonly List<BodySegment> _segments = [];

    public BodySegment[] Finish()
    {
        _segments.Add(new BodySegment(_current.WrittenSpan.ToArray(), null));
        return [.. _segments];
    }

    public void Add(ReadOnlySpan<byte> bytes) => _current.Write(bytes);

    public void Add(string ascii) => Encoding.ASCII.GetBytes(ascii.AsSpan(), _current);

    /// <summary>
    /// A text in quoted-printable. Each slot begins a line of its own, and a soft break ends it unless the text's own line
    /// ends there: whatever its value's length, the lines around it stay as they were compiled.
    /// A message that ends with this text (isWholeBody) must end with one line break and no empty line (RFC 6376 §3.4.3).
    /// </summary>
    public void AddQuotedPrintable(Template template, bool isHtml, bool isWholeBody)
    {
        var pieces = TextPieces.Of(template, isWholeBody);
        var position = isHtml ? new HtmlPosition() : null;
        for (var i = 0; i < pieces.Count; i++)
        {
            var lineEnds = i + 1 == pieces.Count || (pieces[i + 1] is Literal { Text: ['\n', ..] });
            if (pieces[i] is Literal literal)
            {
                position?.Read(literal.Text);
                AddLiteral(literal.Text, i + 1 == pieces.Count, i + 1 < pieces.Count, i > 0 && !literal.Text.StartsWith('\n'));
            }
            else
            {
                var isContactValue = pieces[i] is Placeholder placeholder && PlaceholderNames.IsContactValue(placeholder.Name);
                var context = position?.Slot(isContactValue) ?? SlotContext.Text;
                _segments.Add(new BodySegment(_current.WrittenSpan.ToArray(), new Slot(pieces[i], context, lineEnds)));
                _current.ResetWrittenCount();
                if (!lineEnds && pieces[i + 1] is not Literal)
                {
                    Add("=\r\n"u8);
                }
            }
        }

        if (isWholeBody)
        {
            // An empty value as the last line (and an empty text) would leave an empty one, which relaxed canonicalisation takes away.
            Add(pieces[^1] is not Literal { Text.Length: > 0 } ? "=\r\n=20\r\n"u8 : "\r\n"u8);
        }
    }

    private void AddLiteral(string text, bool isLast, bool isBeforeSlot, bool isAfterSlot)
    {
        var writer = new QuotedPrintableWriter(_current.GetSpan((text.Length * QuotedPrintableWriter.BytesPerChar) + QuotedPrintableWriter.Slack));
        if (isAfterSlot)
        {
            writer.SoftBreak();
        }

        writer.Text(text, isLast);
        if (isBeforeSlot && !writer.IsAtLineStart)
        {
            writer.SoftBreak();
        }

        _current.Advance(writer.Length);
    }
}

/// <summary>The pieces of a template as a text part needs them.</summary>
internal static class TextPieces
{
    /// <summary>LF line ends, unknown placeholders as the text that they are, no two literals in a row, never empty.</summary>
    public static List<TemplatePiece> Of(Template template, bool trimEnd)
    {
        var pieces = new List<TemplatePiece>();
        var text = new StringBuilder();
        foreach (var piece in template.Pieces)
        {
            if (piece is not (Placeholder { IsKnown: true } or TrackedAddress))
            {
                text.Append(piece.Source);
                continue;
            }

            Flush(text, pieces);
            pieces.Add(piece);
        }

        Flush(text, pieces);
        if (trimEnd && pieces is [.., Literal last])
        {
            pieces[^1] = new Literal(last.Text.TrimEnd('\n'));
            if (last.Text.All(c => c == '\n') && pieces.Count > 1)
            {
                pieces.RemoveAt(pieces.Count - 1);
            }
        }

        return pieces.Count == 0 ? [new Literal("")] : pieces;
    }

    private static void Flush(StringBuilder text, List<TemplatePiece> pieces)
    {
        if (text.Length > 0)
        {
            var lines = text.ToString().Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
            pieces.Add(new Literal(lines));
            text.Clear();
        }
    }
}
