using System.Text.Json;
using System.Text.Json.Nodes;
using Moderation.Rules;

namespace Moderation.Review;

/// <summary>
/// One version of the policy, with who, when and why: never changed afterwards. Version 1 is <see cref="Policy.Default"/> and has no row.
/// Kept is only what departs from the shipped policy.
/// </summary>
public sealed class PolicyVersion
{
    public required int Version { get; init; }

    /// <summary>A JSON object: rule code to severity.</summary>
    public required string Severities { get; init; }

    /// <summary>A JSON object: name of a threshold to its value.</summary>
    public required string Thresholds { get; init; }
    public required bool ReviewEverything { get; init; }
    public required decimal ReviewShare { get; init; }
    public required Guid By { get; init; }
    public required string ByName { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Why { get; init; }

    public static PolicyVersion Of(Policy policy, Guid by, string byName, DateTimeOffset at, string why) => new()
    {
        Version = policy.Version,
        Severities = JsonSerializer.Serialize(policy.Severities),
        Thresholds = Write(policy.Thresholds),
        ReviewEverything = policy.ReviewEverything,
        ReviewShare = policy.ReviewShare,
        By = by,
        ByName = byName,
        At = at,
        Why = why,
    };

    /// <summary>What is stored under a name that no longer exists, or is no value of it, is passed over; what is not stored is as shipped.</summary>
    public Policy Read() => new(Version, ReadSeverities(), ReadThresholds())
    {
        ReviewEverything = ReviewEverything,
        ReviewShare = ReviewShare,
    };

    private static string Write(Thresholds thresholds)
    {
        var stored = new JsonObject();
        foreach (var figure in Figure.All.Where(figure => !figure.IsDefault(thresholds)))
        {
            stored[figure.Name] = JsonSerializer.SerializeToNode(figure.Of(thresholds));
        }

        return stored.ToJsonString();
    }

    private Dictionary<string, Severity> ReadSeverities()
    {
        var read = new Dictionary<string, Severity>(StringComparer.Ordinal);
        foreach (var (code, value) in Stored(Severities))
        {
            if (RuleCatalogue.Find(code) is not null && TryRead(value, typeof(Severity)) is Severity severity && Enum.IsDefined(severity))
            {
                read[code] = severity;
            }
        }

        return read;
    }

    private Thresholds ReadThresholds()
    {
        var read = Rules.Thresholds.Default;
        foreach (var (name, value) in Stored(Thresholds))
        {
            if (Figure.All.FirstOrDefault(figure => figure.Name == name) is { } figure && TryRead(value, figure.Type) is { } number && figure.Objection(number) is null)
            {
                read = figure.Set(read, number);
            }
        }

        return read;
    }

    private static JsonObject Stored(string json)
    {
        try
        {
            return JsonNode.Parse(json) as JsonObject ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static object? TryRead(JsonNode? value, Type type)
    {
        try
        {
            return value.Deserialize(type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
