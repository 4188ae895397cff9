using System.Net;
using Moderation.Web.People;
using Moderation.Web.Tenancy;
using Moderation.Web.Tests.Hosting;

namespace Moderation.Web.Tests.People;

public sealed class AttemptLimitsTests : IAsyncLifetime
{
    private ConsoleApp _app = null!;

    public async Task InitializeAsync() => _app = await ConsoleApp.StartAsync();

    public Task DisposeAsync() => _app.DisposeAsync().AsTask();

    [Fact]
    public async Task Forty_passwords_in_five_minutes_are_enough_from_one_address_and_the_page_says_when_to_come_back()
    {
        var visitor = _app.Visit();
        for (var i = 0; i < 40; i++)
        {
            using var wrong = await visitor.SubmitAsync("/account/signin", [("Email", $"person{i}@console.example"), ("Password", "x")]);
            Assert.Equal(HttpStatusCode.OK, wrong.StatusCode);
        }

        using var refused = await visitor.SubmitAsync("/account/signin", [("Email", "one.more@console.example"), ("Password", "x")]);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        var page = await refused.Content.ReadAsStringAsync();
        Assert.Contains("Too many attempts", page, StringComparison.Ordinal);
        Assert.Matches(@"Try again in [2-5] minutes, at \d\d:\d\d UTC\.", page);
        using var looks = await visitor.GetAsync("/account/signin");
        Assert.Equal(HttpStatusCode.OK, looks.StatusCode);
    }

    [Fact]
    public async Task An_address_that_nobody_has_is_locked_as_soon_as_one_that_somebody_has()
    {
        var user = await _app.AddUserAsync("pm@console.example", Role.ProjectManager);
        foreach (var email in new[] { user.Email!, "nobody@console.example" })
        {
            for (var i = 1; i <= 6; i++)
            {
                using var answer = await _app.Visit().SubmitAsync("/account/signin", [("Email", email), ("Password", "x")]);
                var page = await answer.Content.ReadAsStringAsync();
                Assert.Equal((email, i, i >= 5), (email, i, page.Contains("Wait 15 minutes", StringComparison.Ordinal)));
            }
        }
    }

    [Theory]
    [InlineData("pm@console.example")]
    [InlineData("nobody@console.example")]
    public async Task Three_mails_with_a_link_are_enough_for_one_address(string email)
    {
        await _app.AddUserAsync("pm@console.example", Role.ProjectManager);
        for (var i = 0; i < 3; i++)
        {
            using var sent = await _app.Visit().SubmitAsync("/account/forgot", [("Email", email)]);
            Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
        }

        using var refused = await _app.Visit().SubmitAsync("/account/forgot", [("Email", email.ToUpperInvariant())]);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        using var another = await _app.Visit().SubmitAsync("/account/forgot", [("Email", "another@console.example")]);
        Assert.Equal(HttpStatusCode.OK, another.StatusCode);
    }

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::")]
    public void One_subscriber_is_one_address(string address, string network) => Assert.Equal(network, AttemptLimits.Network(IPAddress.Parse(address)));
}
