using System.Text;
using Moderation.Contacts;

namespace Moderation.Web.Intake.Importing;

/// <summary>A row that is not imported, with a sentence that says why.</summary>
internal sealed record RefusedRow(int Line, string Row, string Reason);

/// <summary>An address that the file itself says must not be mailed.</summary>
internal sealed record OptOutRow(string Key, SuppressionReason Reason, string Evidence);

/// <summary>Some thousand rows that are written in one transaction.</summary>
internal sealed class ImportBatch
{
    /// <summary>Of a refused row, in characters.</summary>
    public const int Shown = 500;

    private readonly List<(int Line, int At, int Length)> _lines = [];
    private byte[] _raw = new byte[1024 * 1024];
    private int _rawUsed;

    public CopyRows Contacts { get; } = new();

    public List<RefusedRow> Refused { get; } = [];

    public List<OptOutRow> OptOuts { get; } = [];

    /// <summary>Rows in <see cref="Contacts"/>.</summary>
    public int Count => _lines.Count;

    /// <summary>Rows of the file, the refused among them.</summary>
    public int Rows { get; set; }

    public int ValuesLeftOut { get; set; }

    /// <summary>Where it ends in the text.</summary>
    public long End { get; set; }

    /// <summary>Done when everything before this batch is committed.</summary>
    public Task Before { get; set; } = Task.CompletedTask;

    public TaskCompletionSource Committed { get; private set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Clear()
    {
        Contacts.Clear();
        Refused.Clear();
        OptOuts.Clear();
        _lines.Clear();
        (Rows, ValuesLeftOut, _rawUsed) = (0, 0, 0);
        Committed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Keeps how a row reads, for when the database knows a reason against it.</summary>
    public void Keep(int line, ReadOnlySpan<byte> raw)
    {
        raw = raw[..Math.Min(raw.Length, 4 * Shown)];
        if (_rawUsed + raw.Length > _raw.Length)
        {
            Array.Resize(ref _raw, _raw.Length * 2);
        }

        raw.CopyTo(_raw.AsSpan(_rawUsed));
        _lines.Add((line, _rawUsed, raw.Length));
        _rawUsed += raw.Length;
    }

    public void Refuse(int line, ReadOnlySpan<byte> raw, string reason) => Refused.Add(new RefusedRow(line, Text(raw), reason));

    /// <summary>Refuses a row that was kept.</summary>
    public void Refuse(int line, string reason)
    {
        var at = _lines.BinarySearch((line, int.MaxValue, 0));
        var (_, start, length) = _lines[~at - 1];
        Refuse(line, _raw.AsSpan(start, length), reason);
    }

    /// <summary>Refuses a row that was kept, without showing it: it names a person who was erased.</summary>
    public void RefuseUnseen(int line, string reason) => Refused.Add(new RefusedRow(line, "", reason));

    private static string Text(ReadOnlySpan<byte> raw)
    {
        var text = Encoding.UTF8.GetString(raw[..Math.Min(raw.Length, 4 * Shown)]).Replace('\0', '�');
        return text.Length > Shown ? text[..Shown] + "…" : text;
    }
}
