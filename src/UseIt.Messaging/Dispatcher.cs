using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using NpgsqlTypes;
using UseIt.EventStore;

namespace UseIt.Messaging;

/// <summary>Carries a command from its sender to its commit: load, authorise, load more, handle, one append.</summary>
public sealed class Dispatcher(EventStore.EventStore store, Handlers handlers, IServiceProvider services)
{
    private const int Attempts = 12;

    /// <summary>The log.</summary>
    public EventStore.EventStore Store => store;

    /// <summary>Does a command; a conflict with others is decided again on fresh state unless the caller said which version it had seen.</summary>
    public async Task<Outcome> SendAsync(ICommand command, CommandContext context, CancellationToken cancel = default)
    {
        if (context.IdempotencyKey is null) return await DecideAsync(command, context, null, [], cancel);
        await using var connection = await store.Database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        if (!await TryLockAsync(context.IdempotencyKey, connection, cancel)) return new Outcome.InFlight();
        if (await EarlierAsync(context.IdempotencyKey, context.Fingerprint, connection, cancel) is { } earlier) return earlier;
        var outcome = await DecideAsync(command, context, null, [], cancel);
        await transaction.RollbackAsync(CancellationToken.None);
        return outcome;
    }

    /// <summary>Does a command inside the caller's transaction, with further statements of the same commit. A conflict is thrown: the transaction is lost.</summary>
    internal Task<Outcome> SendWithinAsync(ICommand command, CommandContext context, NpgsqlConnection transaction, IReadOnlyList<NpgsqlBatchCommand> with, CancellationToken cancel)
        => DecideAsync(command, context, transaction, with, cancel);

    private async Task<Outcome> DecideAsync(ICommand command, CommandContext context, NpgsqlConnection? transaction, IReadOnlyList<NpgsqlBatchCommand> with, CancellationToken cancel)
    {
        var handler = handlers.Of(command.GetType());
        for (var attempt = 1; ; attempt++)
        {
            var streams = new Streams(store, transaction);
            var values = await LoadStatesAsync(command, context, handler, streams, cancel);
            if (context.SeenVersion is { } seen && handler.States.Count > 0 && handler.States[0].FoldFor(command) is { } first && streams.Seen[first.Stream] != seen)
                return new Outcome.Conflict(first.Stream, seen, streams.Seen[first.Stream]);
            if (!context.Actor.IsSystem && handler.Authorise(values) is var access && access != Access.Granted) return new Outcome.Denied(access);
            try
            {
                // A Load may find that what it was given has moved on meanwhile: it says so with the same exception as the append.
                if (await handler.LoadAsync(values, services) is { } loaded) values[loaded.GetType()] = loaded;
                var decision = handler.Handle(values);
                if (decision.Refusals.Count > 0 && decision.Writes.Count == 0) return new Outcome.Refused(decision.Refusals);
                var answer = decision.Answer is null ? null : JsonSerializer.SerializeToNode(decision.Answer, EventJson.Options);
                var append = ToAppend(decision, context, streams, answer, with);
                var appended = await store.AppendAsync(append, transaction, cancel);
                if (decision.Refusals.Count > 0) return new Outcome.Refused(decision.Refusals);
                return new Outcome.Done(appended.Position, appended.Versions, answer);
            }
            catch (StreamConflictException e) when (transaction is null)
            {
                if (context.SeenVersion is not null || attempt == Attempts) return new Outcome.Conflict(e.Stream, e.Expected, e.Actual);
                await Task.Delay(Random.Shared.Next(1, 4 * attempt), cancel);
            }
            catch (CommitFailedException) when (attempt < Attempts)
            {
                // Nothing was written; a new connection may do better.
            }
            catch (ReservationTakenException e) when (transaction is null)
            {
                return new Outcome.Refused([Taken(e.Scope)]);
            }
            catch (PostgresException e) when (e is { SqlState: PostgresErrorCodes.UniqueViolation, TableName: "idempotency" } && context.IdempotencyKey is { } key)
            {
                await using var connection = await store.Database.OpenConnectionAsync(cancel);
                return await EarlierAsync(key, context.Fingerprint, connection, cancel) ?? new Outcome.InFlight();
            }
        }
    }

