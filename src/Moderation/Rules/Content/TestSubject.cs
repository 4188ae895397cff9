using System.Buffers;
using System.Text.RegularExpressions;

namespace Moderation.Rules.Content;

/// <summary>Subjects by which people mark a test for themselves. "Test your sight" is none.</summary>
internal static partial class TestSubject
{
    [GeneratedRegex(@"^\s*(test|prova|prueba|essai|teste|tests|testing|draft|entwurf|testmail|test mail|test e-?mail)\s*\d*\s*([:–|!.]|-\s|\s-|$)|[\[(<*]\s*(test|prova|prueba|essai|teste|draft|entwurf|brouillon|borrador|bozza|proof)\s*\d*\s*[\])>*]", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Marked { get; }

    // TEST Autumn letter; but not a subject all in capitals.
    [GeneratedRegex(@"^\s*TEST\s+[^\s]*\p{Ll}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Shouted { get; }

    // Each of the expressions begins with one of them: few subjects have any.
    private static readonly SearchValues<string> Marks = SearchValues.Create(
        ["test", "prova", "prueba", "essai", "draft", "entwurf", "brouillon", "borrador", "bozza", "proof"], StringComparison.OrdinalIgnoreCase);

    public static bool Is(string subject) => subject.AsSpan().ContainsAny(Marks) && (Marked.IsMatch(subject) || Shouted.IsMatch(subject));
}
