using Moderation.Accounts;

namespace Moderation.Contacts;

public enum ImportState
{
    /// <summary>A worker goes through the file, or will in a moment.</summary>
    Running,
    Finished,
    Failed,

    /// <summary>The file is here; nobody has said yet what its columns are and where its contacts come from.</summary>
    Uploaded,

    /// <summary>Halted by a person; goes on where it stopped.</summary>
    Cancelled,
}

/// <summary>
/// One uploaded file of contacts, and what became of its rows. The file is kept, as UTF-8, in pieces until its end is reached;
/// <see cref="Position"/> and the counts are written in the transaction that writes the rows.
/// </summary>
public sealed class Import : IOfAccount
{
    public required Guid AccountId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid ListId { get; init; }
    public required string FileName { get; init; }

    /// <summary>Where the contacts come from, in the words of who uploaded them.</summary>
    public string Declaration { get; set; } = "";
    public required string By { get; init; }
    public Guid? ById { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; set; }
    public ImportState State { get; set; }

    /// <summary>When the first campaign to its contacts began to leave.</summary>
    public DateTimeOffset? FirstMailedAt { get; set; }

    /// <summary>Bytes of the kept text.</summary>
    public long Size { get; set; }

    /// <summary>Bytes of it whose rows are decided.</summary>
    public long Position { get; set; }

    /// <summary>How the file was written: "UTF-8", "Windows-1252" …</summary>
    public string Encoding { get; init; } = "";
    public char Delimiter { get; init; } = ',';

    /// <summary>The service whose export it is; empty when none was recognised.</summary>
    public string Provider { get; init; } = "";

    /// <summary>JSON: an array with the name and the use of each column.</summary>
    public string Columns { get; set; } = "[]";

    /// <summary>When the people agreed, for rows that do not say it.</summary>
    public DateTimeOffset? AgreedAt { get; set; }
    public int Rows { get; set; }
    public int Added { get; set; }

    /// <summary>Rows whose address the account already had: put on the list, and given this file's evidence of consent where there was none.</summary>
    public int Known { get; set; }
    public int Refused { get; set; }

    /// <summary>Those of the refused whose opt-out, bounce or complaint was taken over from the file.</summary>
    public int OptedOut { get; set; }

    /// <summary>Values of other columns that were not kept: too long, or with an address or a placeholder in them.</summary>
    public int ValuesLeftOut { get; set; }

    /// <summary>Since when it runs without a break, and how many rows were decided then: its rate.</summary>
    public DateTimeOffset? RunningSince { get; set; }
    public int RowsBefore { get; set; }

    /// <summary>When rows were last decided.</summary>
    public DateTimeOffset? ProgressAt { get; set; }

    /// <summary>Attempts that broke off since then.</summary>
    public int BrokenOff { get; set; }

    /// <summary>Why the whole file could not be used; null otherwise.</summary>
    public string? Failure { get; set; }

    /// <summary>Share of the file that is decided, 0 to 1.</summary>
    public double Share => State == ImportState.Finished ? 1 : Size == 0 ? 0 : (double)Position / Size;

    /// <summary>Rows a second since it runs; null before the first rows.</summary>
    public double? Rate => RunningSince is { } since && ProgressAt > since && Rows > RowsBefore ? (Rows - RowsBefore) / (ProgressAt.Value - since).TotalSeconds : null;

    /// <summary>How long the rest takes at this rate; null before the first rows.</summary>
    public TimeSpan? TimeLeft => Rate is { } rate && Position > 0 ? TimeSpan.FromSeconds((double)Rows / Position * (Size - Position) / rate) : null;
}

/// <summary>One megabyte of an uploaded file, in order; the last one is shorter.</summary>
public sealed class ImportPiece : IOfAccount
{
    /// <summary>Bytes of each piece but the last.</summary>
    public const int Length = 1024 * 1024;

    public required Guid AccountId { get; init; }
    public required Guid ImportId { get; init; }

    /// <summary>Counted from 0.</summary>
    public required int Number { get; init; }
    public required byte[] Bytes { get; init; }
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
