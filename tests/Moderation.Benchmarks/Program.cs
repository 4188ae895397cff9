using BenchmarkDotNet.Running;
using Moderation.Benchmarks;
using Moderation.Benchmarks.Micro;

return args switch
{
    ["goals", .. var rest] => await GoalRun.RunAsync(rest),
    ["micro", .. var rest] => RunMicro(rest),
    _ => GoalRun.Usage(),
};

static int RunMicro(string[] rest)
{
    BenchmarkSwitcher.FromTypes([typeof(ComposeBenchmarks), typeof(CanonicalBenchmarks)]).Run(rest.Length == 0 ? ["--filter", "*"] : rest, new MicroConfig());
    return 0;
}
