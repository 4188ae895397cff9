using System.Globalization;
using System.Runtime.InteropServices;

namespace Moderation.Mail.Smtp;

/// <summary>A status code of RFC 3463, such as 5.1.1: class (2, 4, 5), subject and detail.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct EnhancedStatus(int Class, int Subject, int Detail)
{
    /// <summary>Reads the code at the start of a text; what follows it must be a space or nothing.</summary>
    /// <param name="text">Such as <c>5.1.1 No such user</c>.</param>
    /// <param name="status">The code.</param>
    /// <param name="rest">The text after the code and one space.</param>
    public static bool TryRead(ReadOnlySpan<char> text, out EnhancedStatus status, out ReadOnlySpan<char> rest)
    {
        status = default;
        var end = text.IndexOf(' ');
        var code = end < 0 ? text : text[..end];
        rest = end < 0 ? default : text[(end + 1)..];
        // RFC 3463 §2: one digit, then two numbers of up to three.
        if (code.Length is < 5 or > 9 || code[0] is not ('2' or '4' or '5') || code[1] != '.')
        {
            return false;
        }

        var numbers = code[2..];
        var dot = numbers.IndexOf('.');
        if (dot is < 1 or > 3 || !TryNumber(numbers[..dot], out var subject) || !TryNumber(numbers[(dot + 1)..], out var detail))
        {
            return false;
        }

        status = new EnhancedStatus(code[0] - '0', subject, detail);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Class}.{Subject}.{Detail}");

    private static bool TryNumber(ReadOnlySpan<char> text, out int number)
    {
        number = 0;
        return text.Length is >= 1 and <= 3 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
