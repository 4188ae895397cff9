using Moderation.Campaigns;

namespace Moderation.Rules.Content;

/// <summary>What was left over from a template or a test, and values of recipients that do not belong into a mail.</summary>
public sealed class Inconsistent : IRule
{
    private const int MostShown = 10;

    private static readonly string[] Filler = ["lorem ipsum", "dolor sit amet"];

    public RuleInfo Info { get; } = new(
        "content.inconsistent",
        "Something left over from a template or a test",
        "Placeholders that nothing fills, dummy text, test subjects and addresses that lead nowhere reach each reader as they stand.",
        "Replace or remove what is named here.",
        Severity.Hold,
        Needs.Content,
        "The provider's terms: consistent data.")
    {
        Examples =
        [
            new("Dear *|FNAME|*,", "Dear {{ contact.first_name | default: \"reader\" }},"),
            new("Lorem ipsum dolor sit amet", "Text of your own"),
            new("[TEST] Autumn letter", "Test your knowledge of lighthouses"),
            new("https://example.com/shop", "The address of your shop"),
        ],
    };

    public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds)
    {
        var content = submission.Content;
        var places = WrittenPlaces.In(submission).ToList();
        return NotRead(submission)
            .Concat(Tags(places))
            .Concat(Dummy(places))
            .Concat(TestSubject.Is(content.Subject) ? [Report("The subject says that this is a test.", new Where(Part.Headers, null, null, Excerpt.Of(content.Subject)), [new Evidence("subject", Excerpt.Of(content.Subject))], "Write the subject that readers should see.")] : [])
            .Concat(ReservedAddresses(submission, places))
            .Concat(MergeValues.Check(submission, this));
    }

    private IEnumerable<Finding> NotRead(Submission submission) =>
        submission.Html is { Beyond: { } beyond } ? [Unknown.Because(Info, "the HTML was not read, as " + beyond, new Where(Part.Html))] : [];

    internal Finding Report(string message, Where where, IReadOnlyList<Evidence> evidence, string fix) => new(Info.Code, Info.Severity, message, where, evidence, fix);

    private IEnumerable<Finding> Tags(List<WrittenPlace> places)
    {
        var tags = places
            .SelectMany(place => MergeTags.In(place.Text).Where(tag => !(place.IsLink && tag.Offset == 0)).Select(tag => (tag.Tag, tag.Offset, Place: place)))
            .DistinctBy(found => found.Tag, StringComparer.Ordinal)
            .ToList();
        if (tags is [])
        {
            yield break;
        }

        var message = tags is [var one] ? $"Nothing takes the place of {Excerpt.Of(one.Tag)}: readers would see it as it stands." : $"Nothing takes the place of {tags.Count:N0} placeholders, such as {Excerpt.Of(tags[0].Tag)}: readers would see them as they stand.";
        yield return Report(message, tags[0].Place.At(tags[0].Offset),
            [.. tags.Take(MostShown).Select(found => new Evidence("placeholder", Excerpt.Of(found.Tag))), new Evidence("placeholders", $"{tags.Count:N0}")],
            $"Use one that exists here, such as {{{{ contact.first_name | default: \"reader\" }}}}, or write the text itself.");
    }

    private IEnumerable<Finding> Dummy(List<WrittenPlace> places)
    {
        foreach (var place in places.Where(place => place.MayHaveNames))
        {
            foreach (var filler in Filler)
            {
                if (place.Text.IndexOf(filler, StringComparison.OrdinalIgnoreCase) is >= 0 and var at)
                {
                    var shown = Excerpt.Of(place.Text[at..Math.Min(place.Text.Length, at + 80)]);
                    yield return Report("The mail has dummy text in it.", place.At(at), [new Evidence("text", shown)], "Write the text that readers should see.");
                    yield break;
                }
            }
        }
    }

    // RFC 2606 §3 and RFC 6761: names that belong to nobody.
    private IEnumerable<Finding> ReservedAddresses(Submission submission, List<WrittenPlace> places)
    {
        var content = submission.Content;
        var found = places
            .Where(place => place.MayHaveNames)
            .SelectMany(place => ReservedHost.In(place.Text, place.IsLink).Select(host => (host.Text, Where: place.At(host.Offset))))
            .Concat(new[] { content.FromAddress, content.ReplyTo }.OfType<Accounts.EmailAddress>()
                .Where(address => ReservedHost.In(address.ToString(), isAddress: true).Any())
                .Select(address => (Text: address.ToString(), Where: new Where(Part.Headers, null, null, address.ToString()))))
            .DistinctBy(reserved => reserved.Text, StringComparer.OrdinalIgnoreCase)
            .ToList();
        if (found is not [])
        {
            yield return Report($"\"{Excerpt.Of(found[0].Text)}\" is an address for examples: it belongs to nobody.", found[0].Where,
                [.. found.Take(MostShown).Select(reserved => new Evidence("address", Excerpt.Of(reserved.Text))), new Evidence("addresses", $"{found.Count:N0}")],
                "Write the address of your own site or mailbox.");
        }
    }
}
