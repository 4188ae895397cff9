using System.Globalization;
using System.Text;
using Moderation.Accounts;
using Moderation.Campaigns;

namespace Moderation.Tests.Campaigns;

public sealed class ContentHashTests
{
    private static readonly DomainName Bounces = DomainName.Parse("bounces.lighthouse.example");
    private static readonly DomainName Signs = DomainName.Parse("lighthouse.example");

    private static readonly Content Content = new()
    {
        Subject = "News",
        Preheader = "The lamp",
        FromName = "Lighthouse",
        FromAddress = EmailAddress.Parse("keeper@lighthouse.example"),
        ReplyTo = EmailAddress.Parse("answers@lighthouse.example"),
        Html = "<p>Hello</p>",
        Text = "Hello",
        Attachments = [new Attachment("a.pdf", "application/pdf", "c1", new byte[] { 1, 2, 3 }), new Attachment("b.pdf", "application/pdf", null, new byte[] { 4 })],
    };

    [Fact]
    public void It_is_64_hexadecimal_digits_and_the_same_each_time()
    {
        Assert.Matches("^[0-9a-f]{64}$", Of(Content));
        Assert.Equal(Of(Content), Of(Content with { Attachments = [.. Content.Attachments] }));
    }

    public static TheoryData<string> Changes => [.. All.Keys];

    private static Dictionary<string, Func<Content, string>> All { get; } = new(StringComparer.Ordinal)
    {
        ["subject"] = content => Of(content with { Subject = "news" }),
        ["preheader"] = content => Of(content with { Preheader = "" }),
        ["from name"] = content => Of(content with { FromName = "Lighthouse " }),
        ["from"] = content => Of(content with { FromAddress = EmailAddress.Parse("keepers@lighthouse.example") }),
        ["reply-to"] = content => Of(content with { ReplyTo = null }),
        ["html"] = content => Of(content with { Html = "<p>Hello </p>" }),
        ["no html"] = content => Of(content with { Html = null }),
        ["empty html"] = content => Of(content with { Html = "" }),
        ["text"] = content => Of(content with { Text = null }),
        ["attachment bytes"] = content => Of(With(content, file => file with { Bytes = new byte[] { 1, 2, 4 } })),
        ["attachment name"] = content => Of(With(content, file => file with { Name = "a.pdg" })),
        ["attachment type"] = content => Of(With(content, file => file with { MediaType = "application/pdg" })),
        ["attachment id"] = content => Of(With(content, file => file with { ContentId = null })),
        ["attachment order"] = content => Of(content with { Attachments = [.. content.Attachments.Reverse()] }),
        ["attachment gone"] = content => Of(content with { Attachments = [content.Attachments[0]] }),
        ["envelope domain"] = content => ContentHash.Of(content, Signs, Signs, "list-1"),
        ["dkim domain"] = content => ContentHash.Of(content, Bounces, Bounces, "list-1"),
        ["audience"] = content => ContentHash.Of(content, Bounces, Signs, "list-2"),
        ["moved between fields"] = content => Of(content with { Subject = "NewsT", Preheader = "he lamp" }),
        ["html and text exchanged"] = content => Of(content with { Html = content.Text, Text = content.Html }),
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Another_value_is_another_hash(string change) => Assert.NotEqual(Of(Content), All[change](Content));

    [Fact]
    public void Every_change_is_another_hash() => Assert.Equal(All.Count, All.Values.Select(change => change(Content)).Distinct(StringComparer.Ordinal).Count());

    [Fact]
    public void Words_for_people_about_the_audience_are_not_sent_and_not_in_it() => Assert.Equal(Of(Content), Of(Content with { Audience = "1,000 contacts" }));

    [Fact]
    public void One_changed_byte_anywhere_is_another_hash()
    {
        var random = new Random(1);
        var seen = new HashSet<string>(StringComparer.Ordinal) { Of(Content) };
        for (var i = 0; i < 2000; i++)
        {
            var bytes = new byte[random.Next(1, 500)];
            random.NextBytes(bytes);
            var text = string.Concat(bytes.Select(b => (char)(32 + (b % 95))));
            var content = Content with { Html = text, Text = text, Attachments = [new Attachment("a", "b", null, Encoding.ASCII.GetBytes(text))] };
            var at = random.Next(text.Length);
            var changed = string.Create(CultureInfo.InvariantCulture, $"{text[..at]}{(char)(text[at] ^ 1)}{text[(at + 1)..]}");

            Assert.Equal(4, new HashSet<string>(StringComparer.Ordinal)
            {
                Of(content),
                Of(content with { Html = changed }),
                Of(content with { Text = changed }),
                Of(content with { Attachments = [new Attachment("a", "b", null, Encoding.ASCII.GetBytes(changed))] }),
            }.Count);
            Assert.True(seen.Add(Of(content)));
        }
    }

    private static Content With(Content content, Func<Attachment, Attachment> change) => content with { Attachments = [change(content.Attachments[0]), .. content.Attachments.Skip(1)] };

    private static string Of(Content content) => ContentHash.Of(content, Bounces, Signs, "list-1");
}
