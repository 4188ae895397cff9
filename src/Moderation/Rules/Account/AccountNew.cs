using Moderation.Campaigns;

namespace Moderation.Rules.Account;

/// <summary>Each e-mail of a new account is approved by a project manager until a person lifts that.</summary>
public sealed class AccountNew : IRule
{
    public RuleInfo Info { get; } = new(
        "account.new",
        "New account",
        "A project manager looks at each e-mail of a new account, so that a mistake does not cost you and other senders the trust of the mailbox providers.",
        "Nothing needs mending. After 3 correct mass mailings a project manager may lift this.",
        Severity.Hold,
        Needs.Account,
        "The provider's terms: at least 3 correct mass mailings.")
    {
        Figures = [nameof(Thresholds.CorrectMailings)],
        Examples = [new("An account with 1 correct mass mailing", "An account whose review a project manager has lifted after 3")],
    };

    public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds)
    {
        var where = new Where(Part.Account);
        if (submission.Account is not { } account)
        {
            yield return Unknown.Because(Info, "there is no account", where);
            yield break;
        }

        if (!account.ProbationLifted.TryGet(out var lifted))
        {
            yield return Unknown.Because(Info, account.ProbationLifted.Why, where);
            yield break;
        }

        if (!lifted)
        {
            yield return new Finding(Info.Code, Info.Severity, Message(account, thresholds.CorrectMailings), where, Evidence(account, thresholds.CorrectMailings),
                $"Nothing needs mending. After {thresholds.CorrectMailings:N0} correct mass mailings a project manager may lift this.");
        }
    }

    private static string Message(AccountFacts account, int needed)
    {
        const string Approved = "so a project manager approves each of its e-mails";
        if (!account.CorrectMailings.TryGet(out var correct))
        {
            return $"This account is new, {Approved}. How many correct mass mailings it has is unknown: {account.CorrectMailings.Why}.";
        }

        return correct.Count < needed
            ? $"This account is new: it has {correct.Count:N0} of {needed:N0} correct mass mailings, {Approved}."
            : $"This account has {correct.Count:N0} correct mass mailings, and the review of each e-mail has not been lifted yet.";
    }

    private static List<Evidence> Evidence(AccountFacts account, int needed)
    {
        var correct = account.CorrectMailings.TryGet(out var mailings) ? mailings : null;
        var evidence = new List<Evidence>
        {
            new("correct so far", correct is null ? account.CorrectMailings.ToString() : $"{correct.Count:N0} of {needed:N0}"),
            new("account since", account.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'")),
        };
        evidence.AddRange((correct ?? []).Select(name => new Evidence("correct mailing", Excerpt.Of(name))));
        return evidence;
    }
}
