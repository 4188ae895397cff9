namespace Moderation.Delivery;

/// <summary>Messages that an address has taken for one provider in one hour, by whichever node.</summary>
public sealed class IpBudget
{
    public required Guid IpId { get; init; }

    /// <summary>Its beginning, in UTC.</summary>
    public required DateTimeOffset Hour { get; init; }

    /// <summary>A <see cref="Delivery.Provider.Key"/>.</summary>
    public required string Provider { get; init; }
    public required int Taken { get; set; }
}

/// <summary>What a provider asked of one address, and the reply that said so.</summary>
public sealed class ProviderState
{
    public required Guid IpId { get; init; }

    /// <summary>The provider's key, or the domain of servers that have no name here.</summary>
    public required string Site { get; init; }
    public required string Name { get; set; }
    public required string Reply { get; set; }
    public required DateTimeOffset Since { get; set; }
    public required DateTimeOffset Until { get; set; }
    public required double Rate { get; set; }
    public int? Connections { get; set; }

    /// <summary>Messages in the hour before.</summary>
    public required int Before { get; set; }

    /// <summary>Messages since.</summary>
    public int Taken { get; set; }

    public BackOffUnderWay UnderWay => new(new BackOff(Name, Until - Since, Rate, Connections), Since, Until, Before, Taken);
}
