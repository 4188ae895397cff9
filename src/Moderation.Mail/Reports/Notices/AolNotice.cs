using System.Buffers;

namespace Moderation.Mail.Reports.Notices;

/// <summary>AOL names its members without a domain: "… not accepting mail from sender:" and a screen name on each line.</summary>
internal sealed class AolNotice() : Notice("aol")
{
    private static readonly SearchValues<string> Sentence = SearchValues.Create(["not accepting mail from"], StringComparison.OrdinalIgnoreCase);

    public override void Read(ReportParts parts, FoundRecipients found)
    {
        var notice = parts.Notice;
        var from = notice.Find(Sentence);
        if (from < 0 || parts.Message.From?.Address.Domain.Ascii is not "aol.com")
        {
            return;
        }

        foreach (var line in notice.Lines.Skip(from + 1))
        {
            var name = line.Trim();
            if (name.Length is > 2 and < 33 && name.All(char.IsAsciiLetterOrDigit))
            {
                found.Add(name + "@aol.com").Add(notice.Lines[from]);
            }
        }
    }
}
