namespace Moderation.Mail.Published;

/// <summary>How a domain's records stand, from best to worst.</summary>
public enum PublishedState
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>Mail gets through; it could be better.</summary>
    Advice,

    /// <summary>The DNS or a server could not say. Never the same as good, nor as missing.</summary>
    Unknown,

    /// <summary>Missing where it is needed, or broken.</summary>
    Wrong,
}

/// <summary>A record that its owner can copy.</summary>
/// <param name="Name">The full name.</param>
/// <param name="Type">Such as TXT.</param>
/// <param name="Value">On one line; a TXT longer than 255 octets is cut into strings by the name server's own means.</param>
public sealed record RecordToPublish(string Name, string Type, string Value);

/// <summary>What was found of one kind of record, and what to do.</summary>
/// <param name="name">Such as SPF.</param>
public sealed class PublishedCheck(string name)
{
    private readonly List<string> _found = [];
    private readonly List<(PublishedState State, string Text)> _remarks = [];
    private readonly List<RecordToPublish> _publish = [];

    public string Name { get; } = name;

    /// <summary>The worst of all remarks.</summary>
    public PublishedState State => _remarks.Select(remark => remark.State).DefaultIfEmpty(PublishedState.Good).Max();

    /// <summary>Records as published and what follows from them. Hostile text: escape it for where it is shown.</summary>
    public IReadOnlyList<string> Found => _found;

    /// <summary>Sentences: what is wrong, or could be better.</summary>
    public IReadOnlyList<(PublishedState State, string Text)> Remarks => _remarks;

    public IReadOnlyList<RecordToPublish> Publish => _publish;

    internal void Saw(string what) => _found.Add(what);

    internal void Advise(string sentence) => _remarks.Add((PublishedState.Advice, sentence));

    internal void NotKnown(string? problem) => _remarks.Add((PublishedState.Unknown, $"Not checked: {problem ?? "the DNS could not say."}"));

    internal void Blame(string sentence) => _remarks.Add((PublishedState.Wrong, sentence));

    internal void Suggest(string recordName, string type, string value) => _publish.Add(new RecordToPublish(recordName, type, value));
}
