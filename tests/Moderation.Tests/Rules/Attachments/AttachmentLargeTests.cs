using Moderation.Rules;
using Moderation.Rules.Attachments;

namespace Moderation.Tests.Rules.Attachments;

public sealed class AttachmentLargeTests
{
    private static readonly AttachmentLarge Rule = new();

    [Fact]
    public void One_byte_beyond_a_megabyte_is_held_with_name_and_size()
    {
        var finding = Assert.Single(Rule.Check(Sample.Mail(Sample.CleanHtml, null, Sample.File(10), Sample.File(1_048_577, "film.mp4"))));

        Assert.Equal("attachment.large", finding.Rule);
        Assert.Equal(Severity.Hold, finding.Severity);
        Assert.Equal(new Where(Part.Attachment, "1", null, "film.mp4"), finding.Where);
        Assert.Equal("film.mp4", finding.Evidence.Of("name"));
        Assert.Equal("1,048,577", finding.Evidence.Of("bytes"));
    }

    [Fact]
    public void Exactly_a_megabyte_passes() => Assert.Empty(Rule.Check(Sample.Mail(Sample.CleanHtml, null, Sample.File(1_048_576))));

    [Fact]
    public void Small_ones_that_sum_beyond_it_are_held_once()
    {
        var finding = Assert.Single(Rule.Check(Sample.Mail(Sample.CleanHtml, null, Sample.File(600_000), Sample.File(448_577))));

        Assert.Equal("1,048,577", finding.Evidence.Of("bytes"));
        Assert.Contains("2 attachments", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_clean_newsletter_has_nothing_to_say_about() => Assert.Empty(Rule.Check(Sample.Clean()));
}
