using Moderation.Campaigns;
using Moderation.Rules;
using Moderation.Rules.Links;

namespace Moderation.Tests.Rules.Links;

public sealed class TextDeceptiveTests
{
    private static readonly TextDeceptive Rule = new();

    [Fact]
    public void A_word_of_a_link_that_is_split_is_held_with_the_character()
    {
        var finding = Assert.Single(Rule.Check(Sample.Mail("<p>\n<a href='https://a.example'>Pay&#x200b;Pal</a>")));

        Assert.Equal("text.deceptive", finding.Rule);
        Assert.Equal(Severity.Hold, finding.Severity);
        Assert.Equal(2, finding.Where!.Line);
        Assert.Equal("U+200B", finding.Evidence.Of("character"));
        Assert.Equal("Pay[U+200B]Pal", finding.Evidence.Of("text"));
    }

    [Theory]
    [InlineData("in\u200bvoice")]
    [InlineData("in\u200c\u200dvoice")]
    [InlineData("in\u2060voice")]
    [InlineData("in\ufeffvoice")]
    [InlineData("in\u00advoice")]
    [InlineData("фа\u200bктура")]
    [InlineData("5\u200b0 %")]
    [InlineData("\u202eecioni\u202c")]
    [InlineData("a \u2066b\u2069 c")]
    [InlineData("שלום \u202egpj.exe")]
    public void The_subject_and_the_From_name_are_read(string text)
    {
        var content = Sample.Clean().Content;
        foreach (var mail in (Moderation.Campaigns.Content[])[content with { Subject = text }, content with { FromName = text }])
        {
            var finding = Assert.Single(Rule.Check(new Submission(mail)));
            Assert.Equal(Part.Headers, finding.Where!.Part);
        }
    }

    [Theory]
    [InlineData("<a href='https://a.example/x\u202egnp.exe'>x</a>")]
    [InlineData("<a href='https://a.example'>\u202emoc.knab\u202c</a>")]
    [InlineData("<a href='https://a.example'>un<b>&zwnj;</b>subscribe</a>")]
    public void Links_are_read(string html) => Assert.Single(Rule.Check(Sample.Mail(html)));

    [Theory]
    [InlineData("👨\u200d👩\u200d👧 Family day")]
    [InlineData("Rainbow 🏳\ufe0f\u200d🌈 week")]
    [InlineData("می\u200cخواهم")]
    [InlineData("क्\u200dष और श्\u200cर")]
    [InlineData("สวัสดี\u200bครับ")]
    [InlineData("日本\u200b語")]
    [InlineData("שלום \u2066Lighthouse\u2069")]
    [InlineData("مرحبا \u202aLighthouse\u202c")]
    [InlineData("שלום\u200f!")]
    [InlineData("News \u200c\u00a0\u200c\u00a0\u200c")]
    [InlineData("\ufeffNews")]
    [InlineData("lighthouse\u200b.example")]
    [InlineData("12\u200b/\u200b2026")]
    public void Spelling_emoji_and_padding_pass(string text)
    {
        var content = Sample.Mail($"<a href='https://a.example'>{text}</a>").Content with { Subject = text, FromName = text };

        Assert.Empty(Rule.Check(new Submission(content)));
    }

    [Theory]
    [InlineData("<div style='display:none'>News&zwnj;&nbsp;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#8199;&shy;</div><a href='https://a.example'>x</a>")]
    [InlineData("<p>in&#8203;voice</p>")]
    [InlineData("<a href='https://a.example'>Donau&shy;dampf&shy;schiff</a>")]
    public void What_stands_elsewhere_and_hyphens_where_lines_may_break_pass(string html) => Assert.Empty(Rule.Check(Sample.Mail(html)));

    [Fact]
    public void A_clean_newsletter_has_nothing_to_say_about() => Assert.Empty(Rule.Check(Sample.Clean()));
}
