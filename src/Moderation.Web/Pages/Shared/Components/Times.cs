namespace Moderation.Web.Pages.Shared.Components;

/// <summary>Times and sizes in words.</summary>
public static class Times
{
    public static string Say(DateTimeOffset at) => at.UtcDateTime.ToString("d MMM yyyy, HH:mm") + " UTC";

    /// <summary>"2 min ago", "in 42 min".</summary>
    public static string Age(DateTimeOffset at, DateTimeOffset now)
    {
        var distance = (now - at).Duration();
        var words = distance switch
        {
            { TotalSeconds: < 45 } => "a moment",
            { TotalMinutes: < 59.5 } => $"{Math.Max(1, distance.TotalMinutes):0} min",
            { TotalHours: < 23.5 } => $"{distance.TotalHours:0} h",
            { TotalDays: < 1.5 } => "1 day",
            _ => $"{distance.TotalDays:0} days",
        };
        return at > now ? $"in {words}" : $"{words} ago";
    }

    /// <summary>A number of bytes as people read it: 1 MB is 1,048,576 bytes, as in the rules.</summary>
    public static string Bytes(long count) => count switch
    {
        < 1024 => $"{count} bytes",
        < 1_048_576 => $"{count / 1024.0:N0} KB",
        _ => $"{count / 1_048_576.0:N1} MB",
    };
}
