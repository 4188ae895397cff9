namespace Moderation.Rules.Sight;

/// <summary>var() with its fallback (CSS Variables 1). Bounded: variables of variables grow with a power of their number.</summary>
internal static class Variables
{
    private const int MostReplaced = 32;
    private const int Longest = 2_000;

    /// <returns>Null when a variable is nowhere set and has no fallback: the declaration then counts for nothing.</returns>
    public static string? Resolve(string value, Style style, SightBudget budget)
    {
        for (var replaced = 0; value.IndexOf("var(", StringComparison.Ordinal) is >= 0 and var at; replaced++)
        {
            if (replaced == MostReplaced || value.Length > Longest)
            {
                throw new BeyondSightException("its style sheets have variables that refer to each other too often");
            }

            budget.Spend(value.Length / 8);
            var end = CssScan.Find(value, at + 4, ")");
            var inside = value.AsSpan(at + 4, end - at - 4);
            var comma = CssScan.Find(inside, 0, ",");
            var found = style.Variable(inside[..comma].Trim().ToString(), budget) ?? (comma < inside.Length ? inside[(comma + 1)..].Trim().ToString() : null);
            if (found is null)
            {
                return null;
            }

            value = string.Concat(value.AsSpan(0, at), found, value.AsSpan(Math.Min(end + 1, value.Length))).Trim();
        }

        return value;
    }
}
