using Moderation.Web.Jobs;

namespace Moderation.Web.Pages.Reputation;

/// <summary>What stands where there is no index: a small number is no bad one.</summary>
public static class Collecting
{
    public static string Say(long attempted) => attempted > ReputationNight.Threshold
        ? "computed next night"
        : $"collecting {attempted:N0} of {ReputationNight.Threshold:N0}: nothing is wrong";
}
