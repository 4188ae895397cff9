namespace Moderation.Mail.Reports.Notices;

/// <summary>Reads the notices of one mail server, or of a family that writes the same form.</summary>
internal abstract class Notice(string name)
{
    /// <summary>Of the server or family, as <see cref="Report.Format"/> shows it.</summary>
    public string Name => name;

    /// <summary>The class of what it names, where the form itself says it; else words and codes decide.</summary>
    public virtual BounceClass? Told => null;

    /// <summary>Adds the recipients that the notice names; adds none when it has another form.</summary>
    public abstract void Read(ReportParts parts, FoundRecipients found);
}

/// <summary>What a notice named, each address once.</summary>
internal sealed class FoundRecipients
{
    private const int Most = 1_000;
    private const int MostWords = 40;

    private readonly List<Found> _all = [];

    public int Count => _all.Count;

    /// <returns>The list to which the server's words about this recipient go.</returns>
    public List<string> Add(string address, string? original = null)
    {
        if (_all.Find(known => AddressText.Same(known.Address, address)) is { } again)
        {
            again.Original ??= original;
            return again.Words;
        }

        var words = new List<string>();
        if (_all.Count < Most)
        {
            _all.Add(new Found(address, original, words));
        }

        return words;
    }

    /// <summary>Words that name nobody, said of all.</summary>
    public void AddToAll(string words)
    {
        foreach (var one in _all)
        {
            if (one.Words.Count < MostWords)
            {
                one.Words.Add(words);
            }
        }
    }

    /// <param name="notice">Where they were found.</param>
    /// <param name="told">The class, where the form itself says it.</param>
    public List<ReportedRecipient> ToRecipients(NoticeText notice, BounceClass? told = null)
    {
        var isDelay = NoticeTable.IsDelay(notice);
        return _all.ConvertAll(one =>
        {
            var diagnostic = OneLine.Of(string.Join('\n', one.Words));
            var bounce = BounceClassifier.Classify(null, diagnostic ?? "", out var code);
            if (told is { } known)
            {
                bounce = known;
            }
            else if (bounce == BounceClass.Unknown)
            {
                // What is said of all recipients stands before or after their list.
                bounce = BounceClassifier.Classify(null, notice.Words, out code);
            }

            return new ReportedRecipient(one.Address, isDelay ? DeliveryAction.Delayed : DeliveryAction.Failed, code?.ToString(), diagnostic, bounce) { OriginalAddress = one.Original };
        });
    }

    private sealed class Found(string address, string? original, List<string> words)
    {
        public string Address => address;

        public string? Original { get; set; } = original;

        public List<string> Words => words;
    }
}
