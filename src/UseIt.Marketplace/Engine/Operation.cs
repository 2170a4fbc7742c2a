using System.Data.Common;
using System.Globalization;
using JasperFx.Core.Exceptions;
using JasperFx.Events;
using Npgsql;
using Weasel.Core;
using Weasel.Postgresql;
using Weasel.Storage;

namespace UseIt.Marketplace.Engine;

/// <summary>
/// A statement of a command's commit that comes before its facts: what fails, fails before a number is drawn, so that no failure leaves a
/// gap in the log.
/// </summary>
internal abstract class Operation : Marten.Internal.Operations.IStorageOperation, IExceptionTransform
{
    public const string Moved = "UI003";
    public const string Taken = "UI001";

    public Type DocumentType => typeof(IEvent);

    public OperationRole Role() => OperationRole.Events;

    public abstract void ConfigureCommand(Weasel.Postgresql.ICommandBuilder builder, IStorageSession session);

    public Task PostprocessAsync(DbDataReader reader, IList<Exception> exceptions, CancellationToken token) => Task.CompletedTask;

    /// <summary>What this statement alone knows to say about a failure.</summary>
    protected virtual Exception? Translate(PostgresException e) => null;

    public bool TryTransform(Exception original, out Exception transformed)
    {
        transformed = (original as PostgresException ?? original.InnerException as PostgresException) switch
        {
            { } refused when Translate(refused) is { } known => known,
            { SqlState: Moved, Hint: { } hint } when hint.Split(' ') is [var stream, var actual, var expected] =>
                new StreamConflictException(
                    Guid.Parse(stream),
                    long.Parse(expected, CultureInfo.InvariantCulture),
                    long.Parse(actual, CultureInfo.InvariantCulture)
                ),
            { SqlState: Taken, Hint: { } scope } => new ReservationTakenException(scope),
            { SqlState: PostgresErrorCodes.UniqueViolation, SchemaName: "messaging", TableName: Idempotency.Table } =>
                new KeyInUseException(),
            { SqlState: PostgresErrorCodes.UniqueViolation, SchemaName: "messaging", TableName: HandledMessages.Table } =>
                new HandledBeforeException(),
            _ => original,
        };
        return !ReferenceEquals(transformed, original);
    }
}

/// <summary>A statement that gives back rows, which nobody looks at: it is there for what it does, or for failing.</summary>
internal class Statement(BoundSql sql) : Operation
{
    public static Statement Of(NpgsqlBatchCommand command) =>
        Of(new BoundSql(command.CommandText, [.. command.Parameters.Cast<NpgsqlParameter>()]));

    public static Statement Of(string sql, params ReadOnlySpan<object> values) => Of(BoundSql.Of(sql, values));

    private static Statement Of(BoundSql sql) => Asks(sql.Text) ? new Statement(sql) : new SilentStatement(sql);

    private static bool Asks(string sql) =>
        sql.AsSpan().TrimStart() is var text
        && (text.StartsWith("select", StringComparison.Ordinal) || text.StartsWith("with", StringComparison.Ordinal))
        && text.Contains("select", StringComparison.Ordinal);

    public override void ConfigureCommand(Weasel.Postgresql.ICommandBuilder builder, IStorageSession session) => sql.AppendTo(builder);
}

/// <summary>A statement that gives back nothing.</summary>
internal sealed class SilentStatement(BoundSql sql) : Statement(sql), NoDataReturnedCall;
