using System.Globalization;
using System.Text;
using Moderation.Rules;
using Moderation.Rules.OptOut;

namespace Moderation.Tests.Rules.OptOut;

public sealed class OptOutHiddenTests
{
    private const string Link = "<a href=\"{{ unsubscribe_url }}\">Unsubscribe</a>";
    private static readonly OptOutHidden Rule = new();

    [Fact]
    public void The_smallest_hit_names_the_property_its_value_and_who_set_it()
    {
        var finding = Assert.Single(Rule.Check(Sample.Mail("<p>Hello</p>\n<p><a href='{{ unsubscribe_url }}' style='display:none'>Unsubscribe</a></p>")));

        Assert.Equal("optout.hidden", finding.Rule);
        Assert.Equal(Severity.Block, finding.Severity);
        Assert.Equal(new Where(Part.Html, "1/1/0", 2, "<a href='{{ unsubscribe_url }}' style='display:none'>"), finding.Where);
        Assert.Equal("display", finding.Evidence.Of("property"));
        Assert.Equal("none", finding.Evidence.Of("value"));
        Assert.Equal("inline style", finding.Evidence.Of("set by"));
        Assert.Equal("360 px and 640 px", finding.Evidence.Of("on screens of"));
    }

    [Theory]
    [MemberData(nameof(HidingTechniques.All), MemberType = typeof(HidingTechniques))]
    public void Each_way_to_hide_it_is_blocked_with_the_property_named(string property, string html)
    {
        var mail = Sample.Mail(Written(html));
        var finding = Assert.Single(Rule.Check(mail));

        Assert.Equal(property, finding.Evidence.Of("property"));
        Assert.NotEqual("", finding.Evidence.Of("set by"));
        Assert.False(finding.Unchecked);
        // The same fault is told once.
        Assert.Empty(new OptOutMissing().Check(mail));
        Assert.Empty(new OptOutPlaceholder().Check(mail));
    }

    [Theory]
    [MemberData(nameof(PlainPatterns.All), MemberType = typeof(PlainPatterns))]
    public void What_honest_newsletters_do_is_let_through(string html) =>
        Assert.Empty(Rule.Check(Sample.Mail(Written(html))).Select(finding => finding.Message));

    [Fact]
    public void There_are_at_least_sixty_techniques_and_twenty_five_near_misses()
    {
        Assert.InRange(Rows(HidingTechniques.All).Count, 60, int.MaxValue);
        Assert.InRange(Rows(PlainPatterns.All).Count, 25, int.MaxValue);
    }

