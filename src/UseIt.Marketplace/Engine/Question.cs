using System.Data.Common;
using Marten.Linq.QueryHandlers;
using Weasel.Storage;

namespace UseIt.Marketplace.Engine;

/// <summary>One question asked in the round trip that reads the streams.</summary>
internal sealed class Question<T>(BoundSql sql, Func<DbDataReader, CancellationToken, Task<T>> answer) : IQueryHandler<T>
{
    public void ConfigureCommand(Weasel.Postgresql.ICommandBuilder builder, IStorageSession session) => sql.AppendTo(builder);

    public Task<T> HandleAsync(DbDataReader reader, IStorageSession session, CancellationToken token) => answer(reader, token);

    public Task<int> StreamJson(Stream stream, DbDataReader reader, CancellationToken token) => throw new NotSupportedException();
}
