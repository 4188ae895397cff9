namespace Moderation.Web.Tests.Hosting;

/// <summary>Places outside the test assembly.</summary>
public static class Repository
{
    public static string Root { get; } = RepositoryRoot.Path ?? throw new InvalidOperationException("The tests run inside the repository; Moderation.sln was not found above them.");

    public static string Web => Path.Combine(Root, "src", "Moderation.Web");

    /// <summary>The set of real mail beside the repository, or null when it is not there.</summary>
    public static string? Corpora { get; } = new[] { Environment.GetEnvironmentVariable("CORPORA"), RepositoryRoot.Beside("shared", "corpora") }
        .FirstOrDefault(path => path is { Length: > 0 } && Directory.Exists(path));
}
