using Quartz;

namespace Moderation.Web.Relay;

/// <summary>Begins to send one campaign at its time. When its node is killed another one runs it again, and it finds what is left to do.</summary>
[DisallowConcurrentExecution]
public sealed class ReleaseJob(Release release) : IJob
{
    public const string AccountKey = "account";
    public const string CampaignKey = "campaign";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await release.RunAsync(
            Guid.Parse(context.MergedJobDataMap.GetString(AccountKey)!),
            Guid.Parse(context.MergedJobDataMap.GetString(CampaignKey)!),
            cancellationToken);
}
