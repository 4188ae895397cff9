namespace Moderation.Benchmarks.Parts;

/// <summary>A folder for one measurement. Its name is short: a socket below it has at most 107 bytes.</summary>
internal sealed class LocalFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("mb-").FullName;

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Progress.Say($"  {Path} could not be deleted: {e.Message}");
        }
    }
}
