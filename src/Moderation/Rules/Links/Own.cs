using Moderation.Accounts;
using Moderation.Campaigns;

namespace Moderation.Rules.Links;

/// <summary>Sites that are the account's, or that a reviewer has allowed for it.</summary>
internal static class Own
{
    public static bool IsTrusted(Submission submission, LinkHost host) =>
        submission.Account is { } account && account.TrustedDomains.Any(domain => IsAtOrBelow(host, domain));

    /// <summary>The account's own domain that a host stands at or below. A mail without an account is taken for one of its From domain.</summary>
    public static DomainName? Domain(Submission submission, LinkHost host)
    {
        IEnumerable<DomainName> own = submission.Account?.OwnDomains ?? (submission.Content.FromAddress is { } from ? [from.Domain] : []);
        foreach (var domain in own)
        {
            if (IsAtOrBelow(host, domain))
            {
                return domain;
            }
        }

        return null;
    }

    private static bool IsAtOrBelow(LinkHost host, DomainName domain) =>
        host.Ascii == domain.Ascii || host.Ascii.EndsWith("." + domain.Ascii, StringComparison.Ordinal);
}
