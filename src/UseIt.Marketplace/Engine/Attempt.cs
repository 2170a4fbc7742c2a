using System.Text.Json;
using System.Text.Json.Nodes;
using JasperFx.Events;
using Marten;
using Npgsql;
using Wolverine;
using Wolverine.Runtime;

namespace UseIt.Marketplace.Engine;

/// <summary>
/// One attempt at a command, in the order that <see cref="CommandPolicy"/> puts its steps: begin, load, check, decide; then Wolverine
/// commits, and the caller is answered. Whoever sent the command waits for the answer; a queued message has nobody.
/// </summary>
public sealed class Attempt
{
    // From here on a stream that others keep changing is locked before it is read.
    private const int Contended = 3;

    private readonly CommandCall? call;
    private readonly CommandContext context;
    private readonly IDocumentSession session;
    private readonly MessageContext messages;
    private readonly StreamTypes types;
    private Decision? decision;
    private JsonNode? answer;
    private IReadOnlyList<StreamAction> written = [];

    private Attempt(CommandCall? call, CommandContext context, IDocumentSession session, MessageContext messages, StreamTypes types) =>
        (this.call, this.context, this.session, this.messages, this.types) = (call, context, session, messages, types);

    /// <summary>The store's clock when the streams were read.</summary>
    public DateTimeOffset Now { get; private set; }

    /// <summary>Who acts and what is known of the circumstances; they are stored with every fact.</summary>
    public static (Attempt Attempt, Streams Streams, Actor Actor) Begin(
        IDocumentSession session,
        MessageContext messages,
        Commands commands,
        StreamTypes types,
        NpgsqlDataSource database
    )
    {
        var envelope = messages.Envelope!;
        var call = commands.CallOf(envelope);
        var context = call?.Context ?? MessageHeaders.ContextOf(envelope);
        session.LastModifiedBy = context.Actor.Person.ToString();
        session.CorrelationId = context.CorrelationId;
        session.CausationId = context.CausationId;
        session.SetHeader("authority", context.Actor.Authority);
        if (context.Actor.Organisation is { } organisation)
            session.SetHeader("organisation", organisation.ToString());
        return (new Attempt(call, context, session, messages, types), new Streams(session, database), context.Actor);
    }

    /// <summary>
    /// What the key or the message came to before, the streams and the clock, in one round trip. Stops where there is nothing to decide.
    /// </summary>
    public async Task<HandlerContinuation> LoadAsync(Streams streams, CancellationToken cancel)
    {
        var batch = session.CreateBatchQuery();
        Task<bool>? free = null,
            handled = null;
        Task<Outcome?>? earlier = null;
        if (context.IdempotencyKey is { } key)
        {
            await session.BeginTransactionAsync(cancel);
            free = batch.AddItem(Idempotency.IsFree(key));
            earlier = batch.AddItem(Idempotency.Earlier(context));
        }
        if (call is null)
            handled = batch.AddItem(HandledMessages.Has(MessageHeaders.IdentityOf(messages.Envelope!)));
        if (messages.Envelope!.Attempts >= Contended && streams.Readings.Any(r => r is { Guard: true, Id: not null }))
        {
            await session.BeginTransactionAsync(cancel);
            _ = batch.AddItem(Lock([.. streams.Readings.Where(r => r.Guard).Select(r => r.Id).OfType<Guid>()]));
        }
        Now = await streams.ReadAsync(batch, cancel);
        if (free is not null && !await free)
            return await StopAsync(new Outcome.InFlight());
        if (earlier is not null && await earlier is { } known)
            return await StopAsync(known);
        return handled is not null && await handled ? HandlerContinuation.Stop : HandlerContinuation.Continue;
    }

    /// <summary>Whether the caller has seen the version there is, and may do it.</summary>
    public async Task<HandlerContinuation> CheckAsync(Streams streams, Access access)
    {
        // In this order: a version tells that something is there, and how often it was written.
        if (!context.Actor.IsSystem && access != Access.Granted)
            return await StopAsync(new Outcome.Denied(access));
        var (stream, version) = streams.Readings is [{ Id: { } id } first, ..] ? (id, first.Version) : (Guid.Empty, 0);
        if (context.SeenVersion is { } seen && stream != Guid.Empty && version != seen)
            return await StopAsync(new Outcome.Conflict(stream, seen, version));
        return context.StillAsShown is { } still && !await still()
            ? await StopAsync(new Outcome.Conflict(stream, version, null))
            : HandlerContinuation.Continue;
    }

