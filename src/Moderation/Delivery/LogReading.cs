namespace Moderation.Delivery;

/// <summary>Whose log it is. Stored by name: never rename one.</summary>
public enum MailLogKind
{
    Postfix,
    KumoMta,
}

/// <summary>The log of a smart host and how far it has been read. The position moves in the transaction that writes what was read.</summary>
public sealed class LogReading
{
    public required Guid RouteId { get; init; }
    public required MailLogKind Kind { get; set; }

    /// <summary>Of the file, on the machine that reads it.</summary>
    public required string Path { get; set; }

    /// <summary>SHA-256 of the first <see cref="HeadLength"/> octets: a file is known by how it begins, since names and inodes are used again. Null before anything was read.</summary>
    public byte[]? Head { get; private set; }
    public int HeadLength { get; private set; }

    /// <summary>Octets of the file that have been read.</summary>
    public long Position { get; private set; }

    /// <summary>Octets of the file when it was last looked at.</summary>
    public long Length { get; private set; }

    /// <summary>Who reads it; null until somebody does.</summary>
    public string? Machine { get; private set; }
    public DateTimeOffset? LookedAt { get; private set; }

    /// <summary>The time that the last line names.</summary>
    public DateTimeOffset? LastLineAt { get; set; }

    /// <summary>Lines on deliveries of ours.</summary>
    public long Ours { get; set; }

    /// <summary>Lines on deliveries of others.</summary>
    public long Foreign { get; set; }

    /// <summary>Lines with an envelope sender like ours and a signature that is not.</summary>
    public long Forged { get; set; }

    /// <summary>Lines that are none of such a log.</summary>
    public long Unreadable { get; set; }

    /// <summary>Why it is not read; null while it is.</summary>
    public string? Problem { get; private set; }

    /// <summary>When a file was exchanged before its end had been read and was not found again; null when that never happened.</summary>
    public DateTimeOffset? LostAt { get; private set; }

    /// <summary>Another file, or another kind: read from its beginning.</summary>
    public void Point(MailLogKind kind, string path)
    {
        if ((kind, path) == (Kind, Path))
        {
            return;
        }

        (Kind, Path, Head, HeadLength, Position, Length) = (kind, path, null, 0, 0, 0);
        (Machine, LookedAt, LastLineAt, Problem, LostAt) = (null, null, null, null, null);
    }

    /// <summary>Begins a file.</summary>
    /// <param name="head">SHA-256 of its first octets.</param>
    /// <param name="length">So many of them.</param>
    public void Begin(byte[] head, int length) => (Head, HeadLength, Position) = (head, length, 0);

    /// <summary>What stood in the file before is not to be had.</summary>
    public void Lose(DateTimeOffset now) => LostAt = now;

    /// <param name="position">Up to there it has been read.</param>
    /// <param name="length">So long it is.</param>
    /// <param name="machine">Where.</param>
    /// <param name="now">When.</param>
    public void Saw(long position, long length, string machine, DateTimeOffset now) => (Position, Length, Machine, LookedAt, Problem) = (position, length, machine, now, null);

    public void Fail(string why, string machine, DateTimeOffset now) => (Problem, Machine, LookedAt) = (why, machine, now);
}
