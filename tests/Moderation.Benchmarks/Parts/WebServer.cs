using System.Diagnostics;

namespace Moderation.Benchmarks.Parts;

/// <summary>The console as people start it, from the built tree, on a port and in a folder of its own.</summary>
internal sealed class WebServer : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Child _process;
    private readonly HttpClient _http;

    private WebServer(Child process, Uri address) => (_process, _http) = (process, new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) });

    public static WebServer Start(LocalFolder folder, IReadOnlyDictionary<string, string>? settings = null)
    {
        var address = $"http://127.0.0.1:{FreePort.Take()}";
        var environment = new Dictionary<string, string>(settings ?? new Dictionary<string, string>())
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["Local__Directory"] = folder.Path,
            ["Relay__DevelopmentPort"] = "0",
            ["Logging__LogLevel__Default"] = "Warning",
        };
        var project = Path.Combine(SourceTree.Root, "src", "Moderation.Web");
        var process = new Child(
            Tool.Find("dotnet", "Install the .NET SDK 10."),
            ["run", "--no-build", "--no-launch-profile", "-c", "Release", "--project", project, "--", "--urls", address],
            project,
            environment);
        return new WebServer(process, new Uri(address));
    }

    /// <summary>Until a page comes, after whatever redirects.</summary>
    /// <exception cref="GoalFailedException">None comes.</exception>
    public async Task FirstPageAsync()
    {
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < Patience && !_process.HasEnded)
        {
            try
            {
                using var answer = await _http.GetAsync(new Uri("/", UriKind.Relative));
                if (!answer.IsSuccessStatusCode)
                {
                    throw new GoalFailedException($"the first page answers {(int)answer.StatusCode}.");
                }

                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(10);
            }
        }

        throw new GoalFailedException($"the console did not start: {_process.Errors.Trim()} {_process.Output.Trim()}");
    }

    public Task StopAsync() => _process.TerminateAsync(TimeSpan.FromSeconds(30));

    public void Dispose()
    {
        _http.Dispose();
        _process.Dispose();
    }
}
