namespace Moderation.Web;

/// <summary>What a node does. All of it by default; run more nodes with the roles that are short.</summary>
[Flags]
public enum NodeRoles
{
    None = 0,

    /// <summary>Serves pages to people: those who sign in, and recipients.</summary>
    Console = 1,

    /// <summary>Sends what was approved.</summary>
    Relay = 2,

    /// <summary>Runs scheduled work.</summary>
    Jobs = 4,

    /// <summary>Takes what comes back: listens for bounces and complaints, and serves recipients what they open, the opt-out above all.</summary>
    Mx = 8,

    /// <summary>Reads the logs of smart hosts, on the machine where they lie.</summary>
    LogReader = 16,

    All = Console | Relay | Jobs | Mx | LogReader,
}

internal static class NodeRolesConfiguration
{
    /// <summary>
    /// Whether recipients' links work on this node. They are feedback, so they belong to Mx, which can then stand in public while the
    /// console does not; a console alone serves them too, since a link that was mailed must never be dead.
    /// </summary>
    public static bool ServesRecipients(this NodeRoles roles) => (roles & (Web.NodeRoles.Console | Web.NodeRoles.Mx)) != Web.NodeRoles.None;

    /// <summary>Reads <c>Roles</c>: names with commas, such as <c>Console,Jobs</c>; not set means all.</summary>
    /// <exception cref="StartRefusedException">A name is unknown.</exception>
    public static NodeRoles NodeRoles(this IConfiguration configuration)
    {
        var roles = Web.NodeRoles.None;
        foreach (var name in (configuration["Roles"] ?? nameof(Web.NodeRoles.All)).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            roles |= Enum.TryParse<NodeRoles>(name, ignoreCase: true, out var role) && char.IsLetter(name[0])
                ? role
                : throw new StartRefusedException($"Roles names '{name}', which is none of Console, Relay, Jobs, Mx, LogReader; correct it or leave Roles out for all of them.");
        }

        return roles;
    }
}
