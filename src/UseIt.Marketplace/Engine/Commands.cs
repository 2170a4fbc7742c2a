using System.Collections.Concurrent;
using Marten.Exceptions;
using Npgsql;
using Wolverine;
using Wolverine.Runtime;

namespace UseIt.Marketplace.Engine;

/// <summary>
/// Sends commands and waits for what they come to: the one door for pages, API, command line, story and whatever else wants something done.
/// </summary>
public sealed class Commands(IWolverineRuntime runtime, NpgsqlDataSource database, CommittedFacts committed, StepUp stepUp) : IDisposable
{
    private const string Header = "call";
    private const int Attempts = 12;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    private readonly CommandPlaces places = new(new NpgsqlConnectionStringBuilder(database.ConnectionString).MaxPoolSize);

    private readonly ConcurrentDictionary<string, CommandCall> calls = new(StringComparer.Ordinal);

    /// <summary>
    /// Does a command; a conflict with others is decided again on fresh state unless the caller said which version it had seen.
    /// </summary>
    /// <exception cref="UnknownOutcomeException">The connection was lost at commit and the database does not answer; sent again under the
    /// same key it will not be done twice.</exception>
    public async Task<Outcome> SendAsync(ICommand command, CommandContext context, CancellationToken cancel = default)
    {
        // What the program itself says was said before, by somebody who was held to it, or by another publisher.
        if (!context.Actor.IsSystem && Texts.Wrong(command) is { Count: > 0 } wrong)
            return new Outcome.Refused(wrong);
        if (context.Actor.IsService && StepUp.IsForPeople(command.GetType()))
            return new Outcome.Denied(Access.Forbidden);
        if (await stepUp.IsMissingAsync(command, context.Actor, cancel))
            return new Outcome.Denied(Access.SecondFactorNeeded);
        var (id, call) = (Guid.NewGuid().ToString("N"), new CommandCall(context));
        using var place = await places.TakeAsync(command, context, cancel);
        calls[id] = call;
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                call.Committing = null;
                try
                {
                    return await new MessageBus(runtime).InvokeAsync<Outcome>(
                        command,
                        new DeliveryOptions().WithHeader(Header, id),
                        cancel,
                        Limit
                    );
                }
                catch (StreamConflictException e)
                {
                    return new Outcome.Conflict(e.Stream, e.Expected, e.Actual);
                }
                catch (ReservationTakenException e)
                {
                    return new Outcome.Refused([Taken(e.Scope)]);
                }
                catch (Exception e) when (call.Committing is { } commit && commit.IsTold(context) && MayHaveCommitted(e))
                {
                    if (await SettleAsync(commit, e) is { } outcome)
                        return outcome;
                    // Nothing was written: a new connection may do better, if that was what it was about.
                    if (attempt == Attempts || cancel.IsCancellationRequested || !IsLostConnection(e))
                        throw;
                }
                catch (Exception e) when (context.IdempotencyKey is not null && attempt < Attempts && IsLostConnection(e))
                {
                    // The key's lock and row tell: still at it, done, or not done.
                }
            }
        }
        finally
        {
            calls.TryRemove(id, out _);
        }
    }

    public void Dispose() => places.Dispose();

    /// <summary>The call a message belongs to; null where nobody waits for it.</summary>
    internal CommandCall? CallOf(Envelope envelope) =>
        envelope.TryGetHeader(Header, out var id) && id is not null && calls.TryGetValue(id, out var call) ? call : null;

    private static Refusal Taken(string scope) =>
        new(
            $"{scope.Split(':')[0]}-taken",
            null,
            "This is already taken by another.",
            new Dictionary<string, object?> { ["scope"] = scope.Split(':')[0] }
        );

    // Whatever is not the server's word that it refused may come before or after the commit took effect.
    private static bool MayHaveCommitted(Exception e) =>
        Cause<PostgresException>(e) is not { } refused || refused.SqlState[..2] is "57" or "58" or "08" or "XX";

    private static bool IsLostConnection(Exception e) =>
        Cause<PostgresException>(e) is { } p
            ? p.SqlState[..2] is "57" or "08"
            : Cause<NpgsqlException>(e) is not null || e is IOException or ObjectDisposedException;

    private static T? Cause<T>(Exception? e)
        where T : Exception
    {
        for (; e is not null; e = e.InnerException)
            if (e is T found)
                return found;
        return null;
    }

    // First the session that had the commit must be over: until then it may still come. Then our own fact is in the log or it is not.
    private async Task<Outcome?> SettleAsync(Commit commit, Exception cause)
    {
        if (commit is not { First: { } first, Last: { } last })
            throw new UnknownOutcomeException(cause);
        for (var attempt = 0; attempt < 8; attempt++)
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync();
                await using var transaction = await connection.BeginTransactionAsync();
                await using var find = new NpgsqlCommand("select events.settled($1, $2, $3, $4, $5)", connection, transaction);
                find.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = first.Id });
                find.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = first.Stream });
                find.Parameters.Add(new NpgsqlParameter<long> { TypedValue = first.Version });
                find.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = last.Stream });
                find.Parameters.Add(new NpgsqlParameter<long> { TypedValue = last.Version });
                if (await find.ExecuteScalarAsync() is not long position)
                    return null;
                committed.Tell(position);
                return commit.Outcome(position);
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                await EndAsync(commit.Backend);
            }
            catch (Exception e) when (e is NpgsqlException or IOException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100 << Math.Min(attempt, 5)));
            }
        }
        throw new UnknownOutcomeException(cause);
    }

    // A line that is only half gone leaves the server waiting for what nobody will send any more.
    private async Task EndAsync(int backend)
    {
        await using var end = database.CreateCommand(
            """
            select pg_terminate_backend(pid, 5000) from pg_stat_activity
            where pid = $1 and state = 'idle in transaction' and state_change < clock_timestamp() - interval '1 second'
            """
        );
        end.Parameters.Add(new NpgsqlParameter<int> { TypedValue = backend });
        await end.ExecuteNonQueryAsync();
    }
}
