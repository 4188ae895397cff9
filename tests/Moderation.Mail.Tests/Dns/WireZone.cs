using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text;

namespace Moderation.Mail.Tests.Dns;

/// <summary>
/// A zone as lines of text (<c>name type value</c>) and its answers as bytes. It shares no code with the resolver under
/// test, so that an error in one cannot hide in the other.
/// </summary>
public sealed class WireZone
{
    public const int Timeout = -1;

    private static readonly Dictionary<string, ushort> Types = new(StringComparer.Ordinal)
    {
        ["A"] = 1,
        ["NS"] = 2,
        ["CNAME"] = 5,
        ["SOA"] = 6,
        ["PTR"] = 12,
        ["MX"] = 15,
        ["TXT"] = 16,
        ["AAAA"] = 28,
        ["TLSA"] = 52,
    };

    private readonly List<(string Name, ushort Type, byte[] Data)> _records = [];
    private readonly Dictionary<string, int> _codes = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="lines">Such as <c>example.com MX 10 mx.example.com</c>; <c>#</c> starts a comment.</param>
    public WireZone(params string[] lines)
    {
        foreach (var line in lines.SelectMany(l => l.Split('\n')).Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#'))
        {
            var words = line.Split(' ', 3);
            _records.Add((words[0], Types[words[1]], Data(words[1], words[2])));
        }
    }

    /// <summary>Seconds.</summary>
    public uint TimeToLive { get; init; } = 300;

    /// <summary>With absences; seconds.</summary>
    public uint SoaMinimum { get; init; } = 60;

    /// <summary>Whether absences carry an SOA.</summary>
    public bool HasSoa { get; init; } = true;

    /// <summary>A name that always gets this code; <see cref="Timeout"/> gets nothing.</summary>
    public WireZone Fail(string name, int code)
    {
        _codes[name] = code;
        return this;
    }

    /// <returns>The answer, or null for silence.</returns>
    public byte[]? Answer(byte[] query)
    {
        var (name, type, questionEnd) = Question(query);
        if (_codes.TryGetValue(name, out var code))
        {
            return code == Timeout ? null : Message(query, questionEnd, code, [], []);
        }

        var answers = new List<byte[]>();
        var exists = Exists(name);
        for (var hops = 0; hops < 20; hops++)
        {
            var found = _records.Where(r => Same(r.Name, name) && r.Type == type).ToList();
            answers.AddRange(found.Select(r => Record(r.Name, r.Type, r.Data)));
            var alias = _records.Find(r => Same(r.Name, name) && r.Type == 5);
            if (found.Count > 0 || alias.Data is null)
            {
                break;
            }

            answers.Add(Record(alias.Name, alias.Type, alias.Data));
            name = Read(alias.Data, 0).Name;
            exists = Exists(name);
        }

        var hasRecords = answers.Count > 0 && answers[^1] is var last && BinaryPrimitives.ReadUInt16BigEndian(last.AsSpan(Read(last, 0).End)) == type;
        byte[][] authority = hasRecords || !HasSoa ? [] : [Soa(name)];
        return Message(query, questionEnd, exists || hasRecords ? 0 : 3, answers, authority);
    }

    public static (string Name, ushort Type, int End) Question(byte[] query)
    {
        var (name, end) = Read(query, 12);
        return (name, BinaryPrimitives.ReadUInt16BigEndian(query.AsSpan(end)), end + 4);
    }

    /// <summary>A response with the id and the question of the query.</summary>
    public static byte[] Message(byte[] query, int questionEnd, int code, IReadOnlyList<byte[]> answers, IReadOnlyList<byte[]> authority, bool truncated = false) =>
    [
        query[0], query[1], (byte)(0x85 | (truncated ? 2 : 0)), (byte)(0x80 | code), 0, 1,
        (byte)(answers.Count >> 8), (byte)answers.Count, 0, (byte)authority.Count, 0, 0,
        .. query[12..questionEnd], .. answers.SelectMany(a => a), .. authority.SelectMany(a => a),
    ];

    public byte[] Record(string name, ushort type, byte[] data) =>
        [.. Name(name), .. Short(type), 0, 1, .. Short((int)(TimeToLive >> 16)), .. Short((int)(TimeToLive & 0xFFFF)), .. Short(data.Length), .. data];

    public static byte[] Name(string name) =>
        [.. name.Split('.', StringSplitOptions.RemoveEmptyEntries).SelectMany(label => (byte[])[(byte)label.Length, .. Encoding.Latin1.GetBytes(label)]), 0];

    public static byte[] Data(string type, string value) => type switch
    {
        "A" or "AAAA" => IPAddress.Parse(value).GetAddressBytes(),
        "MX" => [.. Short(int.Parse(value.Split(' ')[0], CultureInfo.InvariantCulture)), .. Name(value.Split(' ')[1])],
        // Strings of at most 255 octets, as servers cut long ones.
        "TXT" => [.. Encoding.Latin1.GetBytes(value).Chunk(255).SelectMany(part => (byte[])[(byte)part.Length, .. part])],
        "TLSA" => Convert.FromHexString(value),
        "SOA" => Convert.FromHexString(value),
        _ => Name(value),
    };

    private byte[] Soa(string name) =>
        Record(name.Split('.')[^1], 6, [.. Name("ns.example"), .. Name("root.example"), .. new byte[16], .. Short((int)(SoaMinimum >> 16)), .. Short((int)(SoaMinimum & 0xFFFF))]);

    private bool Exists(string name) =>
        _records.Exists(r => Same(r.Name, name) || r.Name.EndsWith("." + name, StringComparison.OrdinalIgnoreCase));

    private static bool Same(string one, string other) => string.Equals(one.TrimEnd('.'), other.TrimEnd('.'), StringComparison.OrdinalIgnoreCase);

    private static byte[] Short(int value) => [(byte)(value >> 8), (byte)value];

    private static (string Name, int End) Read(byte[] message, int at)
    {
        var labels = new List<string>();
        while (message[at] != 0)
        {
            labels.Add(Encoding.Latin1.GetString(message, at + 1, message[at]));
            at += message[at] + 1;
        }

        return (string.Join('.', labels), at + 1);
    }
}
