using Moderation.Delivery;
using Moderation.Web.Pages.Shared.Components;

namespace Moderation.Web.Pages.Platform.Routes;

/// <summary>The log of a smart host as pages show it.</summary>
/// <param name="Reading">Null when none is named.</param>
/// <param name="Now">Of the page.</param>
public sealed record LogRow(LogReading? Reading, DateTimeOffset Now)
{
    // A reader says every ten seconds that it still looks.
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    /// <summary>What is not read is never fine.</summary>
    public Badge State => this switch
    {
        { Reading: null } or { Reading.LookedAt: null } => new("hold", "unchecked", "Log not read"),
        { Reading.Problem: not null } => new("block", "block", "Log not read"),
        { IsSilent: true } => new("hold", "unchecked", "Log no longer read"),
        _ => new("ok", "ok", "Log read"),
    };

    public bool IsSilent => Reading?.LookedAt is { } looked && Now - looked > Fresh;

    public static string Of(MailLogKind kind) => kind == MailLogKind.Postfix ? "Postfix" : "KumoMTA";
}
