using Moderation.Reputation;
using Moderation.Web.Pages.Shared.Components;

namespace Moderation.Web.Pages.Reputation;

/// <summary>How an index looks: band, icon and one decimal. Below the confidence that rates it no band is claimed.</summary>
public static class BandBadge
{
    public static Badge Of(double index, double confidence) => confidence < Parameters.RatedFrom
        ? new("neutral", "unchecked", $"{index:N1} unrated")
        : index switch
        {
            >= 80 => new("ok", "ok", $"{index:N1} good"),
            >= 60 => new("hold", "eye", $"{index:N1} watch"),
            >= 40 => new("block", "warning", $"{index:N1} poor"),
            _ => new("block", "block", $"{index:N1} bad"),
        };
}
