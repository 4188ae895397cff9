namespace Moderation.Rules.Sight;

/// <summary>
/// Bounds the work of one mail: selectors with many descendant combinators on deep elements take time that grows with a power of
/// their length. Newsletters spend a few thousand steps.
/// </summary>
internal sealed class SightBudget
{
    private const int Most = 1_000_000;

    private int _left = Most;

    /// <exception cref="BeyondSightException">It is used up.</exception>
    public void Spend(int steps)
    {
        _left -= steps;
        if (_left < 0)
        {
            throw new BeyondSightException("its style sheets take more work than is spent on one mail");
        }
    }
}

/// <param name="message">Words for people, without a full stop.</param>
internal sealed class BeyondSightException(string message) : Exception(message);
