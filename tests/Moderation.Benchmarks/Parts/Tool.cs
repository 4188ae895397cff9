namespace Moderation.Benchmarks.Parts;

/// <summary>Programs of the machine that goals are measured against.</summary>
internal static class Tool
{
    // Not on everybody's path.
    private static readonly string[] Besides = ["/usr/sbin", "/usr/local/sbin", "/usr/libexec/postfix", "/usr/lib/postfix/sbin"];

    /// <exception cref="MissingPartException">It is not there.</exception>
    public static string Find(string name, string remedy)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.Concat(Besides).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
            ?? throw new MissingPartException($"this machine has no {name}. {remedy}");
    }
}
