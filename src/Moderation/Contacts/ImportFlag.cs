using Moderation.Accounts;

namespace Moderation.Contacts;

/// <summary>What the contacts that an import brought look like, found soon after it: the launch is judged again on its own.</summary>
public sealed class ImportFlag : IOfAccount
{
    public required Guid AccountId { get; init; }
    public required Guid ImportId { get; init; }

    /// <summary>The signs of a bought list as JSON; an empty array when there is none.</summary>
    public required string Signs { get; init; }

    /// <summary>Whether they would hold a mailing: enough signs, and not the order alone.</summary>
    public required bool Holds { get; init; }
    public required DateTimeOffset At { get; init; }
}
