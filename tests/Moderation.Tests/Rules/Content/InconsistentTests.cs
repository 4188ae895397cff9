using Moderation.Accounts;
using Moderation.Campaigns;
using Moderation.Rules;
using Moderation.Rules.Content;

namespace Moderation.Tests.Rules.Content;

public sealed class InconsistentTests
{
    private static readonly Inconsistent Rule = new();

    [Theory]
    [InlineData("{{ first_name }}")]
    [InlineData("{{contact.first_name | default: }}")]
    [InlineData("{% if vip %}")]
    [InlineData("*|FNAME|*")]
    [InlineData("%%first_name%%")]
    [InlineData("[[firstname]]")]
    [InlineData("${firstName}")]
    [InlineData("<%= name %>")]
    [InlineData("##NAME##")]
    [InlineData("@@name@@")]
    [InlineData("{$name}")]
    [InlineData("[%first_name%]")]
    [InlineData("{firstname}")]
    [InlineData("[First Name]")]
    [InlineData("%FIRSTNAME%")]
    [InlineData("[name,fallback=friend]")]
    public void A_placeholder_that_nothing_fills_is_held_with_its_place(string tag)
    {
        var finding = Assert.Single(Rule.Check(Sample.Mail($"<p>\n<b>Dear {tag},</b></p>")));

        Assert.Equal("content.inconsistent", finding.Rule);
        Assert.Equal(Severity.Hold, finding.Severity);
        Assert.Equal(tag, finding.Evidence.Of("placeholder"));
        Assert.Equal(new Where(Part.Html, "1/0/0", 2, "<b>"), finding.Where);
    }

    [Theory]
    [InlineData("<style>.a{{color:red}} @media x{.a{color:red}} .b[name]{} .c{%x%}</style><p>Hello</p>")]
    [InlineData("<!-- *|FNAME|* {{ old }} lorem ipsum https://example.com --><p>Hello</p>")]
    [InlineData("<p>50%% off, 100% wool, 20 % [1] [sic] {a, b} {} ${5} $100 #1 ## @ 3 [see page 4] {{ }}</p>")]
    [InlineData("<p>Dear {{ contact.first_name | default: \"reader\" }}, {{contact.email}}</p>")]
    [InlineData("<a href='https://a.example/?q=%20%C3%A9&x[]=1&y[name]=2#a'>x</a>")]
    [InlineData("<a href='{{ link }}'>x</a>")]
    [InlineData("<p>For example. Companies like example.company or my-example.com and example.com.pl</p>")]
    [InlineData("<p>We run it on localhost.</p>")]
    [InlineData("<a href='https://lighthouse.example/example.com'>x</a>")]
    public void Style_sheets_comments_prose_and_our_own_placeholders_pass(string html) => Assert.Empty(Rule.Check(Sample.Mail(html)));

    [Theory]
    [InlineData("<img alt='*|NAME|*'>")]
    [InlineData("<a href='https://a.example/?id=*|ID|*'>x</a>")]
    [InlineData("<a title='{{ name }}'>x</a>")]
    public void Attributes_that_reach_readers_are_read(string html) => Assert.Single(Rule.Check(Sample.Mail(html)));

    [Fact]
    public void Subject_preheader_name_and_text_part_are_read()
    {
        var clean = Sample.Clean().Content;

        Assert.Equal("subject: For *|FNAME|*", Assert.Single(Rule.Check(new Submission(clean with { Subject = "For *|FNAME|*" }))).Where!.Excerpt);
        Assert.Single(Rule.Check(new Submission(clean with { Preheader = "For [[name]]" })));
        Assert.Single(Rule.Check(new Submission(clean with { FromName = "{{ sender }}" })));
        Assert.Equal(new Where(Part.Text, null, 2, "Dear %%name%%,"), Assert.Single(Rule.Check(new Submission(clean with { Text = "Hi\nDear %%name%%,\nbye" }))).Where);
    }

    [Fact]
    public void Many_placeholders_are_one_finding()
    {
        var finding = Assert.Single(Rule.Check(Sample.Mail(string.Concat(Enumerable.Range(0, 30).Select(i => $"<p>*|A{i}|* *|A{i}|*</p>")))));

        Assert.Equal("30", finding.Evidence.Of("placeholders"));
        Assert.Equal(11, finding.Evidence.Count);
    }

    [Fact]
    public void Dummy_text_is_held() =>
        Assert.StartsWith("Lorem ipsum dolor", Assert.Single(Rule.Check(Sample.Mail("<p>Lorem\n ipsum dolor sit amet</p>"))).Evidence.Of("text"), StringComparison.Ordinal);

