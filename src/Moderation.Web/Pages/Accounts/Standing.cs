using Moderation.Web.Pages.Shared.Components;

namespace Moderation.Web.Pages.Accounts;

/// <summary>How an account stands, in badges.</summary>
public static class Standing
{
    public static IEnumerable<Badge> Of(bool onProbation, DateTimeOffset? moderatedSince)
    {
        if (moderatedSince is not null)
        {
            yield return new Badge("block", "shield", "Under moderation");
        }

        if (onProbation)
        {
            yield return new Badge("hold", "hold", "On probation");
        }

        if (!onProbation && moderatedSince is null)
        {
            yield return new Badge("ok", "ok", "Sends freely");
        }
    }
}
