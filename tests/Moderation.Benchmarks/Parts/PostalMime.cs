using System.Globalization;
using System.Text.Json;

namespace Moderation.Benchmarks.Parts;

/// <summary>npm's usual mail parser, in a process of its own.</summary>
internal sealed class PostalMime : IDisposable
{
    private readonly LocalFolder _folder = new();
    private readonly string _node;
    private readonly List<string> _files = [];

    private PostalMime(string node) => _node = node;

    private static string Source => Path.Combine(SourceTree.Root, "tests", "Moderation.Benchmarks", "Peers", "postal-mime");

    /// <summary>Installs it as its lock file says, where that has not been done.</summary>
    /// <exception cref="MissingPartException">No Node.js, no npm, or no way to the package.</exception>
    public static async Task<PostalMime> PrepareAsync(IEnumerable<byte[]> reports)
    {
        const string remedy = "Install Node.js 20 or newer.";
        var peer = new PostalMime(Tool.Find("node", remedy));
        foreach (var report in reports)
        {
            var file = Path.Combine(peer._folder.Path, $"{peer._files.Count}.eml");
            await File.WriteAllBytesAsync(file, report);
            peer._files.Add(file);
        }

        if (!Directory.Exists(Path.Combine(Source, "node_modules", "postal-mime")))
        {
            try
            {
                using var npm = new Child(Tool.Find("npm", remedy), ["ci", "--ignore-scripts"], Source);
                await npm.EndAsync();
            }
            catch (GoalFailedException failed)
            {
                peer.Dispose();
                throw new MissingPartException($"postal-mime could not be installed. {failed.Message}");
            }
        }

        return peer;
    }

    /// <returns>µs of processor time for one report, warmed up.</returns>
    public async Task<double> MeasureAsync(double seconds)
    {
        using var node = new Child(_node, [Path.Combine(Source, "parse.mjs"), seconds.ToString(CultureInfo.InvariantCulture), .. _files], Source);
        using var figures = JsonDocument.Parse(await node.EndAsync());
        return figures.RootElement.GetProperty("Microseconds").GetDouble();
    }

    public void Dispose() => _folder.Dispose();
}
