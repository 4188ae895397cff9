using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Moderation.Browser.Tests.Browser;

/// <summary>What axe finds on a page. Its half megabyte of script is put into a document once, not for each look at it.</summary>
internal static class Axe
{
    // The mail in its frame is not ours to make accessible, and nothing can be run within its sandbox. What passes need not be described.
    private const string Again = """
        async rules => {
            const options = { iframes: false, resultTypes: ['violations'], ...(rules ? { runOnly: { type: 'rule', values: rules } } : {}) };
            const found = await axe.run(document, options);
            return found.violations.map(v => v.id + ' ' + v.nodes.slice(0, 3).map(n => n.html).join(', '));
        }
        """;

    // In its second theme a page differs by its colours alone.
    private static readonly string[] Colours = ["color-contrast", "link-in-text-block"];

    public static Task<string[]> RunAsync(IPage page) => RunAsync(page, null);

    public static Task<string[]> RunColoursAsync(IPage page) => RunAsync(page, Colours);

    private static async Task<string[]> RunAsync(IPage page, string[]? rules)
    {
        if (await page.EvaluateAsync<bool>("typeof axe === 'object'"))
        {
            return await page.EvaluateAsync<string[]>(Again, rules);
        }

        var only = rules is null ? null : new RunOnlyOptions { Type = "rule", Values = [.. rules] };
        var found = await page.RunAxe(new AxeRunOptions { Iframes = false, ResultTypes = [ResultType.Violations], RunOnly = only });
        return [.. found.Violations.Select(v => $"{v.Id} {string.Join(", ", v.Nodes.Take(3).Select(n => n.Html))}")];
    }
}
