using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Accounts;
using Moderation.Campaigns;
using Moderation.Web.Relay;

namespace Moderation.Web.Tests.Relay.Development;

public sealed class DevelopmentMailTests
{
    private static readonly (string, string?)[] NoRoute = [("Roles", "Console,Relay,Mx"), ("Relay:Route:Host", null), ("Relay:DevelopmentPort", "0"), ("Public:BaseUrl", null)];

    [Fact]
    public async Task Without_a_route_mail_stays_here_and_is_shown_with_its_signature_verified()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 60, NoRoute);
        var campaign = await world.SendAsync();
        await world.UntilAsync(campaign, CampaignState.Sent);
        var visitor = world.App.Visit();

        var first = await visitor.ReadAsync("/dev/mail");
        var second = await visitor.ReadAsync("/dev/mail?number=2");
        var found = await visitor.ReadAsync("/dev/mail?q=READER17@");

        Assert.Contains("60 messages", first, StringComparison.Ordinal);
        Assert.Equal((50, 10, 1), (Count(first, "/dev/mail/0"), Count(second, "/dev/mail/0"), Count(found, "/dev/mail/0")));
        var address = found[found.IndexOf("/dev/mail/0", StringComparison.Ordinal)..];
        address = address[..address.IndexOf('"', StringComparison.Ordinal)];
        var message = await visitor.ReadAsync(address);
        Assert.Contains("DKIM pass.", message, StringComparison.Ordinal);
        Assert.Contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click", message, StringComparison.Ordinal);
        Assert.Contains("href=\"http://localhost:5080/u/", message, StringComparison.Ordinal);

        using var body = await visitor.GetAsync(address + "?handler=Body");
        Assert.StartsWith("sandbox; default-src 'none'", Assert.Single(body.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Contains("opens at nine", await body.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.StartsWith("Return-Path: <b-", await visitor.ReadAsync(address + "?handler=Source"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/dev/mail/nothing")]
    [InlineData("/dev/mail/..%2f..%2fmaster")]
    [InlineData("/dev/mail/0000000000000000000-00000000")]
    public async Task A_message_that_is_not_there_is_not_found(string address)
    {
        await using var world = await RelayWorld.NewAsync();
        world.StartNode(NoRoute);

        using var answer = await world.App.Visit().GetAsync(address);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Outside_development_there_is_no_such_page_and_campaigns_wait_for_a_route()
    {
        await using var world = await RelayWorld.StartAsync(
            contacts: 3, ("environment", "Production"), ("Relay:Route:Host", null), ("Relay:BounceDomain", "bounces.provider.example"));
        using var answer = await world.App.Visit().GetAsync("/dev/mail");
        // Signed out, a page that does not exist and one that asks for a sign-in may look alike; this one must not be served.
        Assert.NotEqual(HttpStatusCode.OK, answer.StatusCode);

        var campaign = await world.SendAsync();
        await Task.Delay(TimeSpan.FromSeconds(1));
        Assert.Equal(CampaignState.Sending, (await world.CampaignAsync(campaign)).State);

        world.StartNode(("environment", "Production"), ("Relay:BounceDomain", "bounces.provider.example"));
        await world.UntilAsync(campaign, CampaignState.Sent);
        Assert.Equal(3, world.Route.Messages.Count);
    }

    [Fact]
    public async Task Mail_of_the_console_itself_takes_the_same_route()
    {
        await using var world = await RelayWorld.NewAsync();
        world.StartNode(("Platform:MailFrom", "Provider <console@provider.example>"));
        var mailer = world.Services.GetRequiredService<IMailer>();

        await mailer.SendAsync(EmailAddress.Parse("ada@staff.example"), "Choose a new password", "https://console.example/reset?code={{x}}\n", CancellationToken.None);

        var message = Assert.Single(world.Route.Messages);
        Assert.Equal(("console@provider.example", "ada@staff.example", "Choose a new password"), (message.From, message.To, message.Header("Subject")));
        Assert.Equal("Provider <console@provider.example>", message.Header("From"));
        world.Route.OnRecipient = _ => "550 5.1.1 No";
        await Assert.ThrowsAsync<MailNotSentException>(() => mailer.SendAsync(EmailAddress.Parse("ada@staff.example"), "x", "y", CancellationToken.None));
    }

    private static int Count(string page, string words) => page.Split(words).Length - 1;
}