    [Theory]
    [InlineData("[TEST] Autumn letter")]
    [InlineData("Autumn letter (test 2)")]
    [InlineData("TEST: Autumn letter")]
    [InlineData("Test - Autumn letter")]
    [InlineData("TEST Autumn letter")]
    [InlineData("test")]
    [InlineData("Testmail 3")]
    [InlineData("[Entwurf] Herbstbrief")]
    public void A_subject_that_says_that_it_is_a_test_is_held(string subject) => Assert.Equal(subject, Assert.Single(Rule.Check(Sample.Subject(subject))).Evidence.Of("subject"));

    [Theory]
    [InlineData("Test your sight")]
    [InlineData("The big test: ten lamps")]
    [InlineData("TEST DRIVE OUR BOAT")]
    [InlineData("Testing the waters")]
    [InlineData("Draft beer on Friday")]
    public void One_about_tests_passes(string subject) => Assert.Empty(Rule.Check(Sample.Subject(subject)));

    [Theory]
    [InlineData("<a href='https://example.com/shop'>x</a>")]
    [InlineData("<a href='mailto:me@www.example.org'>x</a>")]
    [InlineData("<img src='https://cdn.example.net/1.png'>")]
    [InlineData("<p>Write to me@EXAMPLE.com.</p>")]
    [InlineData("<a href='https://localhost:5000/x'>x</a>")]
    public void Addresses_that_belong_to_nobody_are_held(string html) =>
        Assert.Contains("belongs to nobody", Assert.Single(Rule.Check(Sample.Mail(html))).Message, StringComparison.Ordinal);

    [Fact]
    public void So_is_such_a_sender() =>
        Assert.Equal("news@example.com", Assert.Single(Rule.Check(new Submission(Sample.Clean().Content with { FromAddress = EmailAddress.Parse("news@example.com") }))).Evidence.Of("address"));

    [Fact]
    public void An_empty_value_without_a_default_is_held_with_the_recipient()
    {
        var finding = Assert.Single(Values("Dear {{ contact.first_name }},", ("an…@a.example", "Anna"), ("bo…@b.example", " ")));

        Assert.Equal("bo…@b.example", finding.Evidence.Of("recipient"));
        Assert.Equal("Write {{ contact.first_name | default: \"reader\" }}.", finding.Fix);
        Assert.Empty(Values("Dear {{ contact.first_name | default: \"reader\" }},", ("bo…@b.example", "")));
        Assert.Empty(Values("Dear reader,", ("bo…@b.example", "")));
    }

    [Theory]
    [InlineData("Win at https://casino.example")]
    [InlineData("www.casino")]
    [InlineData("Visit casino.com now")]
    [InlineData("bit.ly/x")]
    [InlineData("a@casino.example")]
    [InlineData("You have won one million and only need to call this number today")]
    public void A_value_that_is_no_name_is_held_with_the_recipient(string value)
    {
        var finding = Assert.Single(Values("Dear {{ contact.first_name }},", ("an…@a.example", "Anna"), ("bo…@b.example", value)));

        Assert.Equal("bo…@b.example", finding.Evidence.Of("recipient"));
        Assert.Contains(finding.Evidence, evidence => evidence.Value == value);
    }

    [Theory]
    [InlineData("J. R. R.")]
    [InlineData("St.John")]
    [InlineData("Anna-Maria Theresia Walburga Antonia Josepha Johanna")]
    [InlineData("Dr. med. Anna")]
    public void Unusual_names_pass(string value) => Assert.Empty(Values("Dear {{ contact.first_name }},", ("bo…@b.example", value)));

    [Fact]
    public void Values_that_could_not_be_read_hold_only_where_the_mail_uses_them()
    {
        var unknown = new AudienceFacts { Recipients = 10 };

        Assert.True(Assert.Single(Rule.Check(new Submission(Sample.Mail(text: "Dear {{ contact.first_name }}").Content) { Audience = unknown })).Unchecked);
        Assert.Empty(Rule.Check(new Submission(Sample.Mail(text: "Dear reader").Content) { Audience = unknown }));
        Assert.Empty(Rule.Check(Sample.Mail(text: "Dear {{ contact.first_name }}")));
    }

    private static List<Finding> Values(string text, params (string Recipient, string FirstName)[] samples) => Rule.Check(new Submission(Sample.Mail(text: text).Content)
    {
        Audience = new AudienceFacts
        {
            Recipients = 10,
            MergeSamples = Fact.Known<IReadOnlyList<MergeSample>>([.. samples.Select(sample => new MergeSample(sample.Recipient, new Dictionary<string, string>(StringComparer.Ordinal) { [PlaceholderNames.FirstName] = sample.FirstName }))]),
        },
    });

    [Fact]
    public void A_clean_newsletter_has_nothing_to_say_about() => Assert.Empty(Rule.Check(Sample.Clean()));
}