    /// <summary>Puts everything decided into the session, whose commit follows.</summary>
    public async Task<HandlerContinuation> DecideAsync(Decision decision, Streams streams, CancellationToken cancel)
    {
        this.decision = decision;
        if (decision.Refusals.Count > 0 && decision.Writes.Count == 0)
            return await StopAsync(new Outcome.Refused(decision.Refusals));
        answer = decision.Answer is null ? null : JsonSerializer.SerializeToNode(decision.Answer, EventJson.Options);
        written = Append(decision, streams);
        var versions = written.ToDictionary(s => s.Id, s => s.ExpectedVersionOnServer!.Value + s.Events.Count);
        if (call is null)
            session.QueueOperation(HandledMessages.Row(MessageHeaders.IdentityOf(messages.Envelope!)));
        else if (context.IdempotencyKey is not null && decision.Refusals.Count == 0)
            session.QueueOperation(Idempotency.Row(context, versions, answer));
        var changes = written.Count + decision.Claims.Count + decision.Statements.Count + decision.Outgoing.Count > 0;
        if (changes)
            Hold(streams);
        foreach (var claim in decision.Claims.OrderBy(c => c.Scope, StringComparer.Ordinal).ThenBy(c => c.Key, StringComparer.Ordinal))
            session.QueueOperation(claim.Statement);
        foreach (var statement in decision.Statements)
            session.QueueOperation(statement(context.Actor));
        foreach (var (body, due) in decision.Outgoing)
            await messages.SendAsync(body, MessageHeaders.Of(context, due - Now));
        if (call is null || !changes && context.IdempotencyKey is null)
            return HandlerContinuation.Continue;
        await session.BeginTransactionAsync(cancel);
        if (context.Holding is { } hold)
            await hold(session.Connection!, cancel);
        call.Committing = Commit.Of(written, versions, answer, decision, session.Connection!.ProcessID);
        return HandlerContinuation.Continue;
    }

    /// <summary>Once the commit stands: versions and positions are known.</summary>
    public async Task AnswerAsync(CommittedFacts committed)
    {
        var position = written.SelectMany(s => s.Events).Select(e => e.Sequence).DefaultIfEmpty().Max();
        if (position > 0)
            committed.Tell(position);
        if (call is null)
            return;
        await ReplyAsync(
            decision!.Refusals.Count > 0
                ? new Outcome.Refused(decision.Refusals)
                : new Outcome.Done(position, written.ToDictionary(s => s.Id, s => s.Events[^1].Version), answer)
        );
    }

    private List<StreamAction> Append(Decision decision, Streams streams)
    {
        var actions = new List<StreamAction>();
        foreach (var (stream, type, facts) in decision.Writes)
        {
            var events = new List<object>(facts.Count);
            foreach (var fact in facts)
            {
                var e = session.Events.BuildEvent(fact);
                (e.Id, e.Timestamp) = (Guid.CreateVersion7(), Now);
                events.Add(e);
            }
            var action = session.Events.Append(stream, events);
            if (actions.Contains(action))
                continue;
            action.AggregateType = types.Of(type);
            action.ExpectedVersionOnServer = streams.VersionOf(stream);
            actions.Add(action);
        }
        return actions;
    }

    private void Hold(Streams streams)
    {
        var held = streams.Held(written.Select(s => s.Id).ToHashSet()).ToArray();
        if (held.Length > 0)
            session.QueueOperation(new HoldStreams(held));
    }

    private static Question<bool> Lock(Guid[] streams) =>
        new(
            BoundSql.Of("select from events.mt_streams where id = any($1) order by id for no key update", streams),
            (_, _) => Task.FromResult(true)
        );

    private async Task<HandlerContinuation> StopAsync(Outcome outcome)
    {
        if (call is null)
            throw outcome switch
            {
                Outcome.Refused refused => new RefusedException(string.Join(", ", refused.Refusals.Select(r => r.Code))),
                _ => new InvalidOperationException(outcome.GetType().Name),
            };
        await ReplyAsync(outcome);
        return HandlerContinuation.Stop;
    }

    private Task ReplyAsync(Outcome outcome) => messages.EnqueueCascadingAsync(outcome);
}
