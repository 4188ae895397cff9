using System.Globalization;
using System.Text;

namespace Moderation.Mail.Tests.Fuzzing;

/// <summary>Makes hostile input from real input. The same <see cref="Random"/> makes the same bytes.</summary>
/// <param name="seeds">Real inputs.</param>
/// <param name="words">Pieces that mean something to the parser, as Latin-1.</param>
internal sealed class Mutator(IReadOnlyList<byte[]> seeds, IReadOnlyList<string> words)
{
    /// <summary>Mutations stop growing an input here; a longer seed stays as long as it is.</summary>
    public const int MaxLength = 256 * 1024;

    private static readonly byte[] Edges = [0, 1, 0x0A, 0x0D, 0x20, 0x22, 0x28, 0x2E, 0x3A, 0x3B, 0x3C, 0x3D, 0x40, 0x5C, 0x7F, 0x80, 0xC0, 0xC1, 0xE0, 0xFE, 0xFF];

    private static readonly string[] Numbers = ["0", "-1", "00", "1", "9", "127", "255", "256", "65535", "65536", "2147483648", "4294967296", "99999999999999999999", "1e9", "0x7f"];

    private readonly byte[][] _words = [.. words.Select(Encoding.Latin1.GetBytes)];

    public byte[] Make(Random random)
    {
        var bytes = new List<byte>(Pick(random, seeds));
        // Mostly near the real thing: that is where parsers go deep.
        for (var left = 1 << random.Next(5); left > 0; left--)
        {
            Mutate(bytes, random);
        }

        return [.. bytes];
    }

    private void Mutate(List<byte> bytes, Random random)
    {
        var (at, length) = Range(bytes, random);
        switch (random.Next(12))
        {
            case 0 when bytes.Count > 0:
                bytes[random.Next(bytes.Count)] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when bytes.Count > 0:
                bytes[random.Next(bytes.Count)] = Edges[random.Next(Edges.Length)];
                break;
            case 2:
                bytes.RemoveRange(at, length);
                break;
            case 3:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 4:
                var noise = new byte[random.Next(1, 9)];
                random.NextBytes(noise);
                Insert(bytes, at, noise);
                break;
            case 5:
                Insert(bytes, random.Next(bytes.Count + 1), bytes.GetRange(at, length));
                break;
            case 6:
                // A bomb: one piece many times.
                var piece = _words.Length > 0 && random.Next(2) == 0 ? Pick(random, _words) : [.. bytes.GetRange(at, Math.Min(length, 64))];
                Insert(bytes, at, [.. Enumerable.Repeat(piece, random.Next(2, 1 << random.Next(2, 11))).SelectMany(x => x)]);
                break;
            case 7:
                // Two inputs joined.
                var other = Pick(random, seeds);
                bytes.RemoveRange(at, bytes.Count - at);
                Insert(bytes, at, other[random.Next(other.Length + 1)..]);
                break;
            case 8 or 9 when _words.Length > 0:
                if (random.Next(2) == 0)
                {
                    bytes.RemoveRange(at, Math.Min(length, 16));
                }

                Insert(bytes, at, Pick(random, _words));
                break;
            case 10:
                Renumber(bytes, at, random);
                break;
            default:
                bytes.Reverse(at, Math.Min(length, 16));
                break;
        }
    }

    /// <summary>Replaces the next run of digits: lengths and counts are where parsers believe too much.</summary>
    private static void Renumber(List<byte> bytes, int at, Random random)
    {
        var start = bytes.FindIndex(at, b => b is >= (byte)'0' and <= (byte)'9');
        if (start < 0)
        {
            return;
        }

        var end = start;
        while (end < bytes.Count && bytes[end] is >= (byte)'0' and <= (byte)'9')
        {
            end++;
        }

        bytes.RemoveRange(start, end - start);
        var number = random.Next(4) == 0 ? random.NextInt64().ToString(CultureInfo.InvariantCulture) : Numbers[random.Next(Numbers.Length)];
        Insert(bytes, start, Encoding.ASCII.GetBytes(number));
    }

    private static (int At, int Length) Range(List<byte> bytes, Random random)
    {
        var at = random.Next(bytes.Count + 1);
        // Short ranges more often than long ones.
        return (at, random.Next(Math.Min(bytes.Count - at, 1 << random.Next(1, 13)) + 1));
    }

    private static void Insert(List<byte> bytes, int at, IReadOnlyCollection<byte> piece)
    {
        if (bytes.Count + piece.Count <= MaxLength)
        {
            bytes.InsertRange(at, piece);
        }
    }

    private static byte[] Pick(Random random, IReadOnlyList<byte[]> from) => from[random.Next(from.Count)];
}
