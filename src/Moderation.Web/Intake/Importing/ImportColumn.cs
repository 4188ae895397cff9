using System.Text.Json;
using System.Text.Json.Serialization;

namespace Moderation.Web.Intake.Importing;

/// <summary>What a column of a file is good for.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ColumnUse>))]
public enum ColumnUse
{
    /// <summary>Not kept.</summary>
    Ignore,

    /// <summary>Kept with the contact under the name of the column.</summary>
    Attribute,
    Email,
    FirstName,
    LastName,
    FullName,
    ConsentAt,
    ConsentIp,
    Source,

    /// <summary>A word such as "subscribed" or "unsubscribed".</summary>
    Status,

    /// <summary>Anything in it but "no" says that the person opted out.</summary>
    OptedOut,

    /// <summary>Anything in it but "no" says that mail to the address came back for good.</summary>
    Bounced,

    /// <summary>Anything in it but "no" says that the person complained.</summary>
    Complained,
}

/// <summary>A column of a file.</summary>
/// <param name="Name">As its heading has it.</param>
/// <param name="Use">What becomes of it.</param>
public sealed record ImportColumn(string Name, ColumnUse Use)
{
    /// <summary>Columns that are kept as attributes.</summary>
    public const int MostAttributes = 50;

    /// <summary>Of the name of an attribute, in characters.</summary>
    public const int LongestName = 64;

    public static IReadOnlyList<ImportColumn> Read(string json) => JsonSerializer.Deserialize<List<ImportColumn>>(json) ?? [];

    public static string Write(IEnumerable<ImportColumn> columns) => JsonSerializer.Serialize(columns);

    /// <summary>A sentence why rows cannot be read by these columns, or null.</summary>
    public static string? Objection(IReadOnlyList<ImportColumn> columns)
    {
        if (!columns.Any(column => column.Use == ColumnUse.Email))
        {
            return "Choose the column that holds the e-mail addresses.";
        }

        var twice = columns.GroupBy(column => column.Use)
            .FirstOrDefault(group => group.Key is ColumnUse.Email or ColumnUse.FirstName or ColumnUse.LastName or ColumnUse.FullName or ColumnUse.ConsentAt or ColumnUse.ConsentIp or ColumnUse.Source && group.Count() > 1);
        if (twice is not null)
        {
            return $"Two columns are {ColumnWords.Of(twice.Key)}: \"{twice.First().Name}\" and \"{twice.Last().Name}\". Choose one of them.";
        }

        var attributes = columns.Count(column => column.Use == ColumnUse.Attribute);
        return attributes > MostAttributes ? $"{attributes} columns are kept as attributes; at most {MostAttributes} can be. Leave some out." : null;
    }
}

/// <summary>The uses in words.</summary>
public static class ColumnWords
{
    public static readonly IReadOnlyList<ColumnUse> InOrder =
    [
        ColumnUse.Email, ColumnUse.FirstName, ColumnUse.LastName, ColumnUse.FullName, ColumnUse.ConsentAt, ColumnUse.ConsentIp, ColumnUse.Source,
        ColumnUse.Status, ColumnUse.OptedOut, ColumnUse.Bounced, ColumnUse.Complained, ColumnUse.Attribute, ColumnUse.Ignore,
    ];

    public static string Of(ColumnUse use) => use switch
    {
        ColumnUse.Email => "E-mail address",
        ColumnUse.FirstName => "First name",
        ColumnUse.LastName => "Last name",
        ColumnUse.FullName => "Full name",
        ColumnUse.ConsentAt => "Agreed on",
        ColumnUse.ConsentIp => "Agreed from (IP)",
        ColumnUse.Source => "Agreed where",
        ColumnUse.Status => "Status",
        ColumnUse.OptedOut => "Opted out",
        ColumnUse.Bounced => "Bounced",
        ColumnUse.Complained => "Complained",
        ColumnUse.Attribute => "Keep as attribute",
        _ => "Leave out",
    };
}
