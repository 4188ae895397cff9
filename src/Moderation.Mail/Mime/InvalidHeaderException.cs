namespace Moderation.Mail.Mime;

/// <summary>A value that may not stand in a header; the sentence says which and why, and can be shown.</summary>
public sealed class InvalidHeaderException(string message) : ArgumentException(message);

internal static class HeaderText
{
    /// <summary>The value, or an exception: CR and LF would start a header of the sender's choosing, other controls have no business there.</summary>
    public static string Check(string value, string what)
    {
        ArgumentNullException.ThrowIfNull(value);
        var at = value.AsSpan().IndexOfAnyInRange('\0', '\u001f');
        if (at < 0 && (at = value.IndexOf('\u007f')) < 0)
        {
            return value;
        }

        var name = value[at] switch
        {
            '\r' or '\n' => "a line break",
            '\0' => "a NUL character",
            '\t' => "a tab",
            var c => $"the control character U+{(int)c:X4}",
        };
        throw new InvalidHeaderException($"{what} holds {name} at position {at + 1}. Remove it.");
    }
}
