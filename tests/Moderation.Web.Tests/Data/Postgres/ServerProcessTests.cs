using System.Diagnostics;
using System.Net;
using Moderation.Web.Tests.Hosting;

namespace Moderation.Web.Tests.Data.Postgres;

/// <summary>The server as a person starts it: a process with a private PostgreSQL.</summary>
public sealed class ServerProcessTests : IDisposable
{
    private static readonly HttpClient Client = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    private readonly string _local = Path.Combine(Path.GetTempPath(), $"moderation-server-{Guid.NewGuid():N}");
    private readonly int _port = FreePort.Take();

    public void Dispose()
    {
        if (Directory.Exists(_local))
        {
            Directory.Delete(_local, recursive: true);
        }
    }

    [Fact]
    public async Task Killed_it_takes_its_PostgreSQL_along_and_the_next_start_has_the_data()
    {
        int postgres;
        using (var first = Start())
        {
            await ServesAsync(first);
            postgres = await PostmasterAsync();
            first.Kill();
            await first.WaitForExitAsync();
        }

        await EndsAsync(postgres);
        using var second = Start();
        await ServesAsync(second);
        var output = await StopAsync(second);
        // Asked for at each start from the people that the first start had made.
        Assert.Contains("marketer@lighthouse.example", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupt_ends_everything()
    {
        using var server = Start();
        await ServesAsync(server);
        var postgres = await PostmasterAsync();
        await StopAsync(server);
        Assert.Equal(0, server.ExitCode);
        await EndsAsync(postgres);
    }

    [Theory]
    [InlineData("Development", "EMBEDDED_PG_BIN", "/nowhere", "there is no postgres")]
    [InlineData("Production", "X", "", "No database is configured for the environment Production")]
    [InlineData("Development", "Roles", "Konsole", "Roles names 'Konsole'")]
    public async Task What_is_missing_is_one_sentence_and_no_stack_trace(string environment, string variable, string value, string says)
    {
        using var server = Start(environment, (variable, value));
        var errors = await server.StandardError.ReadToEndAsync();
        await server.WaitForExitAsync();
        Assert.Equal(1, server.ExitCode);
        Assert.Contains(says, errors, StringComparison.Ordinal);
        Assert.Single(errors.Trim().Split('\n'));
    }

    private Process Start(string environment = "Development", params (string Name, string Value)[] variables)
    {
        // A shell's background job ignores the interrupt, and so would its children: env(1) gives it back its meaning.
        var start = new ProcessStartInfo("env", ["--default-signal=INT", "dotnet", typeof(Program).Assembly.Location])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Web,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = environment;
        start.Environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{_port}";
        start.Environment["Local__Directory"] = _local;
        start.Environment["Relay__DevelopmentPort"] = "0";
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private async Task ServesAsync(Process server)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var answer = await Client.GetAsync(new Uri($"http://127.0.0.1:{_port}/account/signin"));
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                return;
            }
            catch (HttpRequestException) when (!server.HasExited && waited.Elapsed < TimeSpan.FromSeconds(60))
            {
                await Task.Delay(100);
            }
            catch (HttpRequestException)
            {
                server.Kill();
                Assert.Fail($"It did not serve: {await server.StandardOutput.ReadToEndAsync()}{await server.StandardError.ReadToEndAsync()}");
            }
        }
    }

    private static async Task<string> StopAsync(Process server)
    {
        // What Ctrl+C sends.
        using (var kill = Process.Start("kill", ["-INT", server.Id.ToString()]))
        {
            await kill.WaitForExitAsync();
        }

        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var output = await server.StandardOutput.ReadToEndAsync(patience.Token);
        await server.WaitForExitAsync(patience.Token);
        return output;
    }

    private async Task<int> PostmasterAsync() =>
        int.Parse((await File.ReadAllLinesAsync(Path.Combine(_local, "postgres", "data", "postmaster.pid")))[0]);

    private static async Task EndsAsync(int id)
    {
        var waited = Stopwatch.StartNew();
        while (IsAlive(id))
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(10), "PostgreSQL goes on without its server.");
            await Task.Delay(20);
        }
    }

    private static bool IsAlive(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
