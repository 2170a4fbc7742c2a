using System.Security.Cryptography;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Tenders;

namespace UseIt.Marketplace.CommandLine;

/// <summary>
/// Wraps every stored key anew under the present key-encryption key, a few at a time while servers run. What is done already is left as it
/// is, so it may be interrupted at any moment and begun again, or run twice at once.
/// </summary>
public sealed class KeyChange(SecretsSource secrets, KeyRing ring)
{
    private const int AtOnce = 200;

    private sealed record Table(string Name, string Column, Func<object, byte[]> BoundTo);

    // Each table of wrapped keys, with what a key of it is bound to.
    private static readonly Table[] Tables =
    [
        new("subject_key", "subject", id => ((Guid)id).ToByteArray()),
        new("opening_key", "tender", id => Encoding.UTF8.GetBytes(OpeningKeys.Purpose((Guid)id))),
        new("issuer_key", "one", _ => Encoding.UTF8.GetBytes(Tokens.Purpose)),
        new("protection_key", "name", _ => Encoding.UTF8.GetBytes(ProtectionKeys.Purpose)),
        new("derived_key", "name", name => Encoding.UTF8.GetBytes(DerivedKeys.Purpose((string)name))),
    ];

    /// <summary>The tables it knows; a test holds it to all there are.</summary>
    internal static IEnumerable<string> Known => Tables.Select(t => t.Name);

    /// <summary>How many keys are not wrapped under the present key-encryption key yet.</summary>
    public async Task<int> LeftAsync(CancellationToken cancel = default)
    {
        var left = 0;
        foreach (var table in Tables)
            left += (await ReadAsync(table, cancel)).Count(k => !ring.IsCurrent(k.Wrapped));
        return left;
    }

    /// <summary>
    /// Does it; how many keys were wrapped anew. Stops where a key opens under none that is set: nothing is left half done.
    /// </summary>
    /// <param name="most">After how many to stop; all where nothing is said.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<int> RunAsync(int most = int.MaxValue, CancellationToken cancel = default)
    {
        var done = 0;
        foreach (var table in Tables)
        foreach (var keys in (await ReadAsync(table, cancel)).Where(k => !ring.IsCurrent(k.Wrapped)).Chunk(AtOnce))
        {
            await using var batch = secrets.Database.CreateBatch();
            foreach (var (id, wrapped) in keys.Take(most - done))
            {
                var bound = table.BoundTo(id);
                var key = Opened(table, id, wrapped, bound);
                // One that was destroyed meanwhile stays so, and one that another run has wrapped is done.
                var update = new NpgsqlBatchCommand(
                    $"update secrets.{table.Name} set wrapped = $3 where {table.Column} = $1 and wrapped = $2"
                );
                update.Parameters.Add(new NpgsqlParameter { Value = id });
                update.Parameters.Add(new NpgsqlParameter { Value = wrapped, NpgsqlDbType = NpgsqlDbType.Bytea });
                update.Parameters.Add(new NpgsqlParameter { Value = ring.Wrap(key, bound), NpgsqlDbType = NpgsqlDbType.Bytea });
                batch.BatchCommands.Add(update);
                CryptographicOperations.ZeroMemory(key);
            }
            if (batch.BatchCommands.Count == 0)
                return done;
            done += await batch.ExecuteNonQueryAsync(cancel);
        }
        return done;
    }

    /// <summary>Leaves nothing of the former rows in the file of the persons' keys; fails while a backup reads it.</summary>
    public async Task RewriteAsync(CancellationToken cancel = default)
    {
        await using var rewrite = secrets.Database.CreateCommand("select secrets.rewrite_keys()");
        await rewrite.ExecuteNonQueryAsync(cancel);
    }

    private byte[] Opened(Table table, object id, byte[] wrapped, byte[] bound)
    {
        try
        {
            return ring.Unwrap(wrapped, bound);
        }
        catch (CryptographicException e)
        {
            throw new CommandException(
                $"A key of secrets.{table.Name} ({id}) opens under none of the key-encryption keys that are set. Name the former one in Keys__OtherKeyEncryptionKeyFile.",
                e
            );
        }
    }

    private async Task<IReadOnlyList<(object Id, byte[] Wrapped)>> ReadAsync(Table table, CancellationToken cancel)
    {
        await using var command = secrets.Database.CreateCommand(
            $"select {table.Column}, wrapped from secrets.{table.Name} where wrapped is not null order by 1"
        );
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var keys = new List<(object, byte[])>();
        while (await reader.ReadAsync(cancel))
            keys.Add((reader.GetValue(0), reader.GetFieldValue<byte[]>(1)));
        return keys;
    }
}
