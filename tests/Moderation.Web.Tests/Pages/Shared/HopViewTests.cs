using Moderation.Rules;
using Moderation.Web.Pages.Shared.Components;

namespace Moderation.Web.Tests.Pages.Shared;

public sealed class HopViewTests
{
    [Theory]
    [InlineData("301 https://click.shop.example/x?to=shop.example · certificate of Real CA, valid to 2027-01-01", "301", "https://click.", "shop.example", "/x?to=shop.example", "certificate of Real CA, valid to 2027-01-01")]
    [InlineData("200, refresh http://shop.example@www.evil.co.uk:8080/", "200, refresh", "http://shop.example@www.", "evil.co.uk", ":8080/", "")]
    [InlineData("no answer https://192.0.2.1/", "no answer", "https://192.0.2.1/", "", "", "")]
    [InlineData("no answer https://github.io/", "no answer", "https://github.io/", "", "", "")]
    [InlineData("something else", "", "something else", "", "", "")]
    public void The_registered_domain_stands_out(string line, string answer, string before, string domain, string after, string certificate) =>
        Assert.Equal(new HopView(answer, before, domain, after, certificate), HopView.Of(new Evidence("hop 3", line)));

    [Theory]
    [InlineData("address")]
    [InlineData("hop")]
    [InlineData("hops 2")]
    public void Other_evidence_is_no_hop(string name) => Assert.Null(HopView.Of(new Evidence(name, "200 https://shop.example/")));
}
