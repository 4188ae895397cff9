namespace Moderation.Benchmarks;

/// <summary>One goal: a ratio to a limit or a peer that is measured in the same run.</summary>
internal interface IGoal
{
    int Number { get; }

    string Name { get; }

    /// <exception cref="MissingPartException">This machine lacks what the goal is measured against.</exception>
    /// <exception cref="GoalFailedException">What is measured did not do its work.</exception>
    Task MeasureAsync(Settings settings, Report report);
}

/// <param name="Rounds">Rounds that must be kept.</param>
/// <param name="Full">The full numbers of recipients, which take long.</param>
internal sealed record Settings(int Rounds = 5, bool Full = false);

/// <summary>A program or package that the machine does not have, and how to get it.</summary>
internal sealed class MissingPartException(string message) : Exception(message);

/// <summary>The subject broke: a speed without its work is no speed.</summary>
internal sealed class GoalFailedException(string message) : Exception(message);
