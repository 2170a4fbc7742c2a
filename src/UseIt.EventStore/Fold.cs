using System.Text.Json;
using Npgsql;

namespace UseIt.EventStore;

/// <summary>A stream about to be read and folded into its state.</summary>
public abstract class Fold(Guid stream)
{
    /// <summary>The stream.</summary>
    public Guid Stream { get; } = stream;

    /// <summary>The alias stored with the stream.</summary>
    public abstract string Type { get; }

    /// <summary>The <see cref="Stream{T}"/> read so far.</summary>
    public abstract object Result { get; }

    /// <summary>The version read so far.</summary>
    public abstract long Version { get; }

    internal abstract void Apply(long version, object fact);

    /// <summary>A fold of the stream into <typeparamref name="T"/>.</summary>
    public static Fold Of<T>(Guid stream) where T : class, IState<T> => new Into<T>(stream);

    internal void AddTo(NpgsqlBatch batch)
    {
        var command = new NpgsqlBatchCommand("select version, type, data from events.mt_events where stream_id = $1 order by version");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Stream });
        batch.BatchCommands.Add(command);
    }

    internal async Task ReadAsync(NpgsqlDataReader reader, EventTypes types, CancellationToken cancel)
    {
        while (await reader.ReadAsync(cancel)) Apply(reader.GetInt64(0), types.Read(reader.GetString(1), reader.GetFieldValue<byte[]>(2)));
    }

    private sealed class Into<T>(Guid stream) : Fold(stream) where T : class, IState<T>
    {
        private static readonly string Alias = EventTypes.SnakeCase(typeof(T).Name);
        private T state = T.Empty;
        private long version;

        public override string Type => Alias;
        public override object Result => new Stream<T>(Stream, version, state);
        public override long Version => version;

        internal override void Apply(long version, object fact)
        {
            state = state.Evolve(fact);
            this.version = version;
        }
    }
}
