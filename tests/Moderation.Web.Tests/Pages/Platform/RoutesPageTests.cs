using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Delivery;
using Moderation.Web.Relay.Routes;
using Moderation.Web.Tenancy;
using Moderation.Web.Tests.Hosting;

namespace Moderation.Web.Tests.Pages.Platform;

public sealed class RoutesPageTests : IAsyncLifetime
{
    private const string Address = "/platform/routes";
    private ConsoleApp _app = null!;
    private Visitor _admin = null!;

    public async Task InitializeAsync()
    {
        _app = await ConsoleApp.StartAsync();
        _admin = await _app.SignInAsync(await _app.AddUserAsync("ada@provider.example", Role.Admin));
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Each_address_shows_its_own_figures_and_the_page_the_rules_that_are_configured()
    {
        await _app.AsEngineAsync(async db =>
        {
            var route = new MailRoute { Name = "Direct", Kind = RouteKind.Direct, CreatedAt = _app.Clock.GetUtcNow() };
            var (known, fresh) = (new SendingIp { RouteId = route.Id, Address = IPAddress.Parse("192.0.2.25"), Pool = PoolClass.New }, new SendingIp { RouteId = route.Id, Address = IPAddress.Parse("192.0.2.26"), Pool = PoolClass.New });
            var day = DateOnly.FromDateTime(_app.Clock.GetUtcNow().UtcDateTime);
            db.AddRange(route, known, fresh,
                new IpOutcome { IpId = known.Id, Day = day, Provider = "google", Attempted = 5_000, Accepted = 4_900, Deferred = 40, Hard = 40, Blocked = 60 },
                new IpOutcome { IpId = known.Id, Day = day.AddDays(-1), Provider = "yahoo", Attempted = 900, Accepted = 900, WithFeedback = 900, Complained = 1 },
                new IpOutcome { IpId = known.Id, Day = day.AddDays(-40), Provider = "yahoo", Attempted = 90_000, Accepted = 90_000 });
            return await db.SaveChangesAsync();
        });

        var page = WebUtility.HtmlDecode(await _admin.ReadAsync(Address));
        Assert.Contains("60: 1.20 %, 0.93 %–1.54 %, n = 5,000", page, StringComparison.Ordinal);
        Assert.Contains("1; collecting 900 of 1,000", page, StringComparison.Ordinal);
        Assert.Contains("not reported", page, StringComparison.Ordinal);
        Assert.Contains(">5,900<", page, StringComparison.Ordinal);
        Assert.DoesNotContain("90,000", page, StringComparison.Ordinal);

        Assert.Contains("Yahoo: complaints of its users (TSS04)", page, StringComparison.Ordinal);
        Assert.Contains("nothing for 2 hours", page, StringComparison.Ordinal);
        Assert.Contains("1 connection at once for 90 minutes", page, StringComparison.Ordinal);
        Assert.Contains("A deferred message is tried again after 5 minutes, 30 minutes, then each time after 1 hour, and given up 4 days after its campaign began.", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_admin_adds_a_route_and_an_address_and_each_step_is_logged()
    {
        var added = await PostAsync(Address, "Add", ("Input.Kind", "SmartHost"), ("Input.Name", "Engine"), ("Input.Host", "mta.provider.example"), ("Input.Port", "587"),
            ("Input.Tls", "Required"), ("Input.UserName", "console"), ("Input.Password", "hush"), ("Input.PoolHeader", "X-Pool"));
        Assert.Equal(HttpStatusCode.Redirect, added.StatusCode);
        var route = await _app.AsEngineAsync(db => db.MailRoutes.AsNoTracking().SingleAsync());
        Assert.Equal(("Engine", "mta.provider.example", 587, "X-Pool"), (route.Name, route.Host, route.Port, route.PoolHeader));
        Assert.DoesNotContain("hush", System.Text.Encoding.Latin1.GetString(route.SealedPassword!), StringComparison.Ordinal);
        Assert.Equal("hush", _app.Services.GetRequiredService<RouteSecrets>().Open(route));

        var page = $"{Address}/{route.Id}";
        await PostAsync(page, "Address", ("Address", "192.0.2.25"), ("Pool", "Established"), ("PoolName", "est-25"));
        var ip = await _app.AsEngineAsync(db => db.SendingIps.AsNoTracking().SingleAsync());
        Assert.Equal((PoolClass.Established, "est-25"), (ip.Pool, ip.PoolName));
        Assert.NotNull(ip.WarmUpStarted);

        var shown = WebUtility.HtmlDecode(await _admin.ReadAsync(Address));
        Assert.Contains("192.0.2.25", shown);
        Assert.Contains("0 of 20, 20 left", shown);
        // What is not checked is never fine.
        Assert.Contains("Not checked", shown);

        await PostAsync(Address, "Stop", ("Id", ip.Id.ToString()), ("Reason", "Complaints"));
        Assert.Contains("Complaints", WebUtility.HtmlDecode(await _admin.ReadAsync(Address)));
        await PostAsync(Address, "Resume", ("Id", ip.Id.ToString()), ("Reason", "Spoke with them"));
        Assert.Null((await _app.AsEngineAsync(db => db.SendingIps.AsNoTracking().SingleAsync())).StoppedAt);
        await PostAsync(page, "", ("Input.Name", "Engine"), ("Input.Host", "mta2.provider.example"), ("Input.Port", "587"), ("Input.Tls", "Required"), ("Input.UserName", "console"));
        var changed = await _app.AsEngineAsync(db => db.MailRoutes.AsNoTracking().SingleAsync());
        // An empty password keeps the stored one.
        Assert.Equal(("mta2.provider.example", "hush"), (changed.Host, _app.Services.GetRequiredService<RouteSecrets>().Open(changed)));
        Assert.Equal(
            ["route.added", "ip.added", "ip.stopped", "ip.resumed", "route.changed"],
            await _app.AsEngineAsync(db => db.PlatformEntries.Where(entry => entry.Action.StartsWith("route.") || entry.Action.StartsWith("ip.")).OrderBy(entry => entry.Position).Select(entry => entry.Action).ToListAsync()));
    }

    private async Task<HttpResponseMessage> PostAsync(string address, string handler, params (string, string)[] fields) =>
        await _admin.SubmitAsync(address, fields, handler.Length == 0 ? null : handler);

    [Theory]
    [InlineData("Input.PoolHeader", "Bcc", "a field of its own")]
    [InlineData("Input.PoolHeader", "X-Pool\r\nBcc", "a field of its own")]
    [InlineData("Input.Host", "not a host", "the name or the address")]
    [InlineData("Input.HeloName", "relay example", "a host name")]
    [InlineData("Input.UserName", "console", "only sent encrypted")]
    public async Task What_cannot_be_is_refused_with_a_sentence(string field, string value, string sentence)
    {
        (string, string)[] fields = [("Input.Kind", "SmartHost"), ("Input.Name", "Engine"), ("Input.Host", "mta.provider.example"), ("Input.Port", "25"), ("Input.Tls", "Opportunistic")];
        var answer = await PostAsync(Address, "Add", [.. fields.Where(one => one.Item1 != field), (field, value)]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains(sentence, await answer.Content.ReadAsStringAsync());
        Assert.Equal(0, await _app.AsEngineAsync(db => db.MailRoutes.CountAsync()));
    }

    [Fact]
    public async Task A_log_is_named_below_the_folders_of_logs_and_not_read_is_never_fine()
    {
        await PostAsync(Address, "Add", ("Input.Kind", "SmartHost"), ("Input.Name", "Engine"), ("Input.Host", "mta.provider.example"), ("Input.Port", "25"), ("Input.Tls", "Opportunistic"));
        var page = $"{Address}/{(await _app.AsEngineAsync(db => db.MailRoutes.AsNoTracking().SingleAsync())).Id}";
        Assert.Contains("Log not read", await _admin.ReadAsync(Address));

        var refused = await PostAsync(page, "Log", ("LogKind", "Postfix"), ("LogPath", "/etc/shadow"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("/var/log only", await refused.Content.ReadAsStringAsync());

        Assert.Equal(HttpStatusCode.Redirect, (await PostAsync(page, "Log", ("LogKind", "KumoMta"), ("LogPath", "/var/log/none/kumomta.jsonl"))).StatusCode);
        Assert.Contains("Log not read", await _admin.ReadAsync(page));
        await PostAsync(page, "NoLog");
        Assert.Equal(0, await _app.AsEngineAsync(db => db.LogReadings.CountAsync()));
        Assert.Equal(
            ["route.log-named", "route.log-forgotten"],
            await _app.AsEngineAsync(db => db.PlatformEntries.Where(entry => entry.Action.StartsWith("route.log")).OrderBy(entry => entry.Position).Select(entry => entry.Action).ToListAsync()));
    }

    [Fact]
    public async Task Nobody_else_sees_routes()
    {
        var manager = await _app.SignInAsync(await _app.AddUserAsync("ben@provider.example", Role.ProjectManager));
        using var answer = await manager.GetAsync(Address);
        Assert.NotEqual(HttpStatusCode.OK, answer.StatusCode);
    }
}
