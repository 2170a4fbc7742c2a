using Npgsql;
using NpgsqlTypes;
using Weasel.Storage;

namespace UseIt.Marketplace.Engine;

/// <summary>
/// Locks every stream that a commit writes or rests on, in the order of their ids, and fails if one is at another version than was read.
/// </summary>
/// <remarks>Marten's own check of streams that are only read does not lock them: of two commands that cross, both get through.</remarks>
internal sealed class HoldStreams : Operation
{
    private readonly Guid[] ids;
    private readonly long[] versions;
    private readonly bool[] written;

    public HoldStreams(IEnumerable<(Guid Stream, long Version, bool Written)> streams)
    {
        // PostgreSQL orders uuids by their bytes, as Guid.CompareTo orders their hexadecimal text.
        var ordered = streams.OrderBy(s => s.Stream).ToArray();
        ids = Array.ConvertAll(ordered, s => s.Stream);
        versions = Array.ConvertAll(ordered, s => s.Version);
        written = Array.ConvertAll(ordered, s => s.Written);
    }

    // Two that hold each other up in a circle after all: one of them decides again.
    protected override Exception? Translate(PostgresException e) =>
        e.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure
            ? new StreamConflictException(ids[0], versions[0], null)
            : null;

    public override void ConfigureCommand(Weasel.Postgresql.ICommandBuilder builder, IStorageSession session)
    {
        builder.Append("select events.hold_streams(");
        builder.AppendParameter(ids, NpgsqlDbType.Array | NpgsqlDbType.Uuid);
        builder.Append(", ");
        builder.AppendParameter(versions, NpgsqlDbType.Array | NpgsqlDbType.Bigint);
        builder.Append(", ");
        builder.AppendParameter(written, NpgsqlDbType.Array | NpgsqlDbType.Boolean);
        builder.Append(")");
    }
}
