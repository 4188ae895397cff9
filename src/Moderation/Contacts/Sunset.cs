using Moderation.Accounts;

namespace Moderation.Contacts;

public enum SunsetState
{
    /// <summary>The last mailing is being written, reviewed or sent, or its thirty days run.</summary>
    Asked,

    /// <summary>Who pressed the button stayed, the rest is unsubscribed.</summary>
    Ended,

    /// <summary>The mailing never left as a whole: nobody was unsubscribed.</summary>
    GivenUp,
}

/// <summary>The people of a list who are never active are asked once more whether they want to stay.</summary>
public sealed class Sunset : IOfAccount
{
    /// <summary>How long they have to answer, from the end of the sending.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(30);

    public required Guid AccountId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The list whose people are asked.</summary>
    public required Guid ListId { get; init; }

    /// <summary>The list of those who are asked, made for this.</summary>
    public required Guid AskedListId { get; init; }

    /// <summary>The last mailing.</summary>
    public required Guid CampaignId { get; init; }
    public required string By { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public SunsetState State { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Who answered and stays.</summary>
    public int Stayed { get; private set; }

    /// <summary>Who did not.</summary>
    public int Unsubscribed { get; private set; }

    public void End(int stayed, int unsubscribed, DateTimeOffset now) => (State, Stayed, Unsubscribed, EndedAt) = (SunsetState.Ended, stayed, unsubscribed, now);

    public void GiveUp(DateTimeOffset now) => (State, EndedAt) = (SunsetState.GivenUp, now);
}
