using System.Data.Common;
using Marten.Internal;
using Marten.Linq.QueryHandlers;
using NpgsqlTypes;
using Weasel.Storage;

namespace UseIt.Marketplace.Engine;

/// <summary>
/// A stream folded as its rows arrive: its type, and of each fact what a state looks at. Marten's own FetchStream reads every column there
/// is and makes an event of each row; a decision needs a tenth of that, many times a second.
/// </summary>
internal sealed class Folding<T>(Guid stream) : IQueryHandler<Stream<T>>
    where T : class, IState<T>
{
    public void ConfigureCommand(Weasel.Postgresql.ICommandBuilder builder, IStorageSession session)
    {
        builder.Append("select version, type, data, (select type from events.mt_streams where id = ");
        builder.AppendParameter(stream, NpgsqlDbType.Uuid);
        builder.Append(") from events.mt_events where stream_id = ");
        builder.AppendParameter(stream, NpgsqlDbType.Uuid);
        builder.Append(" order by version");
    }

    public async Task<Stream<T>> HandleAsync(DbDataReader reader, IStorageSession session, CancellationToken token)
    {
        var types = EventTypes.Of(((IMartenSession)session).Options);
        var (version, state) = (0L, T.Empty);
        while (await reader.ReadAsync(token))
        {
            if (version == 0 && !reader.IsDBNull(3) && reader.GetString(3) is var found && found != T.StreamType)
                throw new OtherStreamTypeException(stream, T.StreamType, found);
            version = reader.GetInt64(0);
            state = state.Evolve(types.Read(reader.GetString(1), reader.GetFieldValue<byte[]>(2)));
        }
        return new Stream<T>(stream, version, state);
    }

    public Task<int> StreamJson(Stream stream, DbDataReader reader, CancellationToken token) => throw new NotSupportedException();
}
