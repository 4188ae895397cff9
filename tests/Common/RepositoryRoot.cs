namespace Moderation;

/// <summary>The folder of Moderation.sln, above the tests that run.</summary>
internal static class RepositoryRoot
{
    /// <summary>Null when the tests run elsewhere.</summary>
    public static string? Path { get; } = Find();

    /// <summary>What lies beside the repository; null when it is not there.</summary>
    public static string? Beside(params string[] parts) =>
        Path is not null && System.IO.Path.Combine([Path, "..", .. parts]) is var path && (File.Exists(path) || Directory.Exists(path)) ? path : null;

    private static string? Find()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(directory.FullName, "Moderation.sln")))
            {
                return directory.FullName;
            }
        }

        return null;
    }
}
