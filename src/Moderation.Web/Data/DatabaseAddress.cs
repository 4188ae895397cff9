using Npgsql;

namespace Moderation.Web.Data;

/// <summary>Three connection strings to one database, one for each role.</summary>
/// <param name="Owner">Migrates and provisions; null on a node that only validates.</param>
/// <param name="Console">Serves people; row-level security binds it.</param>
/// <param name="Engine">Serves Relay, Jobs and Mx; bypasses row-level security.</param>
public sealed record DatabaseAddress(string? Owner, string Console, string Engine)
{
    public string ConsoleRole => RoleOf(Console);

    public string EngineRole => RoleOf(Engine);

    public static string RoleOf(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString).Username ?? "";

    public static string NameOf(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString).Database ?? "";

    /// <exception cref="StartRefusedException">It would let one request see the account of the request before.</exception>
    public static void RefuseLeaks(string name, string connectionString)
    {
        var parts = new NpgsqlConnectionStringBuilder(connectionString);
        var leak = parts.NoResetOnClose ? "No Reset On Close" : parts.Multiplexing ? "Multiplexing" : null;
        if (leak is not null)
        {
            throw new StartRefusedException($"ConnectionStrings:{name} sets '{leak}', with which one request could see the account of another; remove it.");
        }
    }
}
