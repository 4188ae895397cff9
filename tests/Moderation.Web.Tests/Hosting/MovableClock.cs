namespace Moderation.Web.Tests.Hosting;

/// <summary>Runs like the real clock, from a place that the test may move forward.</summary>
public sealed class MovableClock : TimeProvider
{
    private TimeSpan _ahead;

    public void Advance(TimeSpan by) => _ahead += by;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _ahead;
}
