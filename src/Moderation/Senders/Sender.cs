using Moderation.Accounts;

namespace Moderation.Senders;

/// <summary>A From address of an account. Its domain is a <see cref="SendingDomain"/> of the same account.</summary>
public sealed class Sender : IOfAccount
{
    public required Guid AccountId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required string Name { get; set; }
    public required EmailAddress Email { get; init; }
    public EmailAddress? ReplyTo { get; set; }
    public required Guid SendingDomainId { get; init; }
    public SendingDomain? SendingDomain { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}
