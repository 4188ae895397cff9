namespace Moderation.Benchmarks.Parts;

/// <summary>Where the solution lies.</summary>
internal static class SourceTree
{
    /// <exception cref="MissingPartException">This program runs outside its source tree.</exception>
    public static string Root
    {
        get
        {
            for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "Moderation.sln")))
                {
                    return folder.FullName;
                }
            }

            throw new MissingPartException("the source tree is not around this program. Run it by dotnet run from a clone.");
        }
    }
}
