using Moderation.Campaigns;
using Moderation.Tests.Rules;

namespace Moderation.Tests.Campaigns;

public sealed class ContentSketchTests
{
    private const string Words = "The lamp of the old lighthouse burns again tonight, and everybody who helped to mend it is invited to climb the stairs, to look at the sea, and to drink tea with the keeper.";

    [Fact]
    public void The_same_words_in_another_dress_are_the_same() =>
        Assert.Equal(1, Likeness(Sample.Mail($"<p>{Words}</p>"), Sample.Mail($"<table><tr><td style='color:red'>{Words.ToUpperInvariant().Replace(",", " 2026 -", StringComparison.Ordinal)}</td></tr></table>")));

    [Fact]
    public void One_changed_word_leaves_them_alike() =>
        Assert.InRange(Likeness(Sample.Mail(Words), Sample.Mail(Words.Replace("stairs", "tower", StringComparison.Ordinal))), 0.6, 0.95);

    [Fact]
    public void Other_words_are_not_alike() =>
        Assert.InRange(Likeness(Sample.Mail(Words), Sample.Mail("Shoes in all sizes are half the price until Sunday evening; our shops in Gdynia, Sopot and Tczew are open from nine to nine and look forward to you.")), 0, 0.1);

    [Fact]
    public void Too_few_words_have_no_sketch() => Assert.Empty(ContentSketch.Of(Sample.Mail("<p>Buy now</p>")));

    [Fact]
    public void A_sketch_stays_what_it_was_stored_as() =>
        Assert.Equal(Stored, ContentSketch.Of(Sample.Mail(Words)).Take(4));

    private static readonly int[] Stored = [103_954_527, 558_491_834, 3_606_090, 13_188_611];

    private static double Likeness(Submission one, Submission other) => ContentSketch.Likeness(ContentSketch.Of(one), ContentSketch.Of(other));
}
