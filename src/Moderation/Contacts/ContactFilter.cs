using System.Text.Json;
using System.Text.Json.Serialization;

namespace Moderation.Contacts;

public enum ActivityFilter
{
    Any,
    NeverOpened,
    NeverClicked,
    NotOpenedSince,
    NotClickedSince,
}

/// <summary>Which contacts belong to a group; every condition that is set must hold.</summary>
public sealed record ContactFilter
{
    private static readonly JsonSerializerOptions Json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, Converters = { new JsonStringEnumConverter() } };

    /// <summary>Members of this list; everybody when it is null.</summary>
    public Guid? ListId { get; init; }

    /// <summary>Words in where the contact comes from, in any case.</summary>
    public string Source { get; init; } = "";

    /// <summary>The domain of the address: gmail.com.</summary>
    public string Provider { get; init; } = "";

    /// <summary>Contacts made on this day (UTC) or later.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Contacts made on this day (UTC) or before.</summary>
    public DateOnly? Until { get; init; }

    public ActivityFilter Activity { get; init; }

    /// <summary>For <see cref="ActivityFilter.NotOpenedSince"/> and <see cref="ActivityFilter.NotClickedSince"/>.</summary>
    public DateOnly? Since { get; init; }

    /// <summary>Name of a column that came with an import.</summary>
    public string Attribute { get; init; } = "";

    /// <summary>What stands in it.</summary>
    public string Value { get; init; } = "";

    public bool IsEmpty => this == new ContactFilter();

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <exception cref="JsonException">It is no filter.</exception>
    public static ContactFilter FromJson(string json) => JsonSerializer.Deserialize<ContactFilter>(json, Json) ?? throw new JsonException("The filter is empty.");
}
