using Moderation.Accounts;

namespace Moderation.Campaigns;

/// <summary>A file that mail links to in place of carrying it; named by what is in it.</summary>
public sealed class HostedFile : IOfAccount
{
    /// <summary>So long a file can be fetched after it was last linked.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(90);

    /// <summary>What stands in its address: random, so that knowing a file's content does not tell whether an account hosts it.</summary>
    public required Guid Id { get; init; }
    public required Guid AccountId { get; init; }

    /// <summary>SHA-256 of <see cref="Bytes"/>: the same file is kept once an account.</summary>
    public required byte[] Digest { get; init; }
    public required string Name { get; init; }
    public required string MediaType { get; init; }
    public required byte[] Bytes { get; init; }
    public required int Size { get; init; }
    public required string By { get; init; }
    public required DateTimeOffset At { get; init; }
    public required DateTimeOffset ExpiresAt { get; set; }
}
