using Moderation.Rules;
using Moderation.Rules.Content;

namespace Moderation.Tests.Rules.Content;

public sealed class TextPartTests
{
    private static readonly TextPart Rule = new();

    private const string Story = "<p>The first storm of the season took roof tiles and left whole crates of returned novels with salt upon their covers. We have dried them, priced them kindly, and placed long reading tables back where they belong: under western windows beside the stove and kettle.</p>";

    [Fact]
    public void Html_alone_is_advised_on()
    {
        var finding = Assert.Single(Rule.Check(Sample.Mail(Story)));

        Assert.Equal("content.text-part", finding.Rule);
        Assert.Equal(Severity.Advise, finding.Severity);
        Assert.Equal(Part.Text, finding.Where!.Part);
        Assert.Equal("HTML only", finding.Evidence.Of("parts"));
    }

    [Fact]
    public void A_text_part_that_tells_something_else_is_advised_on_with_the_counts()
    {
        var finding = Assert.Single(Rule.Check(Sample.Mail(Story, "Quarterly report about meadow flowers, honey bees, hedgehogs, garden ponds, apple trees, cherry blossom, gravel paths, wooden benches, compost heaps, rain barrels, lavender, rosemary, thyme, sage, mint, basil")));

        Assert.Contains("tells something else", finding.Message, StringComparison.Ordinal);
        Assert.Equal("0", finding.Evidence.Of("in both"));
    }

    [Fact]
    public void So_is_one_that_says_next_to_nothing() =>
        Assert.Contains("says little", Assert.Single(Rule.Check(Sample.Mail(Story, "Please view this mail in your browser: https://lighthouse.example/mail"))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("The first storm took roof tiles and left crates of novels with salt upon their covers. We dried them: https://lighthouse.example/story-of-the-storm\n\nUnsubscribe: {{ unsubscribe_url }}")]
    [InlineData("THE FIRST STORM OF THE SEASON TOOK ROOF TILES AND LEFT WHOLE CRATES OF NOVELS")]
    public void A_shorter_one_with_the_same_words_passes(string text) => Assert.Empty(Rule.Check(Sample.Mail(Story, text)));

    [Fact]
    public void Scripts_without_spaces_are_compared_by_letter()
    {
        const string Japanese = "秋の嵐が屋根の瓦を飛ばし、返品された小説の箱に塩がつきました。私たちはそれを乾かして、読書用の長い机を西の窓の下に戻しました。";

        Assert.Empty(Rule.Check(Sample.Mail($"<p>{Japanese}</p>", Japanese)));
        Assert.Single(Rule.Check(Sample.Mail($"<p>{Japanese}</p>", "ブラウザ")));
    }

    [Fact]
    public void A_text_part_alone_and_a_greeting_pass()
    {
        Assert.Empty(Rule.Check(Sample.Mail(text: "Hello")));
        Assert.Empty(Rule.Check(Sample.Mail("<p>Hello</p>", "Goodbye")));
    }

    [Fact]
    public void A_clean_newsletter_has_nothing_to_say_about() => Assert.Empty(Rule.Check(Sample.Clean()));
}
