namespace Moderation.Web.Pages.Queue;

/// <summary>Which states are looked at.</summary>
public enum QueuePart
{
    /// <summary>What somebody should decide now.</summary>
    Waiting,
    Escalated,

    /// <summary>Put aside.</summary>
    Deferred,
}

/// <summary>Which part of the queue is looked at. It stands in the address, so that it can be kept, sent and gone back to.</summary>
/// <param name="Part">Which states.</param>
/// <param name="Rule">Only campaigns that this rule found something in.</param>
/// <param name="Mine">Only those that the reader has claimed.</param>
/// <param name="Account">Only those of one account.</param>
public sealed record QueueFilter(QueuePart Part = QueuePart.Waiting, string? Rule = null, bool Mine = false, Guid? Account = null)
{
    public bool IsNarrowed => Rule is not null || Mine || Account is not null;

    /// <summary>What does not make sense in the address is left out.</summary>
    public static QueueFilter From(IQueryCollection query) => new(
        Enum.TryParse<QueuePart>(query["state"], ignoreCase: true, out var part) && Enum.IsDefined(part) ? part : QueuePart.Waiting,
        query["rule"].ToString() is { Length: > 0 } rule ? rule : null,
        query["mine"] == "true",
        Guid.TryParse(query["account"], out var account) ? account : null);

    /// <summary>As route values; what is not narrowed stands in no address.</summary>
    public Dictionary<string, string> Query()
    {
        var query = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Part != QueuePart.Waiting)
        {
            query["state"] = Part.ToString().ToLowerInvariant();
        }

        if (Rule is not null)
        {
            query["rule"] = Rule;
        }

        if (Mine)
        {
            query["mine"] = "true";
        }

        if (Account is { } account)
        {
            query["account"] = account.ToString();
        }

        return query;
    }

    /// <summary>The way to a campaign within this part of the queue.</summary>
    public Dictionary<string, string> Query(Guid accountId, Guid campaignId, Guid? decided = null)
    {
        var query = Query();
        query["accountId"] = accountId.ToString();
        query["campaignId"] = campaignId.ToString();
        if (decided is { } decision)
        {
            query["decided"] = decision.ToString();
        }

        return query;
    }
}
