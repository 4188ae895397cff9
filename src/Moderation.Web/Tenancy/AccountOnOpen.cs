using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Moderation.Web.Data;
using Npgsql;

namespace Moderation.Web.Tenancy;

/// <summary>
/// Tells PostgreSQL for whom the connection works, each time one is opened, so that row-level security agrees with the request.
/// The pool's reset makes the connection forget it.
/// </summary>
public sealed class AccountOnOpen : DbConnectionInterceptor
{
    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = Settings((NpgsqlConnection)connection, ((ModerationDb)eventData.Context!).Current);
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using var command = Settings((NpgsqlConnection)connection, ((ModerationDb)eventData.Context!).Current);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    internal static NpgsqlCommand Settings(NpgsqlConnection connection, CurrentAccount current) =>
        new("select set_config('app.account', $1, false), set_config('app.staff', $2, false)", connection)
        {
            Parameters =
            {
                new NpgsqlParameter<string> { TypedValue = current.AccountId?.ToString() ?? "" },
                new NpgsqlParameter<string> { TypedValue = current.IsStaff ? "on" : "off" },
            },
        };
}
