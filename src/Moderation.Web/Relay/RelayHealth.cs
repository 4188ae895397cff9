using Microsoft.EntityFrameworkCore;
using Moderation.Web.Data;

namespace Moderation.Web.Relay;

/// <summary>What one node that sends last said.</summary>
/// <param name="Route">Host and port, or "none".</param>
/// <param name="Problem">A sentence for staff; null while mail leaves.</param>
/// <param name="Since">When it became so.</param>
public sealed record RelayReport(string Route, string? Problem, DateTimeOffset Since);

/// <summary>Whether mail leaves, from the reports of the nodes that send.</summary>
/// <param name="Nodes">Those heard of lately.</param>
public sealed record RelayHealth(IReadOnlyList<RelayReport> Nodes)
{
    // Nodes report every 10 s; one that is silent for six reports has ended.
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    /// <summary>Whether no node can send; true also when there is none.</summary>
    public bool NothingLeaves => Nodes.All(node => node.Problem is not null);

    /// <summary>For staff: what is wrong with which route. Null while every node sends.</summary>
    public string? Sentence
    {
        get
        {
            if (Nodes.Count == 0)
            {
                return "No node with the role Relay is running. What is approved waits until one is started.";
            }

            if (Nodes.FirstOrDefault(node => node.Problem is not null) is not { } bad)
            {
                return null;
            }

            var broken = Nodes.Count(node => node.Problem is not null);
            var which = broken == Nodes.Count ? "" : $"{broken:N0} of {Nodes.Count:N0} nodes cannot send: ";
            var where = bad.Route == "none" ? bad.Problem : $"{bad.Route}, since {bad.Since:d MMM HH:mm} UTC: {bad.Problem}";
            return $"{which}{where} {(NothingLeaves ? "What is approved waits and then leaves by itself." : "The others go on.")}";
        }
    }

    public static async Task<RelayHealth> ReadAsync(ModerationDb db, DateTimeOffset now, CancellationToken ct)
    {
        var since = now - Fresh;
        return new RelayHealth(await db.Database.SqlQuery<RelayReport>(
            $"""select route as "Route", problem as "Problem", since as "Since" from app.relay_nodes where seen_at > {since} order by since""").ToListAsync(ct));
    }
}
