using System.Globalization;
using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Operations;

namespace UseIt.Marketplace.Documents;

/// <summary>How much each organisation has stored; written with the facts.</summary>
public sealed class StoredSizes : InlineView
{
    public override string Name => "stored_size";
    public override int Shape => 1;

    public override string Ddl =>
        $"""
            create table if not exists {Table} (document uuid primary key, owner uuid not null, size bigint not null);
            create index if not exists stored_size_1_owner on {Table} (owner);
            """;

    public override IReadOnlySet<Type> Handles { get; } = new HashSet<Type> { typeof(DocumentStored), typeof(DocumentDiscarded) };

    public override void Apply(IEvent e, NpgsqlBatch batch)
    {
        if (e.Data is DocumentStored f)
            Run(batch, $"insert into {Table} (document, owner, size) values ($1, $2, $3)", f.DocumentId, f.OwnerId, f.Size);
        else
            Run(batch, $"delete from {Table} where document = $1", e.StreamId);
    }
}

/// <summary>
/// Holds each organisation to what it may keep here: what it has announced, whether or not the bytes are there yet, and what is stored.
/// </summary>
public sealed class Storage(NpgsqlDataSource database, StoredSizes sizes, IEnumerable<IFilesElsewhere> elsewhere, RunningSettings settings)
{
    /// <summary>
    /// Announces a file of an organisation, one after the other, so that many at once do not get past what is left; or says that it does
    /// not fit.
    /// </summary>
    /// <param name="owner">Whose file it is.</param>
    /// <param name="size">How large it is to be; null where it is taken whatever is left.</param>
    /// <param name="besides">What else is counted.</param>
    /// <param name="field">What a refusal is about.</param>
    /// <param name="announce">Announces it, over this connection.</param>
    /// <param name="cancel">Ends the waiting.</param>
    public async Task<Refusal?> BeginAsync(
        Guid owner,
        long? size,
        long besides,
        string field,
        Func<NpgsqlConnection, Task> announce,
        CancellationToken cancel
    )
    {
        // Before a connection is held: who has one and waits for a second, while others wait behind it, would wait for ever.
        var quota = await settings.StorageQuotaAsync(cancel);
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using (var one = new NpgsqlCommand("select pg_advisory_xact_lock(hashtextextended($1::text, 11))", connection))
        {
            one.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = owner });
            await one.ExecuteNonQueryAsync(cancel);
        }
        if (quota - besides - await TakenAsync(connection, owner, cancel) is var left && size > left)
            return Full(field, left);
        await announce(connection);
        await transaction.CommitAsync(cancel);
        return null;
    }

    /// <summary>How many bytes an organisation may still store.</summary>
    public async Task<long> LeftAsync(Guid owner, CancellationToken cancel)
    {
        var quota = await settings.StorageQuotaAsync(cancel);
        await using var connection = await database.OpenConnectionAsync(cancel);
        return quota - await TakenAsync(connection, owner, cancel);
    }

    public static Refusal Full(string field, long left) =>
        new(
            "storage-full",
            field,
            $"Your organisation has {Words(left)} of its storage left. Send a smaller file, or ask the marketplace's administrator for more storage",
            new Dictionary<string, object?> { ["left"] = Math.Max(0, left) }
        );

    private async Task<long> TakenAsync(NpgsqlConnection connection, Guid owner, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            $"""
            select coalesce(sum(size), 0)::bigint from (
              select size from files.upload where owner = $1
              union all select size from {sizes.Table} where owner = $1
              {string.Concat(elsewhere.Select(e => $"union all {e.BytesOfOwner} "))}) as kept (size)
            """,
            connection
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = owner });
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    private static string Words(long bytes) =>
        bytes < 1 << 20 ? "less than 1 MiB" : $"{(bytes >> 20).ToString("#,##0", CultureInfo.InvariantCulture)} MiB";
}
