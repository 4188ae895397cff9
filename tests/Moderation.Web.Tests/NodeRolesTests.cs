using System.Net;
using Microsoft.Extensions.Configuration;
using Moderation.Web.Tests.Hosting;

namespace Moderation.Web.Tests;

public sealed class NodeRolesTests
{
    [Theory]
    [InlineData(null, NodeRoles.All)]
    [InlineData("Console", NodeRoles.Console)]
    [InlineData("relay, jobs", NodeRoles.Relay | NodeRoles.Jobs)]
    public void Roles_are_names_with_commas_and_all_without_a_word(string? text, NodeRoles roles) => Assert.Equal(roles, Read(text));

    [Theory]
    [InlineData("Konsole")]
    [InlineData("1")]
    public void An_unknown_role_stops_the_start(string text) => Assert.Throws<StartRefusedException>(() => Read(text));

    [Theory]
    [InlineData("Relay,Jobs", "/")]
    [InlineData("Relay,Jobs", "/account/signin")]
    [InlineData("Relay,Jobs", "/css/site.css")]
    [InlineData("Relay,Jobs", "/u/nothing")]
    [InlineData("Relay,Jobs", "/v/nothing")]
    [InlineData("Mx", "/")]
    [InlineData("Mx", "/account/signin")]
    [InlineData("Mx", "/people")]
    [InlineData("Mx", "/queue")]
    public async Task Without_the_role_console_no_page_is_served(string roles, string address)
    {
        await using var app = await ConsoleApp.StartAsync(("Roles", roles), ("Relay:DevelopmentPort", "0"));
        using var answer = await app.Visit().GetAsync(address);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData("Mx")]
    [InlineData("Console")]
    public async Task What_recipients_open_is_served_by_mx_and_console(string roles)
    {
        await using var app = await ConsoleApp.StartAsync(("Roles", roles), ("Relay:DevelopmentPort", "0"));
        using var answer = await app.Visit().GetAsync("/u/nothing");
        Assert.Contains("The address is not complete or was changed on its way", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Relay")]
    [InlineData("Console")]
    public async Task Every_node_says_whether_it_is_well(string roles)
    {
        await using var app = await ConsoleApp.StartAsync(("Roles", roles));
        Assert.Equal("ok\n", await app.Visit().ReadAsync("/health"));
    }

    private static NodeRoles Read(string? text) =>
        new ConfigurationBuilder().AddInMemoryCollection([new("Roles", text)]).Build().NodeRoles();
}
