using System.Buffers;
using System.Text;

namespace Moderation.Web.Intake.Importing;

/// <summary>A field is put into the mail of somebody else's campaign: an address or a pitch in it is an attack, a line break breaks the row.</summary>
internal static class FieldText
{
    private const int LongestName = 100;

    private static readonly SearchValues<byte> Controls = SearchValues.Create([.. Enumerable.Range(0, 32).Select(b => (byte)b), 127]);
    private static readonly SearchValues<byte> Suspects = SearchValues.Create("@{:."u8);

    public static string? NameRefusal(string which, ReadOnlySpan<byte> name)
    {
        if (name.Length > LongestName && Encoding.UTF8.GetCharCount(name) > LongestName)
        {
            return $"The {which} name is longer than {LongestName} characters.";
        }

        if (HasControl(name))
        {
            return $"The {which} name holds a line break or another invisible character.";
        }

        return HasPitch(name) ? $"The {which} name holds an address or a placeholder." : null;
    }

    /// <summary>C0, DEL and C1.</summary>
    public static bool HasControl(ReadOnlySpan<byte> text)
    {
        if (text.ContainsAny(Controls))
        {
            return true;
        }

        while (text.IndexOf((byte)0xC2) is var at && at >= 0 && at + 1 < text.Length)
        {
            if (text[at + 1] is >= 0x80 and <= 0x9F)
            {
                return true;
            }

            text = text[(at + 2)..];
        }

        return false;
    }

    public static bool HasPitch(ReadOnlySpan<byte> text)
    {
        if (!text.ContainsAny(Suspects))
        {
            return false;
        }

        if (text.Contains((byte)'@') || text.IndexOf("://"u8) >= 0 || text.IndexOf("{{"u8) >= 0)
        {
            return true;
        }

        return text.Contains((byte)'.') && Encoding.UTF8.GetString(text).Contains("www.", StringComparison.OrdinalIgnoreCase);
    }
}
