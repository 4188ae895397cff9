using Microsoft.Extensions.Configuration;

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

    private static NodeRoles Read(string? text) =>
        new ConfigurationBuilder().AddInMemoryCollection([new("Roles", text)]).Build().NodeRoles();
}
