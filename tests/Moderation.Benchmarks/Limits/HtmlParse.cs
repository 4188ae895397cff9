using AngleSharp.Html.Parser;
using Moderation.Benchmarks.Parts;

namespace Moderation.Benchmarks.Limits;

/// <summary>One parse by AngleSharp as it comes, with default options.</summary>
internal static class HtmlParse
{
    /// <returns>µs of processor time for one parse.</returns>
    public static double Measure(IReadOnlyList<string> documents, int times)
    {
        var from = ThreadCpu.Microseconds;
        for (var i = 0; i < times; i++)
        {
            foreach (var html in documents)
            {
                using var document = new HtmlParser().ParseDocument(html);
            }
        }

        return (ThreadCpu.Microseconds - from) / (times * documents.Count);
    }
}
