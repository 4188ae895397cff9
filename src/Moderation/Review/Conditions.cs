using System.Text.Json;
using System.Text.Json.Serialization;
using Moderation.Delivery;

namespace Moderation.Review;

/// <summary>What an approval is bound to; the relay carries it out. All of it may be left open.</summary>
public sealed record Conditions
{
    private const int FewestOfCanary = 100;
    private const int FewestPerHour = 60;

    private static readonly JsonSerializerOptions Json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault };

    /// <summary>So many recipients first; the others follow when nothing speaks against it.</summary>
    public int? Canary { get; init; }

    /// <summary>Who clicked or opened last comes first.</summary>
    public bool EngagedFirst { get; init; }

    /// <summary>At most so many messages leave in any 60 minutes.</summary>
    public int? PerHour { get; init; }

    /// <summary>Hard bounces beyond this share (per cent, with 95 % certainty) end the sending; only ever stricter than the provider's limit.</summary>
    public double? MostHardBounces { get; init; }

    /// <summary>The addresses that send it, whatever class the account's standing gives; null leaves it to that.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<PoolClass>))]
    public PoolClass? Pool { get; init; }

    [JsonIgnore]
    public bool IsEmpty => this == new Conditions();

    /// <summary>A sentence about the first figure that cannot be, or null.</summary>
    /// <param name="limit">Of hard bounces, a share from 0 to 1.</param>
    public string? Objection(double limit) =>
        Canary < FewestOfCanary ? $"A canary of fewer than {FewestOfCanary:N0} recipients says nothing. Choose more, or leave it open."
        : PerHour < FewestPerHour ? $"At least {FewestPerHour:N0} messages an hour leave. Choose more, or leave it open."
        : MostHardBounces is { } most && (double.IsNaN(most) || most < 0.1 || most > limit * 100) ? $"The limit of hard bounces is between 0.1 and {limit * 100:0.#} per cent."
        : Pool is { } pool && (pool == PoolClass.Transactional || !Enum.IsDefined(pool)) ? "Campaigns leave from the addresses of established or new accounts, or from the quarantine. Choose one of them, or leave it open."
        : null;

    /// <summary>For the audit log and for people.</summary>
    public override string ToString() => string.Join(" ", new[]
    {
        Canary is { } canary ? $"{canary:N0} recipients first." : "",
        EngagedFirst ? "Those who clicked or opened last come first." : "",
        PerHour is { } rate ? $"At most {rate:N0} an hour." : "",
        Pool switch
        {
            null => "",
            PoolClass.Quarantine => "From the addresses of the quarantine.",
            { } pool => $"From the addresses of {pool.ToString().ToLowerInvariant()} accounts.",
        },
        MostHardBounces is { } most ? $"Held beyond {most:0.#} % hard bounces." : "",
    }.Where(part => part.Length > 0));

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <exception cref="JsonException">It is none.</exception>
    public static Conditions Read(string? json) => json is null ? new Conditions() : JsonSerializer.Deserialize<Conditions>(json, Json) ?? throw new JsonException("The conditions are empty.");
}