    private static async Task<Dictionary<Type, object>> LoadStatesAsync(ICommand command, CommandContext context, CommandHandler handler, Streams streams, CancellationToken cancel)
    {
        var named = new CommandHandler.Named();
        var folds = handler.States.Select(s => (Parameter: s, Fold: s.FoldFor(command))).ToArray();
        var loads = folds.Where(f => f.Fold is not null).ToArray();
        foreach (var (parameter, fold) in loads)
            if (parameter.Peek) streams.Peeked(fold!.Stream);
        var found = await streams.FetchAsync([.. loads.Select(f => f.Fold!)], cancel);
        for (var i = 0; i < loads.Length; i++) named[loads[i].Parameter.Name] = found[i];
        foreach (var (parameter, fold) in folds)
            if (fold is null) named[parameter.Name] = Activator.CreateInstance(typeof(Stream<>).MakeGenericType(parameter.State), Guid.Empty, 0L, parameter.Empty)!;
        return new Dictionary<Type, object>
        {
            [command.GetType()] = command,
            [typeof(Actor)] = context.Actor,
            [typeof(DateTimeOffset)] = streams.Now,
            [typeof(Streams)] = streams,
            [typeof(CommandHandler.Named)] = named,
            [typeof(CancellationToken)] = cancel
        };
    }

    private Append ToAppend(Decision decision, CommandContext context, Streams streams, JsonNode? answer, IReadOnlyList<NpgsqlBatchCommand> with)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["authority"] = context.Actor.Authority };
        if (context.Actor.Organisation is { } organisation) headers["organisation"] = organisation.ToString();
        var append = new Append { Metadata = new EventMetadata(context.Actor.Person.ToString(), context.CorrelationId, context.CausationId, headers) };
        foreach (var facts in decision.Writes) append.To(facts.Stream, facts.Type, streams.Seen.GetValueOrDefault(facts.Stream), facts.Events);
        if (decision.Writes.Count > 0 || decision.Claims.Count > 0 || decision.Outgoing.Count > 0)
            foreach (var (stream, version) in streams.Guards) append.Guard(stream, version);
        foreach (var claim in decision.Claims)
            if (claim.Release) append.Release(claim.Scope, claim.Key, claim.Owner);
            else append.Reserve(claim.Scope, claim.Key, claim.Owner);
        foreach (var message in decision.Outgoing)
        {
            if (!handlers.Knows(message.Body.GetType())) throw new InvalidOperationException($"{message.Body.GetType().Name} is sent but nothing handles it.");
            append.With(Outbox.Row(Guid.CreateVersion7(), message.Body, message.Due, context.CorrelationId, context.CausationId));
        }
        if (context.IdempotencyKey is { } key && decision.Refusals.Count == 0) append.With(IdempotencyRow(key, context.Fingerprint ?? "", append, answer));
        foreach (var statement in with) append.With(statement);
        return append;
    }

    // The row says what the command came to; the position is read again from the streams it wrote.
    private static NpgsqlBatchCommand IdempotencyRow(string key, string fingerprint, Append append, JsonNode? answer)
    {
        var outcome = new JsonObject { ["answer"] = answer?.DeepClone(), ["versions"] = new JsonObject(append.WrittenVersions.Select(v => KeyValuePair.Create(v.Key.ToString(), (JsonNode?)v.Value))) };
        var row = new NpgsqlBatchCommand("insert into messaging.idempotency (key, fingerprint, outcome, at) values ($1, $2, $3, events.clock())");
        row.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
        row.Parameters.Add(new NpgsqlParameter<string> { TypedValue = fingerprint });
        row.Parameters.Add(new NpgsqlParameter<string> { TypedValue = outcome.ToJsonString(), NpgsqlDbType = NpgsqlDbType.Jsonb });
        return row;
    }

    private static async Task<bool> TryLockAsync(string key, NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select pg_try_advisory_xact_lock(hashtextextended($1, 7) & ((1::bigint << 55) - 1))", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
        return (bool)(await command.ExecuteScalarAsync(cancel))!;
    }

    private static async Task<Outcome?> EarlierAsync(string key, string? fingerprint, NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            select fingerprint, outcome,
                   (select max(e.seq_id) from jsonb_each_text(outcome -> 'versions') v join events.mt_events e on e.stream_id = v.key::uuid and e.version = v.value::bigint)
            from messaging.idempotency where key = $1
            """, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        if (!await reader.ReadAsync(cancel)) return null;
        if (reader.GetString(0) != (fingerprint ?? "")) return new Outcome.KeyReused();
        var outcome = JsonNode.Parse(reader.GetString(1))!.AsObject();
        var versions = outcome["versions"]!.AsObject().ToDictionary(v => Guid.Parse(v.Key, CultureInfo.InvariantCulture), v => v.Value!.GetValue<long>());
        return new Outcome.Done(reader.IsDBNull(2) ? 0 : reader.GetInt64(2), versions, outcome["answer"]?.DeepClone(), Replayed: true);
    }

    private static Refusal Taken(string scope) => new($"{scope.Split(':')[0]}-taken", null, "This is already taken by another.", new Dictionary<string, object?> { ["scope"] = scope.Split(':')[0] });
}
