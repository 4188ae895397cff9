using Moderation.Accounts;

namespace Moderation.Contacts;

public enum ImportState
{
    Running,
    Finished,
    Failed,
}

/// <summary>One uploaded file of contacts, and what became of its rows.</summary>
public sealed class Import : IOfAccount
{
    public required Guid AccountId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid ListId { get; init; }
    public required string FileName { get; init; }

    /// <summary>Where the contacts come from, in the words of who uploaded them.</summary>
    public required string Declaration { get; init; }
    public required string By { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; set; }
    public ImportState State { get; set; }
    public int Rows { get; set; }
    public int Added { get; set; }

    /// <summary>Rows whose address the account already had: put on the list, and given this file's evidence of consent where there was none.</summary>
    public int Known { get; set; }
    public int Refused { get; set; }

    /// <summary>Why the whole file could not be used; null otherwise.</summary>
    public string? Failure { get; set; }
}

/// <summary>A row that was not imported.</summary>
public sealed class ImportRefusal : IOfAccount
{
    public required Guid AccountId { get; init; }
    public required Guid ImportId { get; init; }

    /// <summary>Line of the file, counted from 1.</summary>
    public required int Line { get; init; }
    public required string Row { get; init; }
    public required string Reason { get; init; }
}
