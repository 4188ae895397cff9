using Moderation.Mail.Mime;
using Moderation.Mail.Reports;
using Xunit.Abstractions;

namespace Moderation.Mail.Tests.Reports;

public sealed class SisimaiTests(ITestOutputHelper output)
{
    private sealed record Row(string File, string Recipient, string Reason, string Feedback, string? MessageId);

    [CorpusFact("sisimai", "truth")]
    public void Recipients_are_found_in_97_of_100_rows()
    {
        var rows = Rows().Where(row => row.Recipient.Length > 0).ToList();
        var misses = rows.Where(row => !Read(row).Recipients.Any(r => Is(r, row.Recipient))).ToList();
        Tell("recipients", rows.Count, misses.Count, misses.Select(row => $"{row.File}: {row.Recipient} ({row.Reason}), read: {Read(row).Kind} {Read(row).Format} {string.Join(' ', Read(row).Recipients.Select(r => r.Address))}"));
        Assert.True(misses.Count <= rows.Count * 0.03);
    }

    [CorpusFact("sisimai", "truth")]
    public void Classes_agree_in_95_of_100_rows()
    {
        var rows = Rows().Where(row => row.Reason.Length > 0 && row.Recipient.Length > 0).ToList();
        var misses = new List<string>();
        foreach (var row in rows)
        {
            // A few of the addresses there are not those of the mail; whose class it is stays clear where there is but one.
            var recipients = Read(row).Recipients;
            var recipient = recipients.FirstOrDefault(r => Is(r, row.Recipient)) ?? (recipients.Count == 1 ? recipients[0] : null);
            var wanted = SisimaiReasons.Classes[row.Reason].Class;
            if (recipient is null || recipient.Class != wanted)
            {
                misses.Add($"{row.File}: {row.Reason} = {wanted}, read {recipient?.Class.ToString() ?? "-"} from {recipient?.Status} {recipient?.Diagnostic}");
            }
        }

        Tell("classes", rows.Count, misses.Count, misses);
        Assert.True(misses.Count <= rows.Count * 0.05);
    }

    [CorpusFact("sisimai", "truth")]
    public void Every_feedback_type_and_every_answering_machine_is_told()
    {
        foreach (var row in Rows().Where(row => row.Feedback.Length > 0))
        {
            var report = Read(row);
            Assert.Equal((row.File, ReportKind.Arf, row.Feedback), (row.File, report.Kind, report.FeedbackType));
        }

        foreach (var row in Rows().Where(row => row.Reason == "vacation" || row.File.StartsWith("rfc3834", StringComparison.Ordinal)))
        {
            Assert.Equal((row.File, ReportKind.AutoReply), (row.File, Read(row).Kind));
        }
    }

    [CorpusFact("sisimai", "truth")]
    public void Message_ids_are_found_where_the_mail_came_back()
    {
        var rows = Rows().Where(row => row.MessageId is { Length: > 0 } && row.MessageId.Contains('@', StringComparison.Ordinal)).ToList();
        var misses = rows.Where(row => !Read(row).MessageIds.Contains(row.MessageId!.Trim('<', '>'), StringComparer.OrdinalIgnoreCase)).ToList();
        Tell("message ids", rows.Count, misses.Count, misses.Select(row => $"{row.File}: {row.MessageId}, read: {string.Join(' ', Read(row).MessageIds)}"));
        Assert.True(misses.Count <= rows.Count * 0.05);
    }

    [CorpusFact("sisimai", "truth")]
    public void Line_endings_change_nothing()
    {
        foreach (var file in Corpora.Files("sisimai").Where(file => file.EndsWith(".eml", StringComparison.Ordinal) && !file.Contains("/bsd/", StringComparison.Ordinal)))
        {
            var twin = Corpora.PathOf("sisimai", "bsd", Path.GetFileName(file));
            if (file.Contains("/dos/", StringComparison.Ordinal) && File.Exists(twin))
            {
                Assert.Equal(Told(twin), Told(file));
            }
        }
    }

    [CorpusFact("sisimai", "truth")]
    public void What_is_no_bounce_is_none_and_what_is_broken_is_survived()
    {
        foreach (var file in Corpora.Files("sisimai").Where(file => file.EndsWith(".eml", StringComparison.Ordinal)))
        {
            try
            {
                var report = Report.Read(File.ReadAllBytes(file));
                Assert.False(file.Contains("/not/", StringComparison.Ordinal) && report.Kind != ReportKind.None, file);
            }
            catch (MimeFormatException)
            {
                // A limit.
            }
        }
    }

    private static string Told(string file)
    {
        var report = Report.Read(File.ReadAllBytes(file));
        return $"{Path.GetFileName(file)} {report.Kind} {report.FeedbackType} {string.Join(' ', report.Recipients.Select(r => $"{r.Address} {r.Class} {r.Status}"))} {report.OriginalMessageId}";
    }

    private static Report Read(Row row) => Report.Read(Corpora.Read("sisimai", "bsd", row.File));

    private static bool Is(ReportedRecipient recipient, string address) =>
        address.Equals(recipient.Address, StringComparison.OrdinalIgnoreCase) || address.Equals(recipient.OriginalAddress, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<Row> Rows() =>
        File.ReadLines(Corpora.PathOf("truth", "sisimai_expected.tsv")).Skip(1).Select(line => line.Split('\t')).Select(cells => new Row(cells[0], cells[2], cells[4], cells[8], cells[11]));

    private void Tell(string what, int all, int missed, IEnumerable<string> misses)
    {
        output.WriteLine($"{what}: {(all - missed) * 100.0 / all:0.00} % of {all}");
        foreach (var miss in misses)
        {
            output.WriteLine("  " + miss);
        }
    }
}
