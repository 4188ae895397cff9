using Moderation.Delivery;
using Moderation.Web.Relay.Routes;

namespace Moderation.Web.Pages.Platform.Routes;

/// <summary>What the configuration says about pace, restraint and patience, for people.</summary>
/// <param name="Shaping">Per provider and by reply.</param>
/// <param name="Retry">Of what is deferred.</param>
public sealed record SendingRules(ShapingOptions Shaping, RetryPolicy Retry)
{
    /// <summary>Each provider with a name, then all the others.</summary>
    public IReadOnlyList<Provider> Providers => [.. Shaping.Providers, Provider.Other];

    public string Tries =>
        $"A deferred message is tried again after {string.Join(", ", Retry.Delays.Select((delay, i) => i == Retry.Delays.Count - 1 && i > 0 ? $"then each time after {Length(delay)}" : Length(delay)))}, and given up {Length(Retry.GiveUpAfter)} after its campaign began.";

    public static string Length(TimeSpan time) => time switch
    {
        { TotalDays: >= 2 } when time.TotalDays % 1 == 0 => $"{time.TotalDays:N0} days",
        { TotalHours: >= 2 } when time.TotalHours % 1 == 0 => $"{time.TotalHours:N0} hours",
        { TotalHours: 1 } => "1 hour",
        { TotalMinutes: >= 2 } when time.TotalMinutes % 1 == 0 => $"{time.TotalMinutes:N0} minutes",
        _ => $"{time.TotalSeconds:N0} seconds",
    };

    /// <summary>What an address gives a provider that has answered so.</summary>
    public static string Said(BackOff asked) => string.Join(", ", new[]
    {
        asked.Rate <= 0 ? "nothing" : asked.Rate < 1 ? $"{asked.Rate:P0} of before" : "",
        asked.Connections is { } connections ? $"{connections:N0} {(connections == 1 ? "connection" : "connections")} at once" : "",
    }.Where(part => part.Length > 0)) + $" for {Length(asked.Length)}";
}
