namespace Moderation.Accounts;

/// <summary>
/// A row of one account. Every such row is keyed (account, id), is filtered by the account of the request, and lies behind the
/// row-level security of the database.
/// </summary>
public interface IOfAccount
{
    Guid AccountId { get; }
}
