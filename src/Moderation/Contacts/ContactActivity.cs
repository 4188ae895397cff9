using Moderation.Accounts;

namespace Moderation.Contacts;

public enum Engagement
{
    Opened,
    Clicked,
}

/// <summary>
/// What a person has done with an account's mail, as far as a person did it: what programs open and fetch is not recorded here.
/// </summary>
public sealed class ContactActivity : IOfAccount
{
    /// <summary>Whoever has been silent for so long and through so many mailings is never active.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromDays(180);

    /// <summary>See <see cref="Silence"/>: who gets little mail has had no occasion.</summary>
    public const int FewestMailings = 6;

    public required Guid AccountId { get; init; }
    public required Guid ContactId { get; init; }
    public DateTimeOffset? LastOpenedAt { get; private set; }
    public DateTimeOffset? LastClickedAt { get; private set; }

    /// <summary>Mailings that reached the person since the last engagement, or ever.</summary>
    public int MailingsSince { get; private set; }

    /// <summary>When the first of those left; null when there is none.</summary>
    public DateTimeOffset? CountingSince { get; private set; }

    /// <summary>The last thing that the person did.</summary>
    public DateTimeOffset? LastEngagedAt => LastOpenedAt is not { } opened ? LastClickedAt : LastClickedAt > opened ? LastClickedAt : opened;

    /// <summary>The person opened or pressed something: the silence begins anew. What comes late moves nothing back.</summary>
    public void Engaged(Engagement how, DateTimeOffset at)
    {
        if (how == Engagement.Opened)
        {
            LastOpenedAt = LastOpenedAt > at ? LastOpenedAt : at;
        }
        else
        {
            LastClickedAt = LastClickedAt > at ? LastClickedAt : at;
        }

        (MailingsSince, CountingSince) = (0, null);
    }

    /// <summary>A mailing reached the person. One that left before the last engagement is no silence.</summary>
    public void Mailed(DateTimeOffset at)
    {
        if (LastEngagedAt is null || LastEngagedAt < at)
        {
            MailingsSince++;
            CountingSince ??= at;
        }
    }

    public bool IsNeverActive(DateTimeOffset now) =>
        MailingsSince >= FewestMailings && CountingSince is { } since && (LastEngagedAt is { } engaged && engaged > since ? engaged : since) <= now - Silence;
}
