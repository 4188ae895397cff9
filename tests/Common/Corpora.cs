namespace Moderation;

/// <summary>Sets of real mail beside the repository (<c>../shared/corpora</c>) or in the directory that CORPORA names.</summary>
internal static class Corpora
{
    /// <summary>Null when there is none.</summary>
    public static string? Root { get; } = new[] { Environment.GetEnvironmentVariable("CORPORA"), RepositoryRoot.Beside("shared", "corpora") }
        .FirstOrDefault(path => path is { Length: > 0 } && Directory.Exists(path));

    public static bool Has(string set) => Root is not null && Directory.Exists(Path.Combine(Root, set));

    public static string PathOf(string set, params string[] file) => Path.Combine([Root!, set, .. file]);

    public static byte[] Read(string set, params string[] file) => File.ReadAllBytes(PathOf(set, file));

    public static IEnumerable<string> Files(params string[] sets) => sets.SelectMany(set => Matching(set, "*")).Order(StringComparer.Ordinal);

    public static IEnumerable<string> Matching(string set, string pattern) =>
        Directory.EnumerateFiles(PathOf(set), pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal);
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
