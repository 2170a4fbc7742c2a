using Npgsql;

namespace UseIt.Marketplace.Engine;

/// <summary>A stream about to be read and folded into its state.</summary>
public abstract class Fold(Guid stream)
{
    private const string StreamType = "(select type from events.mt_streams where id = $1)";

    private const string Facts = $"select version, type, data, {StreamType} from events.mt_events where stream_id = $1 order by version";

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

    internal abstract void AddTo(NpgsqlBatch batch);

    internal abstract Task ReadAsync(NpgsqlDataReader reader, EventTypes types, CancellationToken cancel);

    private sealed class Into<T>(Guid stream) : Fold(stream)
        where T : class, IState<T>
    {
        public static readonly string Alias = T.StreamType;
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

        internal override void AddTo(NpgsqlBatch batch)
        {
            var command = new NpgsqlBatchCommand(Facts);
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Stream });
            batch.BatchCommands.Add(command);
        }

        internal override async Task ReadAsync(NpgsqlDataReader reader, EventTypes types, CancellationToken cancel)
        {
            while (await reader.ReadAsync(cancel))
            {
                if (version == 0 && await reader.IsDBNullAsync(3, cancel) is false && reader.GetString(3) is var found && found != Alias)
                    throw new OtherStreamTypeException(Stream, Alias, found);
                Apply(reader.GetInt64(0), types.Read(reader.GetString(1), reader.GetFieldValue<byte[]>(2)));
            }
        }
    }
}
