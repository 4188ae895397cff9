using Moderation.Rules;
using Moderation.Rules.OptOut;

namespace Moderation.Tests.Rules.OptOut;

public sealed class OptOutMissingTests
{
    private static readonly OptOutMissing Rule = new();

    [Theory]
    [InlineData("<p>Hello</p>", null, "the HTML")]
    [InlineData(null, "Hello", "the text part")]
    [InlineData("<p>Hello</p>", "Hello", "the HTML and the text part")]
    [InlineData(null, null, "nothing: there is neither HTML nor text")]
    public void A_mail_without_any_way_out_is_blocked_and_told_what_was_searched(string? html, string? text, string searched)
    {
        var finding = Assert.Single(Rule.Check(Sample.Mail(html, text)));

        Assert.Equal("optout.missing", finding.Rule);
        Assert.Equal(Severity.Block, finding.Severity);
        Assert.Equal(searched, finding.Evidence.Of("searched"));
        Assert.Contains("{{ unsubscribe_url }}", finding.Evidence.Of("looked for"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<!-- <a href='https://a.example/leave'>Unsubscribe</a> -->")]
    [InlineData("<!--[if mso]><a href='https://a.example/leave'>Unsubscribe</a><![endif]-->")]
    [InlineData("<p>Unsubscribe</p>")]
    [InlineData("<p>Subscribe to our channel</p><a href='https://a.example/subscribe'>Subscribe</a>")]
    [InlineData("<a href=''>Unsubscribe</a>")]
    public void What_nobody_can_press_is_no_opt_out(string html) => Assert.Single(Rule.Check(Sample.Mail(html)));

    [Theory]
    [InlineData("Unsubscribe")]
    [InlineData("Opt-out")]
    [InlineData("Wypisz się")]
    [InlineData("Se désabonner")]
    [InlineData("Vom Newsletter abmelden")]
    [InlineData("Disiscriviti")]
    [InlineData("Darse de baja")]
    [InlineData("Отписаться от рассылки")]
    [InlineData("Відписатися")]
    [InlineData("Afmelden")]
    [InlineData("Avregistrera dig")]
    [InlineData("Odhlásit odběr")]
    [InlineData("Leiratkozás")]
    [InlineData("Cancelar a inscrição")]
    [InlineData("Dezabonare")]
    [InlineData("Διαγραφή από τη λίστα")]
    [InlineData("退订")]
    [InlineData("配信停止はこちら")]
    [InlineData("수신거부")]
    [InlineData("إلغاء الاشتراك")]
    [InlineData("הסרה מרשימת התפוצה")]
    [InlineData("ยกเลิกการสมัคร")]
    public void A_link_that_reads_as_an_opt_out_in_any_language_is_not_missing(string words) =>
        Assert.Empty(Rule.Check(Sample.Mail($"<p><a href='https://a.example/1'>{words}</a></p>")));

    [Theory]
    [InlineData("<a href='https://a.example/unsubscribe?id=1'>Click here</a>")]
    [InlineData("<a href='*|UNSUB|*'>Click here</a>")]
    [InlineData("<a href='mailto:unsubscribe@a.example'>Write to us</a>")]
    [InlineData("<p>If you no longer wish to receive these mails, <a href='https://a.example/1'>click here</a>.</p>")]
    [InlineData("<a href='https://a.example/1'><img src='https://a.example/1.png' alt='Unsubscribe'></a>")]
    public void So_is_one_whose_address_picture_or_sentence_says_so(string html) => Assert.Empty(Rule.Check(Sample.Mail(html)));

    [Theory]
    [InlineData("Unsubscribe: https://a.example/1")]
    [InlineData("To unsubscribe follow this address:\n\nhttps://a.example/1")]
    [InlineData("Unsubscribe: *|UNSUB|*")]
    [InlineData("Write to unsubscribe@a.example")]
    public void So_is_an_opt_out_in_the_text_part(string text) => Assert.Empty(Rule.Check(Sample.Mail("<p>Hello</p>", text)));

    [Fact]
    public void A_clean_newsletter_has_nothing_to_say_about() => Assert.Empty(Rule.Check(Sample.Clean()));
}
