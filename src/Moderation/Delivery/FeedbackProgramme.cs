using System.Net;

namespace Moderation.Delivery;

/// <summary>Whether a provider reports complaints to this installation. Stored by name: never rename one.</summary>
public enum ProgrammeState
{
    NotJoined,

    /// <summary>Somebody has applied; nothing has come yet.</summary>
    Asked,
    Active,
}

/// <summary>A provider's feedback loop: whose mail it covers, and by what its reports are known.</summary>
public sealed class FeedbackProgramme
{
    /// <summary>An active programme that has reported nothing for so long is called silent and no longer counts.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromDays(60);

    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required string Name { get; set; }

    /// <summary>Where it is joined.</summary>
    public string Url { get; set; } = "";

    /// <summary>Domains of recipients whose complaints it reports, lower case.</summary>
    public string[] Covers { get; set; } = [];

    /// <summary>d= of its reports' DKIM signatures, lower case; a name below one of them counts too.</summary>
    public string[] DkimDomains { get; set; } = [];

    /// <summary>Networks from which its reports come, such as 192.0.2.0/24.</summary>
    public string[] Networks { get; set; } = [];
    public ProgrammeState State { get; private set; }

    /// <summary>When the state last changed.</summary>
    public DateTimeOffset Since { get; private set; }
    public DateTimeOffset? LastReportAt { get; private set; }

    public void Move(ProgrammeState state, DateTimeOffset now)
    {
        if (state != State || Since == default)
        {
            (State, Since) = (state, now);
        }
    }

    /// <summary>Since when it has said nothing although it should; null when it is not silent.</summary>
    public DateTimeOffset? SilentSince(DateTimeOffset now) =>
        State == ProgrammeState.Active && (LastReportAt > Since ? LastReportAt.Value : Since) is var heard && now - heard > Silence ? heard : null;

    /// <summary>Whether deliveries to its domains are trials for complaints: not when nobody would be told.</summary>
    public bool Counts(DateTimeOffset now) => State == ProgrammeState.Active && SilentSince(now) is null;

    /// <summary>Whether a report is its own.</summary>
    /// <param name="signedBy">d= of the signatures that hold and are aligned with the report's From.</param>
    /// <param name="source">Who brought the report; null when that is not known for certain.</param>
    public bool Recognises(IEnumerable<string> signedBy, IPAddress? source) =>
        State != ProgrammeState.NotJoined
        && (signedBy.Any(domain => Array.Exists(DkimDomains, known => domain == known || domain.EndsWith("." + known, StringComparison.Ordinal)))
            || (source is not null && Array.Exists(Networks, network => IPNetwork.TryParse(network, out var range) && range.Contains(source))));
}

/// <summary>
/// Reports and refusals that end in no row of <see cref="FeedbackEntry"/>, or that belong to a programme: counted by day, so that a
/// flood of forged ones fills nothing. With the latest as an example.
/// </summary>
public sealed class MxCount
{
    public required DateOnly Day { get; init; }

    /// <summary>The programme; empty when the mail is of none.</summary>
    public required Guid ProgrammeId { get; init; }

    /// <summary>What it was: "complaint", "bounce", "opt-out", "reply".</summary>
    public required string Kind { get; init; }

    /// <summary>What became of it: "counted", "forged", "unknown" …</summary>
    public required string Result { get; init; }
    public long Count { get; set; }
    public required DateTimeOffset LastAt { get; set; }

    /// <summary>Who brought the latest.</summary>
    public required string LastPeer { get; set; }

    /// <summary>A line about the latest.</summary>
    public required string LastDetail { get; set; }
}
