using System.Security.Cryptography;
using Moderation.Web.Data;
using Npgsql;

namespace Moderation.Web.Feedback.Tokens;

/// <summary>
/// The keys of the tokens, sealed in the database; the first one is made on first use. They outlive the mail that they signed:
/// a lost key kills every opt-out link already sent, so they are part of the backup.
/// </summary>
public sealed class TokenKeys(EngineDataSource engine, Sealed seal, TimeProvider clock) : IDisposable
{
    private const string Purpose = "token-key";

    // A made-up key id in a forged token must not become a query each time.
    private static readonly TimeSpan SoonestReload = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _loading = new(1, 1);
    private TokenRing? _ring;
    private DateTimeOffset _loadedAt;

    public ValueTask<TokenRing> RingAsync(CancellationToken ct) => RingAsync(wanted: 0, ct);

    /// <param name="wanted">A key that another node may have made since; 0 for any.</param>
    /// <param name="ct">Ends the loading.</param>
    public async ValueTask<TokenRing> RingAsync(byte wanted, CancellationToken ct)
    {
        var ring = _ring;
        if (ring is not null && (wanted == 0 || ring.Has(wanted) || clock.GetUtcNow() - _loadedAt < SoonestReload))
        {
            return ring;
        }

        await _loading.WaitAsync(ct);
        try
        {
            if (ReferenceEquals(ring, _ring))
            {
                _ring = await LoadAsync(ct);
                _loadedAt = clock.GetUtcNow();
            }

            return _ring!;
        }
        finally
        {
            _loading.Release();
        }
    }

    public void Dispose() => _loading.Dispose();

    private async Task<TokenRing> LoadAsync(CancellationToken ct)
    {
        await using var connection = await engine.OpenAsync(ct);
        var keys = await ReadAsync(connection, ct);
        if (keys.Count == 0)
        {
            await using var first = new NpgsqlCommand("insert into app.token_keys (id, sealed) values (1, $1) on conflict do nothing", connection)
            {
                Parameters = { new NpgsqlParameter<byte[]> { TypedValue = seal.Seal(Purpose, RandomNumberGenerator.GetBytes(32)) } },
            };
            await first.ExecuteNonQueryAsync(ct);
            // Another node may have been first: what the table says counts.
            keys = await ReadAsync(connection, ct);
        }

        return new TokenRing(keys);
    }

    private async Task<List<TokenKey>> ReadAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select id, sealed from app.token_keys order by id", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var keys = new List<TokenKey>();
        while (await reader.ReadAsync(ct))
        {
            keys.Add(new TokenKey((byte)reader.GetInt16(0), seal.Open(Purpose, reader.GetFieldValue<byte[]>(1))));
        }

        return keys;
    }
}
