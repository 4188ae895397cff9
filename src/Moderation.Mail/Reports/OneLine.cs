using System.Text;

namespace Moderation.Mail.Reports;

/// <summary>Text of strangers on one line: white space runs become one space, controls go.</summary>
internal static class OneLine
{
    /// <returns>Null when nothing is left; at most <see cref="ReportedRecipient.LongestDiagnostic"/> characters.</returns>
    public static string? Of(ReadOnlySpan<char> text)
    {
        var line = new StringBuilder(Math.Min(text.Length, ReportedRecipient.LongestDiagnostic));
        var isPending = false;
        foreach (var c in text)
        {
            if (char.IsWhiteSpace(c) || char.IsControl(c))
            {
                isPending = line.Length > 0;
            }
            else
            {
                if (line.Length + 2 > ReportedRecipient.LongestDiagnostic)
                {
                    break;
                }

                if (isPending)
                {
                    line.Append(' ');
                }

                line.Append(c);
                isPending = false;
            }
        }

        return line.Length == 0 ? null : line.ToString();
    }
}
