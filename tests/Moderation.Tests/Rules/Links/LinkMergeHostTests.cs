using Moderation.Rules;
using Moderation.Rules.Links;

namespace Moderation.Tests.Rules.Links;

public sealed class LinkMergeHostTests
{
    private static readonly LinkMergeHost Rule = new();

    [Fact]
    public void Contact_data_as_host_is_blocked_with_the_placeholder()
    {
        var finding = Assert.Single(Rule.Check(Sample.Mail("<a href='https://{{ contact.first_name }}.example/x'>Hello</a>")));

        Assert.Equal("link.merge-host", finding.Rule);
        Assert.Equal(Severity.Block, finding.Severity);
        Assert.Equal("1/0", finding.Where!.Element);
        Assert.Equal("{{ contact.first_name }}", finding.Evidence.Of("merge value"));
    }

    [Theory]
    [InlineData("{{ contact.email }}", "{{ contact.email }}")]
    [InlineData("{{ contact.first_name }}://a.example", "{{ contact.first_name }}")]
    [InlineData("{{contact.last_name}}.example/x", "{{contact.last_name}}")]
    [InlineData("https://shop.{{ contact.last_name | default: 'x' }}.example", "{{ contact.last_name | default: 'x' }}")]
    [InlineData("https://a.example{{ contact.last_name }}", "{{ contact.last_name }}")]
    [InlineData("https://{{ contact.email }}/", "{{ contact.email }}")]
    [InlineData("https://user@{{ contact.last_name }}/", "{{ contact.last_name }}")]
    [InlineData("//{{ contact.last_name }}/", "{{ contact.last_name }}")]
    [InlineData("https://http{{ contact.last_name }}/", "{{ contact.last_name }}")]
    [InlineData("https://{{ shop_host }}/x", "{{ shop_host }}")]
    [InlineData("https://{% if a %}a{% endif %}.example/x", "{% if a %}")]
    [InlineData("https://*|HOST|*/x", "*|HOST|*")]
    [InlineData("https://%%host%%/x", "%%host%%")]
    [InlineData("https://a.%host%.example/x", "%host%")]
    [InlineData("https://${host}/x", "${host}")]
    [InlineData("https://<%= host %>.example/x", "<%= host %>")]
    public void Whatever_forms_scheme_or_host(string address, string tag) =>
        Assert.Equal(tag, Assert.Single(Rule.Check(Sample.Mail($"<a href=\"{address}\">x</a>"))).Evidence.Of("merge value"));

    [Theory]
    [InlineData("https://a.example/{{ contact.first_name }}")]
    [InlineData("https://a.example/a.example{{ contact.first_name }}")]
    [InlineData("https://a.example?name={{ contact.first_name }}")]
    [InlineData("https://a.example#{{ contact.first_name }}")]
    [InlineData("https://a.example\\{{ contact.first_name }}")]
    [InlineData("https://a.example/*|UNIQID|*?x=%%y%%")]
    [InlineData("https://%61.%65xample/")]
    [InlineData("https://[2001:db8::7]/{{ contact.first_name }}")]
    [InlineData("{{ unsubscribe_url }}")]
    [InlineData("{{ browser_url }}?x={{ contact.first_name }}")]
    [InlineData("https://{{ unsubscribe_url }}")]
    [InlineData("mailto:a@a.example?subject={{ contact.first_name }}")]
    [InlineData("mailto:{{ contact.email }}")]
    [InlineData("#{{ contact.first_name }}")]
    [InlineData("{{ link }}")]
    [InlineData("*|ARCHIVE|*")]
    public void A_value_behind_the_site_passes_and_so_does_what_another_rule_tells(string address) => Assert.Empty(Rule.Check(Sample.Mail($"<a href=\"{address}\">x</a>")));

    [Fact]
    public void A_clean_newsletter_has_nothing_to_say_about() => Assert.Empty(Rule.Check(Sample.Clean()));
}
