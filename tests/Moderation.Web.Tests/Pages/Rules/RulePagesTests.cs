using System.Net;
using Moderation.Rules;

namespace Moderation.Web.Tests.Pages.Rules;

public sealed class RulePagesTests(MarketerWorld world) : IClassFixture<MarketerWorld>
{
    [Fact]
    public async Task Every_rule_stands_in_the_list_and_has_a_page_that_says_why_how_and_from_where()
    {
        var list = WebUtility.HtmlDecode(await world.Marketer.ReadAsync("/rules"));
        foreach (var rule in RuleCatalogue.All.Select(rule => rule.Info))
        {
            Assert.Contains($"href=\"/rules/{rule.Code}\"", list, StringComparison.Ordinal);
            var page = WebUtility.HtmlDecode(await world.Marketer.ReadAsync($"/rules/{rule.Code}"));
            Assert.All([rule.Title, rule.Why, rule.Fix, rule.Source, .. rule.Examples.SelectMany(example => new[] { example.Objects, example.Passes })], text => Assert.Contains(text, page, StringComparison.Ordinal));
            Assert.All(Figure.All.Where(figure => rule.Figures.Contains(figure.Name)), figure => Assert.Contains(figure.Meaning, page, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task The_list_is_searched_by_words_and_says_when_nothing_fits()
    {
        var found = await world.Marketer.ReadAsync("/rules?search=HTTPS+certificate");
        Assert.Contains("/rules/link.not-https", found, StringComparison.Ordinal);
        Assert.DoesNotContain("/rules/account.new", found, StringComparison.Ordinal);
        Assert.Contains("No rule found", await world.Marketer.ReadAsync("/rules?search=zzz"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rule_that_nobody_knows_is_not_found_and_a_visitor_is_asked_to_sign_in()
    {
        using var unknown = await world.Marketer.GetAsync("/rules/no.such");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        using var nobody = await world.App.Visit().GetAsync("/rules");
        Assert.Equal(HttpStatusCode.Redirect, nobody.StatusCode);
    }

    [Fact]
    public async Task Every_finding_links_to_its_rule()
    {
        var draft = await world.DraftAsync("<p>No way out</p>");
        Assert.Contains("href=\"/rules/optout.missing\"", await world.Marketer.ReadAsync($"/campaigns/{draft.Id}/check-up"), StringComparison.Ordinal);
    }
}
