namespace Moderation.Web.Feedback.Logs;

/// <summary>The section <c>LogReader</c> of the configuration.</summary>
public sealed record LogReaderOptions
{
    public const int LongestPath = 400;

    /// <summary>Logs lie below these: whoever may name a file on a page may not name every file of the machine.</summary>
    public IReadOnlyList<string> Folders { get; init; } = ["/var/log"];

    /// <summary>How often an idle log is looked at.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(2);

    /// <exception cref="StartRefusedException">With the setting that is wrong.</exception>
    public static LogReaderOptions From(IConfiguration configuration)
    {
        var section = configuration.GetSection("LogReader");
        var options = new LogReaderOptions();
        options = options with
        {
            Folders = section.GetSection("Folders").Get<string[]>() is { Length: > 0 } folders ? folders : options.Folders,
            Poll = section.GetValue("Poll", options.Poll),
        };
        return options.Poll < TimeSpan.FromMilliseconds(10) ? throw new StartRefusedException("LogReader:Poll is at least 10 milliseconds, such as 00:00:02.")
            : options.Folders.FirstOrDefault(folder => !Path.IsPathFullyQualified(folder)) is { } wrong ? throw new StartRefusedException($"LogReader:Folders names '{wrong}'. Name folders from the root on, such as /var/log.")
            : options;
    }

    /// <summary>Why the file cannot be a log; null when it can.</summary>
    public string? Refuse(string path)
    {
        if (path.Length is 0 or > LongestPath || path.Any(char.IsControl) || !Path.IsPathFullyQualified(path))
        {
            return "Write the file's whole path, such as /var/log/mail.log.";
        }

        var full = Path.GetFullPath(path);
        return Folders.Any(folder => full.StartsWith(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            ? null
            : $"Logs are read below {string.Join(" and ", Folders)} only. The setting LogReader:Folders names more.";
    }
}
