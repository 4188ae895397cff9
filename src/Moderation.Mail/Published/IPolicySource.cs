namespace Moderation.Mail.Published;

/// <summary>What came of fetching a file.</summary>
/// <param name="Text">The file, or null.</param>
/// <param name="IsKnown">Without a text: whether the server truly answered so, rather than could not be reached.</param>
/// <param name="Problem">Without a text: why, as the end of a sentence.</param>
public sealed record FetchedPolicy(string? Text, bool IsKnown, string? Problem)
{
    public static FetchedPolicy Of(string text) => new(text, true, null);

    public static FetchedPolicy Wrong(string problem) => new(null, true, problem);

    public static FetchedPolicy Unknown(string problem) => new(null, false, problem);
}

/// <summary>Where MTA-STS policies come from: <see cref="HttpsPolicySource"/>, or a dictionary in tests.</summary>
public interface IPolicySource
{
    ValueTask<FetchedPolicy> FetchAsync(Uri address, CancellationToken ct);
}
