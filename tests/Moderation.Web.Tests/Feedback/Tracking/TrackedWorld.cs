using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Campaigns;
using Moderation.Web.Feedback.Tracking;
using Moderation.Web.Tests.Relay;
using Npgsql;

namespace Moderation.Web.Tests.Feedback.Tracking;

/// <summary>A campaign that was sent, and the addresses that stand in its mail.</summary>
internal sealed partial class TrackedWorld(RelayWorld relay, Guid campaign) : IAsyncDisposable
{
    public const string Html = """
        <html><body><p>Dear reader,</p>
        <p><a href="https://lighthouse.example/hours">Hours</a> <a href="https://lighthouse.example/menu?a=1&amp;b=2">Menu</a> <a href="https://lighthouse.example/way">Way</a></p>
        <p><a href="https://lighthouse.example/">lighthouse.example</a> · <a href="{{ unsubscribe_url }}">Unsubscribe</a></p></body></html>
        """;

    public static readonly string[] Targets = ["https://lighthouse.example/hours", "https://lighthouse.example/menu?a=1&b=2", "https://lighthouse.example/way"];

    private readonly string _connectionString = relay.App.ConnectionString;

    public RelayWorld Relay { get; } = relay;

    public Guid Campaign { get; } = campaign;

    /// <summary>A real server, and everything sent.</summary>
    public static async Task<TrackedWorld> SendAsync(int contacts, Func<RelayWorld, Task>? before = null)
    {
        var relay = await RelayWorld.ServeAsync(contacts);
        if (before is not null)
        {
            await before(relay);
        }

        var campaign = await relay.SendAsync(html: Html);
        await relay.UntilAsync(campaign, CampaignState.Sent);
        return new TrackedWorld(relay, campaign);
    }

    /// <summary>The tracked addresses of a reader's mail as they were sent, the trap and the picture last.</summary>
    public IReadOnlyList<string> AddressesOf(int reader) => [.. Tracked().Matches(Decoded(Message(reader))).Select(match => match.Value).Distinct()];

    /// <summary>Their paths in order: three links, the trap, the picture.</summary>
    public IReadOnlyList<string> PathsOf(int reader) => [.. AddressesOf(reader).Select(address => new Uri(address).AbsolutePath)];

    public WireMessage Message(int reader) => Relay.Route.Messages.Single(m => m.To == $"reader{reader}@readers.example");

    public static string Decoded(WireMessage message) => message.Data.Replace("=\r\n", "", StringComparison.Ordinal).Replace("=3D", "=", StringComparison.Ordinal);

    /// <summary>Somebody's program, over the network, from an address of its own.</summary>
    public HttpClient Program(string? agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", string from = "127.0.0.1")
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectCallback = async (context, ct) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
                await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, ct);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        var client = new HttpClient(handler) { BaseAddress = Relay.App.Address };
        if (agent is not null)
        {
            client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", agent);
        }

        return client;
    }

    public static async Task<HttpResponseMessage> GetAsync(HttpClient client, string path, HttpStatusCode expected)
    {
        var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(expected, answer.StatusCode);
        return answer;
    }

    /// <summary>As the superuser sees it, whether or not a node runs.</summary>
    public async Task<string> AskAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_connectionString);
        await connection.OpenAsync();
#pragma warning disable CA2100 // The tests' own words.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return Convert.ToString(await command.ExecuteScalarAsync()) ?? "";
    }

    public Task UntilRowsAsync(int count) => RelayWorld.UntilAsync(async () => await AskAsync("select count(*) from app.events") == $"{count}", $"{count} events are written");

    /// <summary>Everything that came until now is labelled and counted.</summary>
    public async Task JudgeAsync()
    {
        await using var scope = Relay.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<EventJudging>().RunAsync(Relay.App.Clock.GetUtcNow() + (2 * EventJudging.Settling), CancellationToken.None);
    }

    public ValueTask DisposeAsync() => Relay.DisposeAsync();

    [GeneratedRegex(@"https://[a-z0-9.-]+/[ro]/[A-Za-z0-9_-]+", RegexOptions.NonBacktracking)]
    private static partial Regex Tracked();
}
