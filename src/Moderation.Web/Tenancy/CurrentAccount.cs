namespace Moderation.Web.Tenancy;

/// <summary>
/// For whom this scope reads and writes; nobody until it is set, and then set once. Only three may set it: the middleware, from
/// the claims of the signed-in person; a public endpoint, from a token that it has verified; a job, for the account it works on.
/// </summary>
public sealed class CurrentAccount
{
    private bool _set;

    public Guid? AccountId { get; private set; }

    /// <summary>Sees and writes every account. Only the role check sets it.</summary>
    public bool IsStaff { get; private set; }

    /// <summary>Whether it is decided for whom this scope works.</summary>
    public bool IsSet => _set;

    /// <exception cref="InvalidOperationException">The scope already acts for somebody.</exception>
    public void ActFor(Guid accountId)
    {
        SetOnce();
        AccountId = accountId;
    }

    /// <exception cref="InvalidOperationException">The scope already acts for somebody.</exception>
    public void ActAsStaff()
    {
        SetOnce();
        IsStaff = true;
    }

    private void SetOnce()
    {
        if (_set)
        {
            throw new InvalidOperationException("This scope already acts for somebody; open another scope.");
        }

        _set = true;
    }
}
