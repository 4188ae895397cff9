using Moderation.Reputation;

namespace Moderation.Delivery;

/// <summary>Addresses that send for accounts of one reputation, so that none pays for another's mail.</summary>
public enum PoolClass
{
    /// <summary>Mail that somebody waits for: receipts, confirmations.</summary>
    Transactional,

    Established,

    /// <summary>Accounts that nobody knows yet.</summary>
    New,

    /// <summary>Under moderation, or of a poor reputation.</summary>
    Quarantine,
}

public enum MailingKind
{
    Campaign,
    Transactional,
}

/// <summary>What the choice of a pool goes by.</summary>
/// <param name="Band">Of the account's pooled index; null while it is unrated.</param>
/// <param name="IsOnProbation">A new account that no person has let go yet.</param>
/// <param name="IsModerated">Placed under moderation.</param>
/// <param name="Industry">As the account says.</param>
public sealed record AccountStanding(Band? Band, bool IsOnProbation, bool IsModerated, string Industry);

/// <param name="Class">Which addresses may send.</param>
/// <param name="Why">One sentence for staff.</param>
public sealed record AssignedPool(PoolClass Class, string Why);

/// <summary>Which pool sends for an account.</summary>
/// <param name="WatchedIndustries">Words in the name of an industry whose mail is complained about more than others': a class lower.</param>
public sealed record PoolAssignment(IReadOnlyList<string> WatchedIndustries)
{
    public static PoolAssignment Default { get; } = new(["gambling", "casino", "betting", "crypto", "dating", "adult", "payday", "loan", "debt", "supplement", "weight loss", "pharma"]);

    public AssignedPool Of(AccountStanding account, MailingKind kind)
    {
        if (account.IsModerated || account.Band is Band.Poor or Band.Bad)
        {
            return new(PoolClass.Quarantine, account.IsModerated ? "The account is under moderation." : $"The account's reputation is {account.Band.ToString()!.ToLowerInvariant()}.");
        }

        if (kind == MailingKind.Transactional && !account.IsOnProbation)
        {
            return new(PoolClass.Transactional, "Somebody waits for this mail.");
        }

        var (pool, why) = account switch
        {
            { IsOnProbation: true } => (PoolClass.New, "The account is on probation."),
            { Band: Band.Watch } => (PoolClass.New, "The account's reputation is being watched."),
            { Band: null } => (PoolClass.New, "Too little is known of the account's mail."),
            _ => (PoolClass.Established, "The account's reputation is good."),
        };
        return WatchedIndustries.FirstOrDefault(word => account.Industry.Contains(word, StringComparison.OrdinalIgnoreCase)) is { } industry
            ? new(pool == PoolClass.Established ? PoolClass.New : PoolClass.Quarantine, $"{why} Its industry ({industry}) is sent from a lower class.")
            : new(pool, why);
    }
}
