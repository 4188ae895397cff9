using Moderation.Delivery;

namespace Moderation.Web.Relay.Routes;

/// <summary>The section <c>Relay:Shaping</c> of the configuration: what routes in the database go by.</summary>
public sealed record ShapingOptions
{
    public WarmUpPlan WarmUp { get; init; } = WarmUpPlan.Default;

    public IReadOnlyList<Provider> Providers { get; init; } = Provider.Known;

    public BackOffRules BackOffs { get; init; } = BackOffRules.Default;

    public PoolAssignment Pools { get; init; } = PoolAssignment.Default;

    /// <summary>Whether mail may go directly to private and loopback addresses: for a network of one's own, and for tests.</summary>
    public bool PrivateReceivers { get; init; }

    /// <summary>How long it is remembered which routes there are.</summary>
    public TimeSpan KeepRoutes { get; init; } = TimeSpan.FromSeconds(5);

    /// <exception cref="StartRefusedException">With the setting that is wrong.</exception>
    public static ShapingOptions From(IConfiguration configuration)
    {
        var section = configuration.GetSection("Relay:Shaping");
        try
        {
            return Read(section);
        }
        catch (InvalidOperationException e)
        {
            // The binder names the value and where it stands.
            throw new StartRefusedException($"{e.Message} Numbers are written like 1.5, times like 02:00:00, truth like true.", e);
        }
    }

    private static ShapingOptions Read(IConfigurationSection section)
    {
        var plan = WarmUpPlan.Default;
        plan = plan with
        {
            HourlySteps = section.GetSection("HourlySteps").Get<int[]>() is { Length: > 0 } steps ? steps : plan.HourlySteps,
            Growth = section.GetValue("Growth", plan.Growth),
            ProviderFirstDay = section.GetValue("ProviderFirstDay", plan.ProviderFirstDay),
            ProviderGrowth = section.GetValue("ProviderGrowth", plan.ProviderGrowth),
            ProviderFastDays = section.GetValue("ProviderFastDays", plan.ProviderFastDays),
            Days = section.GetValue("WarmUpDays", plan.Days),
            IdleDays = section.GetValue("IdleDays", plan.IdleDays),
        };
        if (plan.HourlySteps.Any(step => step < 1) || plan is not { Growth: >= 1, ProviderGrowth: >= 1, ProviderFirstDay: > 0, ProviderFastDays: >= 0, Days: >= 0, IdleDays: > 0 })
        {
            throw new StartRefusedException("Relay:Shaping: steps and days are positive numbers, a growth is 1 or more.");
        }

        foreach (var unknown in section.GetSection("Providers").GetChildren().Where(child => Provider.Known.All(provider => provider.Key != child.Key)))
        {
            throw new StartRefusedException($"Relay:Shaping:Providers:{unknown.Key}: there is no such provider. Known are {string.Join(", ", Provider.Known.Select(provider => provider.Key))}.");
        }

        Provider[] providers = [.. Provider.Known.Select(provider => Read(section.GetSection($"Providers:{provider.Key}"), provider))];
        return new ShapingOptions
        {
            WarmUp = plan,
            Providers = providers,
            BackOffs = BackOffSettings.Read(section, providers),
            Pools = section.GetSection("WatchedIndustries").Get<string[]>() is { } words ? new PoolAssignment(words) : PoolAssignment.Default,
            PrivateReceivers = section.GetValue("PrivateReceivers", false),
            KeepRoutes = section.GetValue("KeepRoutes", TimeSpan.FromSeconds(5)),
        };
    }

    private static Provider Read(IConfigurationSection section, Provider provider)
    {
        var read = provider with
        {
            Connections = section.GetValue("Connections", provider.Connections),
            MessagesPerConnection = section.GetValue("MessagesPerConnection", provider.MessagesPerConnection),
            NeedsTls = section.GetValue("NeedsTls", provider.NeedsTls),
            MessagesPerHour = section.GetValue("MessagesPerHour", provider.MessagesPerHour),
        };
        return read is { Connections: > 0, MessagesPerConnection: > 0, MessagesPerHour: null or > 0 }
            ? read
            : throw new StartRefusedException($"Relay:Shaping:Providers:{provider.Key}: connections, messages and messages an hour are at least 1. Leave MessagesPerHour out for no limit.");
    }
}
