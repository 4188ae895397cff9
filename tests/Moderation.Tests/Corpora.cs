namespace Moderation.Tests;

/// <summary>Sets of real mail beside the repository (<c>../shared/corpora</c>) or in the directory that CORPORA names.</summary>
internal static class Corpora
{
    private static readonly string? Root = Find();

    public static bool Has(string set) => Root is not null && Directory.Exists(Path.Combine(Root, set));

    public static IEnumerable<string> Files(string set, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root!, set), pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("CORPORA") is { Length: > 0 } named)
        {
            return named;
        }

        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Moderation.sln")))
            {
                return Path.Combine(directory.FullName, "..", "shared", "corpora");
            }
        }

        return null;
    }
}

/// <summary>A test that reads sets of real mail; skipped, and says so, where one is not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CorpusFactAttribute : FactAttribute
{
    public CorpusFactAttribute(params string[] sets)
    {
        var missing = sets.Where(set => !Corpora.Has(set)).ToArray();
        if (missing.Length > 0)
        {
            Skip = $"The mail sets {string.Join(", ", missing)} are not at ../shared/corpora; CORPORA can name another place.";
        }
    }
}
