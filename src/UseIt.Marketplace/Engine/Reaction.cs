using System.Security.Cryptography;
using Npgsql;

namespace UseIt.Marketplace.Engine;

/// <summary>
/// Follows stored facts and answers each with commands: an award becomes a contract. Never run on a rebuild; each command is sent once per
/// fact.
/// </summary>
public abstract class Reaction : ISubscriber
{
    /// <summary>Name in snake_case; with the fact's id it is the message's identity.</summary>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract IReadOnlySet<Type> Handles { get; }

    /// <inheritdoc/>
    public string Progress => $"reaction_{Name}:All";

    /// <summary>The commands (or effects) this fact calls for, with the instant they are due (null = now).</summary>
    public abstract IEnumerable<(object Message, DateTimeOffset? Due)> React(StoredEvent e);

    /// <inheritdoc/>
    public void Apply(StoredEvent e, NpgsqlBatch batch)
    {
        var n = 0;
        foreach (var (message, due) in React(e))
            batch.BatchCommands.Add(Outbox.RowOnce(MessageId(e.Id, n++), message, due, e.Metadata.CorrelationId, e.Id.ToString()));
    }

    private Guid MessageId(Guid fact, int n)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{fact:N}/{Name}/{n}"), hash);
        hash[6] = (byte)((hash[6] & 0x0f) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
