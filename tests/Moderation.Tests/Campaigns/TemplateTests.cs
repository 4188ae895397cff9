using Moderation.Campaigns;

namespace Moderation.Tests.Campaigns;

public sealed class TemplateTests
{
    [Theory]
    [InlineData("{{ unsubscribe_url }}", PlaceholderNames.UnsubscribeUrl)]
    [InlineData("{{unsubscribe_url}}", PlaceholderNames.UnsubscribeUrl)]
    [InlineData("{{\tpreferences_url\n}}", PlaceholderNames.PreferencesUrl)]
    [InlineData("{{\u00a0browser_url\u00a0}}", PlaceholderNames.BrowserUrl)]
    [InlineData("{{ contact.email }}", PlaceholderNames.Email)]
    [InlineData("{{contact.last_name}}", PlaceholderNames.LastName)]
    public void A_known_name_is_read_with_any_spaces(string text, string name)
    {
        var placeholder = Assert.IsType<Placeholder>(Assert.Single(Template.Parse(text).Pieces));
        Assert.Equal(new Placeholder(name, null, 0, text), placeholder);
        Assert.True(placeholder.IsKnown);
    }

    [Theory]
    [InlineData("""{{ contact.first_name | default: "reader" }}""", "reader")]
    [InlineData("""{{contact.first_name|default:"reader"}}""", "reader")]
    [InlineData("{{ contact.first_name | default: 'dear friend' }}", "dear friend")]
    [InlineData("{{ contact.first_name | default: &quot;reader&quot; }}", "reader")]
    [InlineData("{{ contact.first_name | default: „Leser“ }}", "Leser")]
    [InlineData("""{{ contact.first_name | default: "a|b" }}""", "a|b")]
    [InlineData("""{{ contact.first_name | default: "" }}""", "")]
    public void A_default_is_read(string text, string expected)
    {
        var placeholder = Assert.IsType<Placeholder>(Assert.Single(Template.Parse(text).Pieces));
        Assert.Equal((PlaceholderNames.FirstName, expected, true), (placeholder.Name, placeholder.Default, placeholder.IsKnown));
    }

    [Theory]
    [InlineData("{{ first_name }}", "first_name")]
    [InlineData("{{ Unsubscribe_Url }}", "Unsubscribe_Url")]
    [InlineData("{{ contact.first_name | upcase }}", "contact.first_name | upcase")]
    [InlineData("{{ contact.first_name | default: reader }}", "contact.first_name | default: reader")]
    [InlineData("""{{ unsubscribe_url | default: "#" }}""", """unsubscribe_url | default: "#" """)]
    [InlineData("{% if vip %}", "if vip")]
    [InlineData("{% unsubscribe_url %}", "unsubscribe_url")]
    [InlineData("{{}}", "")]
    public void Anything_else_between_braces_stays_and_is_unknown(string text, string name)
    {
        var placeholder = Assert.IsType<Placeholder>(Assert.Single(Template.Parse(text).Pieces));
        Assert.Equal((name.Trim(), text, false), (placeholder.Name, placeholder.Source, placeholder.IsKnown));
        Assert.Equal(text, Template.Parse(text).Fill(_ => "x"));
    }

    [Fact]
    public void Text_around_placeholders_is_kept_and_offsets_count_from_the_start()
    {
        var template = Template.Parse("Hello {{ contact.first_name }},\n{{ unsubscribe_url }}!");
        Assert.Equal(
            [
                new Literal("Hello "), new Placeholder(PlaceholderNames.FirstName, null, 6, "{{ contact.first_name }}"), new Literal(",\n"),
                new Placeholder(PlaceholderNames.UnsubscribeUrl, null, 32, "{{ unsubscribe_url }}"), new Literal("!"),
            ],
            template.Pieces);
        Assert.True(template.Uses(PlaceholderNames.UnsubscribeUrl));
        Assert.False(template.Uses(PlaceholderNames.Email));
        Assert.Equal("Hello Anna,\nAnna!", template.Fill(_ => "Anna"));
    }

    [Theory]
    [InlineData("a { b } c")]
    [InlineData("{{ never closed")]
    [InlineData("{% never closed }}")]
    [InlineData("@media print{a{color:red}}")]
    [InlineData("{")]
    [InlineData("{{")]
    [InlineData("{{}")]
    [InlineData("")]
    public void Lone_braces_are_text(string text) => Assert.Equal(text, string.Concat(Template.Parse(text).Pieces.Cast<Literal>().Select(l => l.Text)));

    [Fact]
    public void The_innermost_opening_wins()
    {
        Assert.Equal("{{ Anna", Template.Parse("{{ {{ contact.first_name }}").Fill(_ => "Anna"));
        Assert.Equal("{Anna}", Template.Parse("{{{ contact.first_name }}}").Fill(_ => "Anna"));
        Assert.Equal("{% Anna", Template.Parse("{% {{ contact.first_name }}").Fill(_ => "Anna"));
    }

    [Fact]
    public void Braces_far_apart_are_text() =>
        Assert.IsType<Literal>(Assert.Single(Template.Parse("{{" + new string('a', 600) + "}}").Pieces));

    [Theory]
    [InlineData("{")]
    [InlineData("{{")]
    [InlineData("{{ ")]
    [InlineData("{%{{")]
    [InlineData("{{}")]
    [InlineData("{{a}}")]
    public void Hostile_repetitions_parse_whole_and_lose_nothing(string unit)
    {
        var text = string.Concat(Enumerable.Repeat(unit, 1_000_000 / unit.Length));
        Assert.Equal(text, string.Concat(Template.Parse(text).Pieces.Select(p => p.Source)));
    }

    [Fact]
    public void Random_text_loses_nothing()
    {
        var random = new Random(7);
        string[] words = ["{{", "}}", "{%", "%}", "{", "}", "contact.email", "unsubscribe_url", " ", "|", "default:", "\"", "x", "\n", "é", "😀"];
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => words[random.Next(words.Length)]));
            var template = Template.Parse(text);
            Assert.Equal(text, string.Concat(template.Pieces.Select(p => p.Source)));
            Assert.All(template.Placeholders, p => Assert.Equal(p.Source, text.Substring(p.Offset, p.Source.Length)));
        }
    }
}
