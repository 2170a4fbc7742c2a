using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using Ending = UseIt.Marketplace.Engine.EventStore.Ending;
using Question = UseIt.Marketplace.Engine.EventStore.Question;

namespace UseIt.Marketplace.Engine;

/// <summary>Carries a command from its sender to its commit: load, authorise, load more, handle, one append.</summary>
public sealed class Dispatcher(EventStore store, Handlers handlers, IServiceProvider services)
{
    private const int Attempts = 12;

    // A span for each attempt at a command, named after it; nothing where nobody listens.
    private static readonly ActivitySource Tracing = new("UseIt.Messaging");

    /// <summary>The log.</summary>
    public EventStore Store => store;

    /// <summary>
    /// Does a command; a conflict with others is decided again on fresh state unless the caller said which version it had seen.
    /// </summary>
    /// <exception cref="UnknownOutcomeException">The connection was lost at commit and the database does not answer; sent again under the
    /// same key it will not be done twice.</exception>
    public async Task<Outcome> SendAsync(ICommand command, CommandContext context, CancellationToken cancel = default)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return context.IdempotencyKey is null
                    ? await DecideAsync(command, context, null, [], [], cancel)
                    : await DecideOnceAsync(command, context, cancel);
            }
            catch (StreamConflictException e)
            {
                if (context.SeenVersion is not null || attempt == Attempts)
                    return new Outcome.Conflict(e.Stream, e.Expected, e.Actual);
                await Task.Delay(Random.Shared.Next(1, 4 * attempt), cancel);
            }
            catch (CommitFailedException) when (attempt < Attempts)
            {
                // Nothing was written; a new connection may do better.
            }
            catch (UnknownOutcomeException) when (context.IdempotencyKey is not null && attempt < Attempts)
            {
                // The key's lock and row tell: still at it, done, or not done.
            }
            catch (PostgresException e)
                when (e is { SqlState: PostgresErrorCodes.UniqueViolation, TableName: Idempotency.Table } && attempt < Attempts)
            {
                // Somebody did it under the same key; the next round finds what it came to.
            }
            catch (ReservationTakenException e)
            {
                return new Outcome.Refused([Taken(e.Scope)]);
            }
        }
    }

    // Under a key: its lock, its earlier outcome and the streams in one round trip; the facts, the key's row and the commit in another.
    private async Task<Outcome> DecideOnceAsync(ICommand command, CommandContext context, CancellationToken cancel)
    {
        await using var connection = await store.Database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        return await DecideAsync(command, context, connection, Idempotency.Ask(context), [], cancel);
    }

    /// <summary>
    /// Does a command inside the caller's open transaction and commits it, with further statements of the same commit. A conflict is
    /// thrown: the transaction is lost.
    /// </summary>
    internal Task<Outcome> SendWithinAsync(
        ICommand command,
        CommandContext context,
        NpgsqlConnection transaction,
        IReadOnlyList<NpgsqlBatchCommand> with,
        CancellationToken cancel
    ) => DecideAsync(command, context, transaction, [], with, cancel);

    private async Task<Outcome> DecideAsync(
        ICommand command,
        CommandContext context,
        NpgsqlConnection? transaction,
        IReadOnlyList<Idempotency.Check> checks,
        IReadOnlyList<NpgsqlBatchCommand> with,
        CancellationToken cancel
    )
    {
        using var span = Tracing.StartActivity(command.GetType().Name);
        var handler = handlers.Of(command.GetType());
        var streams = new Streams(store, transaction);
        var c = new Case(command, context, streams, cancel);
        if (await LoadStatesAsync(c, handler, transaction, checks, cancel) is { } known)
            return known;
        if (context.SeenVersion is { } seen && c.States.Length > 0 && c.States[0] is { } first && first.Version != seen)
            return new Outcome.Conflict(first.Stream, seen, first.Version);
        if (!context.Actor.IsSystem && handler.Authorise(c) is var access && access != Access.Granted)
            return new Outcome.Denied(access);
        await handler.LoadAsync(c, services);
        var decision = handler.Handle(c);
        if (decision.Refusals.Count > 0 && decision.Writes.Count == 0)
            return new Outcome.Refused(decision.Refusals);
        var answer = decision.Answer is null ? null : JsonSerializer.SerializeToNode(decision.Answer, EventJson.Options);
        var append = ToAppend(decision, context, streams, answer, with);
        var appended = await CommitAsync(append, context, transaction, cancel);
        if (decision.Refusals.Count > 0)
            return new Outcome.Refused(decision.Refusals);
        return new Outcome.Done(appended.Position, appended.Versions, answer);
    }

    private async Task<Appended> CommitAsync(Append append, CommandContext context, NpgsqlConnection? transaction, CancellationToken cancel)
    {
        if (transaction is null && context.Holding is null)
            return await store.AppendAsync(append, null, cancel);
        await using var own = transaction is null ? await store.Database.OpenConnectionAsync(cancel) : null;
        await using var begun = own is null ? null : await own.BeginTransactionAsync(cancel);
        if (context.Holding is { } hold)
            await hold(transaction ?? own!, cancel);
        return await store.AppendAsync(append, transaction ?? own!, Ending.Commit, cancel);
    }

    // An outcome when the command need not be decided: done before, or being done at this moment.
    private async Task<Outcome?> LoadStatesAsync(
        Case c,
        CommandHandler handler,
        NpgsqlConnection? transaction,
        IReadOnlyList<Idempotency.Check> checks,
        CancellationToken cancel
    )
    {
        c.States = new Fold?[handler.States.Count];
        var folds = new List<Fold>(c.States.Length);
        for (var i = 0; i < c.States.Length; i++)
            if ((c.States[i] = handler.States[i].FoldFor(c.Command)) is { } fold)
                folds.Add(fold);
        List<Question> questions = [.. checks.Select(check => check.Question)];
        if (handler.AsksTheClock)
            questions.Add(EventStore.Clock(now => c.Now = now));
        if (folds.Count + questions.Count > 0)
        {
            await using var own = transaction is null ? await store.Database.OpenConnectionAsync(cancel) : null;
            if (!await store.FetchAsync(folds, transaction ?? own!, questions, cancel))
                return checks.Select(check => check.Outcome).First(outcome => outcome is not null);
        }
        for (var i = 0; i < c.States.Length; i++)
            if (c.States[i] is { } fold)
                c.Streams.Saw(fold, guard: !handler.States[i].Peek);
        return null;
    }

    private Append ToAppend(
        Decision decision,
        CommandContext context,
        Streams streams,
        JsonNode? answer,
        IReadOnlyList<NpgsqlBatchCommand> with
    )
    {
        var headers = new Dictionary<string, string>(2, StringComparer.Ordinal) { ["authority"] = context.Actor.Authority };
        if (context.Actor.Organisation is { } organisation)
            headers["organisation"] = organisation.ToString();
        var append = new Append
        {
            Metadata = new EventMetadata(context.Actor.Person.ToString(), context.CorrelationId, context.CausationId, headers),
        };
        foreach (var facts in decision.Writes)
            append.To(facts.Stream, facts.Type, streams.Seen.GetValueOrDefault(facts.Stream), facts.Events);
        foreach (var claim in decision.Claims)
            if (claim.Release)
                append.Release(claim.Scope, claim.Key, claim.Owner);
            else
                append.Reserve(claim.Scope, claim.Key, claim.Owner);
        foreach (var message in decision.Outgoing)
        {
            if (!handlers.Knows(message.Body.GetType()))
                throw new InvalidOperationException($"{message.Body.GetType().Name} is sent but nothing handles it.");
            append.With(Outbox.Row(Guid.CreateVersion7(), message.Body, message.Due, context.CorrelationId, context.CausationId));
        }
        foreach (var operation in decision.Operations)
            operation(append);
        if (!append.IsEmpty)
            streams.GuardIn(append);
        streams.SnapshotIn(append);
        if (context.IdempotencyKey is { } key && decision.Refusals.Count == 0)
            append.With(Idempotency.Row(key, context.Fingerprint, append, answer));
        foreach (var statement in with)
            append.With(statement);
        return append;
    }

    internal static Refusal Taken(string scope) =>
        new(
            $"{scope.Split(':')[0]}-taken",
            null,
            "This is already taken by another.",
            new Dictionary<string, object?> { ["scope"] = scope.Split(':')[0] }
        );
}