    [Fact]
    public void A_style_sheet_is_named_with_its_line_and_selector()
    {
        var finding = Assert.Single(Rule.Check(Sample.Mail("<style>\n  p { margin: 0 }\n  .footer a,\n  .legal a { color: #FFF }\n</style>\n<p class=legal>" + Link)));

        Assert.Equal("style sheet, line 3: .footer a, .legal a", finding.Evidence.Of("set by"));
        Assert.StartsWith("#fff on white, contrast 1.00", finding.Evidence.Of("value"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_ancestor_is_named_and_is_the_place()
    {
        var finding = Assert.Single(Rule.Check(Sample.Mail("<table><tr><td bgcolor='#ffffff'><div style='max-height:0;overflow:hidden'><p>" + Link)));

        Assert.Contains("<div>", finding.Message, StringComparison.Ordinal);
        Assert.Equal("<div style='max-height:0;overflow:hidden'>", finding.Where!.Excerpt);
        Assert.Equal("<a href=\"{{ unsubscribe_url }}\">", finding.Evidence.Of("link"));
    }

    [Fact]
    public void One_that_is_hidden_on_the_narrow_screen_only_says_so()
    {
        var finding = Assert.Single(Rule.Check(Sample.Mail("<style>@media (max-width:480px){.f{display:none}}</style><p class=f>" + Link)));

        Assert.Equal("360 px", finding.Evidence.Of("on screens of"));
        Assert.Contains("on a screen 360 px wide", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_several_hidden_links_one_is_told()
    {
        var finding = Assert.Single(Rule.Check(Sample.Mail($"<p style='display:none'>{Link}</p><p style='opacity:0'>{Link}</p>")));

        Assert.Equal("opacity", finding.Evidence.Of("property"));
        Assert.Equal("1, hidden as well", finding.Evidence.Of("other opt-out links"));
    }

    [Theory]
    [InlineData(102_300, false)]
    [InlineData(102_400, true)]
    public void What_stands_behind_the_place_where_Gmail_cuts_is_not_seen(int bytes, bool hidden)
    {
        var start = "<p>" + "ä".Times(40_000);
        var html = start + "x".Times(bytes - Encoding.UTF8.GetByteCount(start)) + Link;

        var findings = Rule.Check(Sample.Mail(html));

        Assert.Equal(hidden, findings.Count > 0);
        Assert.All(findings, finding => Assert.Equal("clipped", finding.Evidence.Of("property")));
        Assert.Empty(Rule.Check(Sample.Mail(Link + html)));
    }

    [Theory]
    [InlineData("<p>Hello</p>")]
    [InlineData("<a href='https://a.example/leave' style='display:none'>Unsubscribe</a>")]
    [InlineData("<a href='{{ Unsubscribe_URL }}' style='display:none'>Unsubscribe</a>")]
    [InlineData("<p style='display:none'>{{ unsubscribe_url }}</p>")]
    public void Without_a_link_of_ours_it_is_another_rules_matter(string html) => Assert.Empty(Rule.Check(Sample.Mail(html)));

    [Fact]
    public void A_clean_newsletter_has_nothing_to_say_about() => Assert.Empty(Rule.Check(Sample.Clean()));

    public static TheoryData<string, string> Heavy => new()
    {
        { "ten thousand rules", "<style>" + string.Concat(Enumerable.Range(0, 10_000).Select(i => $".c{i} p > a, td.x{i}, a{{color:#{i % 10}}}\n")) + "</style>" + Link },
        { "a megabyte of declarations", "<style>p{" + "color:#fff;".Times(90_000) + "}</style><p>" + Link },
        { "selectors that grow with a power", "<style>" + string.Concat(Enumerable.Range(0, 40).Select(_ => "div ".Times(40) + "b, x " + "div ".Times(30) + "a{display:none}")) + "</style>" + "<div>".Times(150) + Link },
        { "thousands of hidden links", "<div style='display:none'>" + Link.Times(20_000) },
        { "thousands of siblings", "<style>p ~ p ~ p ~ a ~ b ~ a{display:none} a:nth-child(3n+1):nth-last-of-type(2n){color:red}</style><div>" + $"<a href='{{{{ unsubscribe_url }}}}'></a>".Times(20_000) },
        { "variables of variables", "<style>:root{--a0:1px;" + string.Concat(Enumerable.Range(1, 60).Select(i => $"--a{i}:var(--a{i - 1}) var(--a{i - 1});")) + "} a{font-size:var(--a59)}</style>" + Link },
        { "a circle of variables", "<style>a{--x:var(--y);--y:var(--x);color:var(--x)}</style>" + Link },
        { "nested rules", "<style>" + "a{".Times(5_000) + "</style>" + Link },
        { "nested media", "<style>" + "@media screen{".Times(5_000) + "a{display:none}</style>" + Link },
        { "nested brackets", "<style>a{width:" + "calc((".Times(20_000) + "</style><a style='height:" + "((((".Times(20_000) + "' href='{{ unsubscribe_url }}'>x</a>" },
        { "nested not", "<style>" + ":not(".Times(20_000) + "a{display:none}</style>" + Link },
        { "unclosed strings", "<style>" + "\"'".Times(200_000) + "</style>" + Link },
        { "unclosed comments", "<style>" + "/*".Times(200_000) + "</style>" + Link },
        { "has", "<style>" + "div:has(b i u) ".Times(20) + "a{display:none}</style>" + "<div>".Times(100) + "<p></p>".Times(20_000) + Link },
        { "comments with links", "<!--" + Link.Times(20_000) + "-->" },
        { "unterminated tags", "<!--" + "<a href='{{ unsubscribe_url }} ".Times(20_000) + "-->" },
        { "many texts", "<a href='{{ unsubscribe_url }}'>" + "<b>.</b>".Times(100_000) + "</a>" },
    };

    [Theory]
    [MemberData(nameof(Heavy))]
    public async Task Hostile_mail_ends_quickly(string name, string html)
    {
        Assert.NotEqual("", name);
        var mail = Sample.Mail(html);
        var findings = await Task.Run(() =>
        {
            _ = mail.Html;
            var from = System.Diagnostics.Stopwatch.GetTimestamp();
            var found = Rule.Check(mail);
            Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(from), TimeSpan.Zero, TimeSpan.FromSeconds(15));
            return found;
        }).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.InRange(findings.Count, 0, 1);
    }

    [Fact]
    public void What_takes_too_much_work_is_held_and_not_called_clean()
    {
        var html = (string)Rows(Heavy)[2][1];
        var finding = Assert.Single(Rule.Check(Sample.Mail(html)));

        Assert.True(finding.Unchecked);
        Assert.Equal(Severity.Hold, finding.Severity);
    }

    [Theory]
    [InlineData("<a style='color:oklch(100% 0 0)' {H}>Unsubscribe</a>")]
    [InlineData("<a style='color:color-mix(in srgb, #fff 99%, #000)' {H}>Unsubscribe</a>")]
    [InlineData("<style>@keyframes k{to{opacity:0}} .f{animation:k 0s forwards}</style><p class=f>{L}</p>")]
    [InlineData("<style>@keyframes k{from,to{opacity:0}} .f{animation-name:k;animation-iteration-count:infinite}</style><p class=f>{L}</p>")]
    [InlineData("<link rel=stylesheet href='https://elsewhere.example/x.css'>{L}")]
    [InlineData("<style>@import url(https://elsewhere.example/x.css);</style>{L}")]
    [InlineData("<style>@import '//elsewhere.example/x.css' screen;</style>{L}")]
    public void What_cannot_be_worked_out_is_held_and_not_called_seen(string html)
    {
        var finding = Assert.Single(Rule.Check(Sample.Mail(Written(html))));

        Assert.True(finding.Unchecked);
    }

    [Fact]
    public void Broken_styles_and_markup_never_throw()
    {
        var random = new Random(4_711);
        var seeds = Rows(HidingTechniques.All).Select(row => Written((string)row[1])).Concat(Rows(PlainPatterns.All).Select(row => Written((string)row[0]))).ToArray();
        const string Splinters = "{}();:,.#*<>!/\\\"'[]@&|=~+-%0123456789aefnoprtuvxyz \n";
        for (var round = 0; round < 4_000; round++)
        {
            var text = new StringBuilder(seeds[random.Next(seeds.Length)]);
            for (var change = random.Next(1, 12); change > 0 && text.Length > 1; change--)
            {
                var at = random.Next(text.Length);
                switch (random.Next(4))
                {
                    case 0:
                        text.Remove(at, Math.Min(random.Next(1, 9), text.Length - at));
                        break;
                    case 1:
                        text.Insert(at, Splinters[random.Next(Splinters.Length)]);
                        break;
                    case 2:
                        text[at] = Splinters[random.Next(Splinters.Length)];
                        break;
                    default:
                        var other = seeds[random.Next(seeds.Length)];
                        var from = random.Next(other.Length);
                        text.Insert(at, other.AsSpan(from, Math.Min(random.Next(1, 30), other.Length - from)));
                        break;
                }
            }

            var html = text.ToString();
            var thrown = Record.Exception(() => Rule.Check(Sample.Mail(html)));
            Assert.True(thrown is null, string.Create(CultureInfo.InvariantCulture, $"round {round}: {thrown}\n{html}"));
        }
    }

    private static List<object[]> Rows(IEnumerable<object[]> table) => [.. table];

    private static string Written(string html) =>
        "<!doctype html><body><p>Hello</p>" + html.Replace("{L}", Link, StringComparison.Ordinal).Replace("{H}", "href=\"{{ unsubscribe_url }}\"", StringComparison.Ordinal) + "</body>";
}
