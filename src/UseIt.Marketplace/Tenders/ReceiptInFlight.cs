using Npgsql;

namespace UseIt.Marketplace.Tenders;

/// <summary>
/// A bid on its way in. It makes itself known by a shared lock, which waits for nobody; only then its node stops holding back closings for
/// it (<see cref="Arrivals"/>), and the store's clock says when it arrived. Whoever closes the tender after the deadline asks the nodes
/// first and then looks for such locks: when there is none, every receipt with an instant up to the deadline is stored and can be seen.
/// Keep it until the commit that stores the receipt is done.
/// </summary>
public sealed class ReceiptInFlight : IAsyncDisposable
{
    private const long Space = 2L << 56; // apart from the floor lock (1) and the locks of idempotency keys (0)

    private readonly NpgsqlConnection connection;
    private readonly NpgsqlTransaction transaction;

    private ReceiptInFlight(NpgsqlConnection connection, NpgsqlTransaction transaction, DateTimeOffset at, TimeSpan uncertainty) =>
        (this.connection, this.transaction, At, Uncertainty) = (connection, transaction, at, uncertainty);

    /// <summary>The instant that decides whether the bid is in time: the earliest at which its last byte can have arrived.</summary>
    public DateTimeOffset At { get; }

    /// <summary>How much later it can have arrived.</summary>
    public TimeSpan Uncertainty { get; }

    /// <exception cref="TimeoutException">The store cannot say what time it is; the bid has to come in again.</exception>
    public static async Task<ReceiptInFlight> BeginAsync(
        NpgsqlDataSource database,
        Guid tender,
        Arrival arrival,
        CancellationToken cancel = default
    )
    {
        var connection = await database.OpenConnectionAsync(cancel);
        try
        {
            var transaction = await connection.BeginTransactionAsync(cancel);
            await AnnounceAsync(connection, tender, cancel);
            var (arrived, spoken) = arrival.Enter();
            var clock = await ClockReading.OfAsync(connection, transaction, cancel);
            var earliest = clock.Earliest(arrived);
            // A clock that was set back since, in a demo or a test, says nothing about what was said before.
            return new ReceiptInFlight(
                connection,
                transaction,
                spoken > earliest && spoken <= clock.Now ? spoken : earliest,
                clock.Uncertainty
            );
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// The same lock in the transaction that stores the receipt. When the process dies with that commit on its way, the server lets go of
    /// this one only once it is through. When the server dies and the process tries again, the first lock is lost: a closing may have
    /// looked meanwhile and seen none, so this instant may not be stored any more.
    /// </summary>
    /// <exception cref="TimeoutException">The first lock is lost; the bid has to come in again.</exception>
    public async Task HandOverAsync(NpgsqlConnection commit, Guid tender, CancellationToken cancel = default)
    {
        await AnnounceAsync(commit, tender, cancel);
        try
        {
            await using var look = new NpgsqlCommand("select", connection, transaction);
            await look.ExecuteNonQueryAsync(cancel);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            throw new TimeoutException("The bid lost its place at the door before it was stored.", e);
        }
    }

    private static async Task AnnounceAsync(NpgsqlConnection transaction, Guid tender, CancellationToken cancel)
    {
        await using var announce = new NpgsqlCommand("select pg_advisory_xact_lock_shared($1)", transaction);
        announce.Parameters.Add(new NpgsqlParameter<long> { TypedValue = Key(tender) });
        await announce.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Whether any receipt for the tender is on its way at this moment.</summary>
    public static async Task<bool> AnyAsync(NpgsqlDataSource database, Guid tender, CancellationToken cancel = default)
    {
        await using var look = database.CreateCommand(
            """
            select exists (select from pg_locks where locktype = 'advisory' and objsubid = 1 and granted
                and database = (select oid from pg_database where datname = current_database())
                and ((classid::bigint << 32) | objid::bigint) = $1)
            """
        );
        look.Parameters.Add(new NpgsqlParameter<long> { TypedValue = Key(tender) });
        return (bool)(await look.ExecuteScalarAsync(cancel))!;
    }

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }

    private static long Key(Guid tender) => Space | (BitConverter.ToInt64(tender.ToByteArray(), 8) & ((1L << 56) - 1));
}
