using System.Data.Common;
using Marten.Linq.QueryHandlers;
using NpgsqlTypes;
using Weasel.Postgresql;
using Weasel.Storage;

namespace UseIt.Marketplace.Engine;

/// <summary>What time it is by the store's clock, and of which types these streams are; asked in the round trip that reads them.</summary>
internal sealed class Known(Guid[] streams) : IQueryHandler<Known.Answer>
{
    public sealed record Answer(DateTimeOffset Now, IReadOnlyDictionary<Guid, string> Types);

    public void ConfigureCommand(Weasel.Postgresql.ICommandBuilder builder, IStorageSession session)
    {
        if (streams.Length == 0)
        {
            builder.Append("select events.clock(), '{}'::uuid[], '{}'::varchar[]");
            return;
        }
        builder.Append("select events.clock(), array_agg(id), array_agg(type) from events.mt_streams where id = any(");
        builder.AppendParameter(streams, NpgsqlDbType.Array | NpgsqlDbType.Uuid);
        builder.Append(")");
    }

    public async Task<Answer> HandleAsync(DbDataReader reader, IStorageSession session, CancellationToken token)
    {
        await reader.ReadAsync(token);
        var now = await reader.GetFieldValueAsync<DateTimeOffset>(0, token);
        var types = new Dictionary<Guid, string>();
        if (!await reader.IsDBNullAsync(1, token))
        {
            var (ids, names) = (reader.GetFieldValue<Guid[]>(1), reader.GetFieldValue<string?[]>(2));
            for (var i = 0; i < ids.Length; i++)
                if (names[i] is { } name)
                    types[ids[i]] = name;
        }
        return new Answer(now, types);
    }

    public Task<int> StreamJson(Stream stream, DbDataReader reader, CancellationToken token) => throw new NotSupportedException();
}

/// <summary>One question asked in the round trip that reads the streams.</summary>
internal sealed class Question<T>(Action<Weasel.Postgresql.ICommandBuilder> ask, Func<DbDataReader, CancellationToken, Task<T>> answer)
    : IQueryHandler<T>
{
    public void ConfigureCommand(Weasel.Postgresql.ICommandBuilder builder, IStorageSession session) => ask(builder);

    public Task<T> HandleAsync(DbDataReader reader, IStorageSession session, CancellationToken token) => answer(reader, token);

    public Task<int> StreamJson(Stream stream, DbDataReader reader, CancellationToken token) => throw new NotSupportedException();
}
