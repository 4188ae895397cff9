using Moderation.Delivery;
using Moderation.Review;

namespace Moderation.Web.Pages.Queue;

/// <summary>What a reviewer sends: the decision, and what was on the screen when it was taken.</summary>
public sealed class DecisionInput
{
    public const int LongestNote = 4_000;

    public DecisionKind? Kind { get; set; }

    public string ContentHash { get; set; } = "";

    public int Version { get; set; }

    public Guid SubmissionId { get; set; }

    /// <summary>Codes of <see cref="DecisionReason"/> or of rules that found something.</summary>
    public List<string> Reasons { get; set; } = [];

    public string? Note { get; set; }

    /// <summary>Of an approval: see <see cref="Review.Conditions"/>.</summary>
    public int? Canary { get; set; }

    public bool EngagedFirst { get; set; }

    public int? PerHour { get; set; }

    public double? MostHardBounces { get; set; }

    public PoolClass? Pool { get; set; }

    public Conditions Conditions => new() { Canary = Canary, EngagedFirst = EngagedFirst, PerHour = PerHour, MostHardBounces = MostHardBounces, Pool = Pool };

    /// <summary>The note as it is kept: PostgreSQL stores no NUL, and people need no other control characters.</summary>
    public string KeptNote => new([.. (Note ?? "").Trim().Where(c => !char.IsControl(c) || c is '\n' or '\t')]);
}

/// <summary>What became of a decision.</summary>
public abstract record DecisionResult
{
    /// <summary>It stands.</summary>
    public sealed record Done(Decision Decision) : DecisionResult;

    /// <summary>The input is not complete; nothing is lost.</summary>
    public sealed record Incomplete(string Field, string Sentence) : DecisionResult;

    /// <summary>This person may not decide.</summary>
    public sealed record Forbidden(string Sentence) : DecisionResult;

    /// <summary>What was on the screen is no longer so, or another person is at it: who and when.</summary>
    public sealed record Conflict(string Sentence) : DecisionResult;

    /// <summary>A second look at the facts found more than was shown; the new findings are in the queue now.</summary>
    public sealed record Worse(IReadOnlyList<string> Differences) : DecisionResult;
}
