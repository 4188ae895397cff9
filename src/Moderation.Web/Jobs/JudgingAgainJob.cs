using Quartz;

namespace Moderation.Web.Jobs;

/// <summary>Runs <see cref="JudgingAgain"/> once after a new version of the policy.</summary>
[DisallowConcurrentExecution]
public sealed class JudgingAgainJob(JudgingAgain judging) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await judging.RunAsync(cancellationToken);
}
