using Moderation.Web.Pages.Campaigns;

namespace Moderation.Web.Tests.Pages.Campaigns;

public sealed class CampaignWordsTests
{
    [Fact]
    public void A_content_hash_in_the_timeline_is_cut_to_what_an_eye_compares()
    {
        var hash = string.Concat(Enumerable.Repeat("0123456789abcdef", 4));
        Assert.Equal("Content 0123456789ab…, version 3.", CampaignWords.Detail($"Content {hash}, version 3."));
        Assert.Equal("1,200 recipients.", CampaignWords.Detail("1,200 recipients."));
    }
}
