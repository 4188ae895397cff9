namespace Moderation.Mail.Fetching;

/// <summary>How links are followed.</summary>
public sealed record LinkProberOptions
{
    /// <summary>What we say of ourselves to the servers that we ask: honest, so that their owners can tell us apart.</summary>
    public string UserAgent { get; init; } = "ModerationConsole/1.0 (link check of an e-mail campaign before it is sent)";

    /// <summary>For one address: the look-up, the connection, the answer and as much of the page as is read.</summary>
    public TimeSpan HopTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For one link with all its redirects. Waiting for our own turn does not count.</summary>
    public TimeSpan LinkTime { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>Redirects that are followed at most.</summary>
    public int MaxRedirects { get; init; } = 10;

    /// <summary>Links followed side by side in one call of <see cref="LinkProbing"/>.</summary>
    public int AtOnce { get; init; } = 8;

    /// <summary>Requests to one host side by side, over all calls.</summary>
    public int AtOncePerHost { get; init; } = 2;

    /// <summary>Between two requests to one host.</summary>
    public TimeSpan HostPause { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Times that a link without an answer is tried in one call, while there is time.</summary>
    public int Tries { get; init; } = 3;

    /// <summary>Between two tries of one link.</summary>
    public TimeSpan TryPause { get; init; } = TimeSpan.FromSeconds(5);
}
