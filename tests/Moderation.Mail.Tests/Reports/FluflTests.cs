using Moderation.Mail.Reports;
using Xunit.Abstractions;

namespace Moderation.Mail.Tests.Reports;

public sealed class FluflTests(ITestOutputHelper output)
{
    [CorpusFact("flufl-bounce", "truth")]
    public void Addresses_are_found_in_97_of_100()
    {
        var (all, missed) = (0, new List<string>());
        foreach (var (file, addresses) in Rows())
        {
            var report = Report.Read(Corpora.Read("flufl-bounce", file));
            foreach (var address in addresses)
            {
                all++;
                if (!report.Recipients.Any(r => address.Equals(r.Address, StringComparison.OrdinalIgnoreCase) || address.Equals(r.OriginalAddress, StringComparison.OrdinalIgnoreCase)))
                {
                    missed.Add($"{file}: {address}, read: {report.Kind} {report.Format} {string.Join(' ', report.Recipients.Select(r => r.Address))}");
                }
            }
        }

        output.WriteLine($"addresses: {(all - missed.Count) * 100.0 / all:0.00} % of {all}");
        missed.ForEach(miss => output.WriteLine("  " + miss));
        Assert.True(missed.Count <= all * 0.03);
    }

    [CorpusFact("flufl-bounce", "truth")]
    public void No_address_is_invented()
    {
        var invented = 0;
        foreach (var (file, addresses) in Rows())
        {
            var report = Report.Read(Corpora.Read("flufl-bounce", file));
            foreach (var r in report.Recipients.Where(r => !addresses.Contains(r.Address, StringComparer.OrdinalIgnoreCase) && !addresses.Contains(r.OriginalAddress ?? "", StringComparer.OrdinalIgnoreCase)))
            {
                invented++;
                output.WriteLine($"  {file}: {r.Address} by {report.Format}");
            }
        }

        Assert.Equal(0, invented);
    }

    private static IEnumerable<(string File, string[] Addresses)> Rows() =>
        File.ReadLines(Corpora.PathOf("truth", "flufl_expected.tsv")).Skip(1).Select(line => line.Split('\t'))
            .GroupBy(cells => cells[0], (file, rows) => (file, rows.SelectMany(cells => cells[2].Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToArray()));
}
