using Moderation.Accounts;
using Moderation.Campaigns;

namespace Moderation.Rules.Sender;

/// <summary>A From or Reply-To that tells readers not to write.</summary>
public sealed class NoReply : IRule
{
    private static readonly string[] Names =
        ["noreply", "donotreply", "dontreply", "noresponse", "noreplay", "nepasrepondre", "nichtantworten", "keineantwort", "noresponder", "nocontestar", "norespond", "nonrispondere", "nieodpowiadaj", "nieodpisuj", "naoresponda", "naoresponder", "nietantwoorden", "nietbeantwoorden", "svaraej", "neodpovidat"];

    public RuleInfo Info { get; } = new(
        "sender.noreply",
        "Sender that does not want answers",
        "People who cannot answer report the mail as spam instead. Answers are also what mailbox providers like best.",
        "Use an address that somebody reads.",
        Severity.Advise,
        Needs.Content,
        "Common practice.")
    {
        Examples = [new("noreply@lighthouse.example", "keeper@lighthouse.example")],
    };

    public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds)
    {
        var content = submission.Content;
        foreach (var (field, given) in ((string, EmailAddress?)[])[("From", content.FromAddress), ("Reply-To", content.ReplyTo)])
        {
            if (given is { } address && IsNoReply(address.Local))
            {
                yield return new Finding(Info.Code, Info.Severity, $"The address in {field} tells readers not to answer: {address}.", new Where(Part.Headers, null, null, $"{field}: {address}"),
                    [new Evidence("field", field), new Evidence("address", address.ToString())], Info.Fix);
            }
        }
    }

    private static bool IsNoReply(string local)
    {
        var letters = string.Concat(local.Where(char.IsAsciiLetter)).ToLowerInvariant();
        return Array.Exists(Names, name => letters.StartsWith(name, StringComparison.Ordinal) || letters.EndsWith(name, StringComparison.Ordinal));
    }
}
