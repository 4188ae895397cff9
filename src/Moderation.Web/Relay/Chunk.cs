namespace Moderation.Web.Relay;

/// <summary>Up to 1,000 deliveries of a campaign, leased to one node.</summary>
/// <param name="Month">The partition of its deliveries and outcomes.</param>
/// <param name="TokenKey">Signs every token of the campaign, so that a repeat is the same message octet by octet.</param>
/// <param name="Lease">Whoever holds another value writes nothing more.</param>
internal sealed record Chunk(Guid Account, Guid Campaign, int Number, DateOnly Month, int FirstSequence, int LastSequence, byte TokenKey, Guid Lease);
