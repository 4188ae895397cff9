using Moderation.Web.Pages.Shared;

namespace Moderation.Web.Tests.Pages.Shared;

public sealed class StepWordsTests
{
    [Fact]
    public void A_content_hash_in_the_timeline_is_cut_to_what_an_eye_compares()
    {
        var hash = string.Concat(Enumerable.Repeat("0123456789abcdef", 4));
        Assert.Equal("Content 0123456789ab…, version 3.", StepWords.Detail($"Content {hash}, version 3."));
        Assert.Equal("1,200 recipients.", StepWords.Detail("1,200 recipients."));
    }

    [Theory]
    [InlineData("campaign.approved", "Approved")]
    [InlineData("list.made-public", "Made public")]
    public void A_step_without_words_of_its_own_is_still_read(string action, string words) => Assert.Equal(words, StepWords.Of(action));
}
