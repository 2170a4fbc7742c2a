using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace UseIt.Marketplace.Engine;

/// <summary>A stream about to be read and folded into its state.</summary>
public abstract class Fold(Guid stream)
{
    private const string StreamType = "(select type from events.mt_streams where id = $1)";

    private const string Facts = $"select version, type, data, {StreamType} from events.mt_events where stream_id = $1 order by version";

    // One statement, so that snapshot and facts are seen at the same instant: a newer snapshot cannot slip in between.
    private const string SnapshotAndFacts = $"""
        with taken as materialized (select version, data from events.snapshot where stream_id = $1 and kind = $2 and shape = $3)
        select version, null as type, data, {StreamType} from taken
        union all
        (select version, type, data, {StreamType} from events.mt_events
        where stream_id = $1 and version > coalesce((select version from taken), 0) order by version)
        """;

    /// <summary>The stream.</summary>
    public Guid Stream { get; } = stream;

    /// <summary>The alias stored with the stream.</summary>
    public abstract string Type { get; }

    /// <summary>The <see cref="Stream{T}"/> read so far.</summary>
    public abstract object Result { get; }

    /// <summary>The version read so far.</summary>
    public abstract long Version { get; }

    /// <summary>A fold of the stream into <typeparamref name="T"/>.</summary>
    public static Fold Of<T>(Guid stream)
        where T : class, IState<T> => new Into<T>(stream);

    internal static string AliasOf<T>()
        where T : class, IState<T> => Into<T>.Alias;

    internal abstract void Apply(long version, object fact);

    /// <summary>Adds the new snapshot to an append of these facts, where one is due.</summary>
    internal abstract void AddSnapshot(Append append, IReadOnlyList<object> facts);

    internal abstract void AddTo(NpgsqlBatch batch);

    internal abstract Task ReadAsync(NpgsqlDataReader reader, EventTypes types, CancellationToken cancel);

    private sealed class Into<T>(Guid stream) : Fold(stream)
        where T : class, IState<T>
    {
        public static readonly string Alias = T.StreamType;
        private static readonly string Kind = typeof(T).FullName!;

        // The shape of a state is its type and what its Evolve does with the facts: both are this build's.
        private static readonly string Shape = typeof(T).Module.ModuleVersionId.ToString("N");
        private T state = T.Empty;
        private long version;
        private long snapshot;

        public override string Type => Alias;
        public override object Result => new Stream<T>(Stream, version, state);
        public override long Version => version;

        internal override void Apply(long version, object fact)
        {
            state = state.Evolve(fact);
            this.version = version;
        }

        internal override void AddTo(NpgsqlBatch batch)
        {
            var command = new NpgsqlBatchCommand(T.SnapshotEvery > 0 ? SnapshotAndFacts : Facts);
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Stream });
            if (T.SnapshotEvery > 0)
            {
                command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Kind });
                command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Shape });
            }
            batch.BatchCommands.Add(command);
        }

        internal override async Task ReadAsync(NpgsqlDataReader reader, EventTypes types, CancellationToken cancel)
        {
            while (await reader.ReadAsync(cancel))
            {
                if (version == 0 && await reader.IsDBNullAsync(3, cancel) is false && reader.GetString(3) is var found && found != Alias)
                    throw new OtherStreamTypeException(Stream, Alias, found);
                var at = reader.GetInt64(0);
                var data = reader.GetFieldValue<byte[]>(2);
                if (T.SnapshotEvery > 0 && reader.IsDBNull(1))
                    (state, version, snapshot) = (JsonSerializer.Deserialize<T>(data, EventJson.Options)!, at, at);
                else
                    Apply(at, types.Read(reader.GetString(1), data));
            }
        }

        internal override void AddSnapshot(Append append, IReadOnlyList<object> facts)
        {
            if (T.SnapshotEvery <= 0 || version + facts.Count - snapshot < T.SnapshotEvery)
                return;
            var next = state;
            foreach (var fact in facts)
                next = next.Evolve(fact);
            var row = new NpgsqlBatchCommand(
                """
                insert into events.snapshot (stream_id, kind, shape, version, data) values ($1, $2, $3, $4, $5)
                on conflict (stream_id, kind) do update set shape = excluded.shape, version = excluded.version, data = excluded.data
                """
            );
            row.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Stream });
            row.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Kind });
            row.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Shape });
            row.Parameters.Add(new NpgsqlParameter<long> { TypedValue = version + facts.Count });
            row.Parameters.Add(
                new NpgsqlParameter<byte[]>
                {
                    TypedValue = JsonSerializer.SerializeToUtf8Bytes(next, EventJson.Options),
                    NpgsqlDbType = NpgsqlDbType.Jsonb,
                }
            );
            append.With(row);
        }
    }
}
