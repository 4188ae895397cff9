using Moderation.Delivery;

namespace Moderation.Web.Relay.Routes;

/// <summary>
/// What follows a reply, from <c>Relay:Shaping:BackOffs</c> (a list; it stands for all the rules that the program has of its own) and
/// <c>Relay:Shaping:BackOff</c> (any other temporary refusal of the sender).
/// </summary>
internal static class BackOffSettings
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <exception cref="StartRefusedException">With the rule that is wrong.</exception>
    public static BackOffRules Read(IConfigurationSection shaping, IReadOnlyCollection<Provider> providers)
    {
        var (rules, usual) = (shaping.GetSection("BackOffs").GetChildren().ToList(), BackOffRules.Default);
        return new BackOffRules(
            rules.Count == 0 ? usual.Rules : rules.ConvertAll(rule => Rule(rule, providers)),
            Asked(shaping.GetSection("BackOff"), usual.Generic));
    }

    private static BackOffRule Rule(IConfigurationSection section, IReadOnlyCollection<Provider> providers)
    {
        var (provider, words) = (section["Provider"], section.GetSection("Words").Get<string[]>() ?? []);
        if (provider is { Length: > 0 } && providers.All(known => known.Key != provider))
        {
            throw new StartRefusedException($"{section.Path}:Provider is '{provider}'. It is one of {string.Join(", ", providers.Select(known => known.Key))}, or left out for any.");
        }

        if (words.Length == 0 || words.Any(string.IsNullOrWhiteSpace))
        {
            throw new StartRefusedException($"{section.Path}:Words is empty. A rule needs a word that the reply holds, such as \"rate limited\": without one it would fit every reply.");
        }

        if (section["Name"] is not { Length: > 0 } name || section["Length"] is not { Length: > 0 })
        {
            throw new StartRefusedException($"{section.Path} needs a Name for people and a Length such as 02:00:00.");
        }

        return new BackOffRule(provider is { Length: > 0 } ? provider : null, words, Asked(section, new BackOff(name, TimeSpan.Zero, 0)));
    }

    private static BackOff Asked(IConfigurationSection section, BackOff usual)
    {
        var asked = usual with
        {
            Name = section["Name"] is { Length: > 0 } name ? name : usual.Name,
            Length = section.GetValue("Length", usual.Length),
            Rate = section.GetValue("Rate", usual.Rate),
            Connections = section.GetValue("Connections", usual.Connections),
        };
        return asked is { Rate: >= 0 and <= 1, Connections: null or > 0 } && asked.Length > TimeSpan.Zero && asked.Length <= Longest && (asked.Rate < 1 || asked.Connections is not null)
            ? asked
            : throw new StartRefusedException($"{section.Path}: Length is more than nothing and at most a day, Rate is a share from 0 (nothing) to 1 (as before), Connections at least 1; with a Rate of 1 fewer connections are what is left to ask.");
    }
}
