using System.Text.Encodings.Web;
using System.Text.Json;

namespace Moderation.Cli;

/// <summary>One object a line.</summary>
internal static class Json
{
    // Not for HTML: only what JSON asks for is escaped, and numbers keep all their digits.
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Line(object value) => JsonSerializer.Serialize(value, Options);
}
