using System.Data.Common;
using System.Globalization;
using System.Text.RegularExpressions;
using JasperFx.Core.Exceptions;
using JasperFx.Events;
using Npgsql;
using NpgsqlTypes;
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
internal class Statement(string sql, IReadOnlyList<NpgsqlParameter> parameters) : Operation
{
    public static Statement Of(NpgsqlBatchCommand command) =>
        Asks(command.CommandText)
            ? new Statement(command.CommandText, [.. command.Parameters.Cast<NpgsqlParameter>()])
            : new SilentStatement(command.CommandText, [.. command.Parameters.Cast<NpgsqlParameter>()]);

    public static Statement Of(string sql, params ReadOnlySpan<object> values)
    {
        var parameters = new List<NpgsqlParameter>(values.Length);
        foreach (var value in values)
            parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
        return Asks(sql) ? new Statement(sql, parameters) : new SilentStatement(sql, parameters);
    }

    private static bool Asks(string sql) =>
        sql.AsSpan().TrimStart() is var text
        && (text.StartsWith("select", StringComparison.Ordinal) || text.StartsWith("with", StringComparison.Ordinal))
        && text.Contains("select", StringComparison.Ordinal);

    public override void ConfigureCommand(Weasel.Postgresql.ICommandBuilder builder, IStorageSession session)
    {
        var at = 0;
        foreach (var place in Placeholder.EnumerateMatches(sql))
        {
            builder.Append(sql[at..place.Index]);
            var parameter = parameters[int.Parse(sql.AsSpan(place.Index + 1, place.Length - 1), CultureInfo.InvariantCulture) - 1];
            builder.AppendParameter(parameter.Value!, parameter.NpgsqlDbType is NpgsqlDbType.Unknown ? null : parameter.NpgsqlDbType);
            at = place.Index + place.Length;
        }
        builder.Append(sql[at..]);
    }

    private static readonly Regex Placeholder = new(@"\$\d+", RegexOptions.CultureInvariant);
}

/// <summary>A statement that gives back nothing.</summary>
internal sealed class SilentStatement(string sql, IReadOnlyList<NpgsqlParameter> parameters)
    : Statement(sql, parameters),
        NoDataReturnedCall;
