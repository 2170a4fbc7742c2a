using Npgsql;
using UseIt.Marketplace.Operations;
using Wolverine.Configuration;

namespace UseIt.Marketplace.Engine;

/// <summary>
/// Something a person or the program wants done. Its handler is the static class of the same name with <c>Handler</c> appended.
/// </summary>
public interface ICommand;

/// <summary>
/// A message whose effect lies outside the database (mail, webhook); its handler has a static <c>Run</c> and may be called again after a
/// crash.
/// </summary>
public interface IEffect;

/// <summary>An effect that waits for somebody else's server: it has a queue of its own, so that no other effect waits behind it.</summary>
public interface ISlowEffect : IEffect;

/// <summary>What a handler decided: a refusal, or everything that is to be written, as values.</summary>
public sealed class Decision : IWolverineReturnType
{
    internal sealed record Facts(Guid Stream, string Type, IReadOnlyList<object> Events);

    internal sealed record Claim(string Scope, string Key, Guid Owner, bool Release)
    {
        public Statement Statement =>
            Statement.Of(
                Release
                    ? "delete from events.reservation where scope = $1 and key = $2 and owner = $3"
                    : """
                    with held as (insert into events.reservation (scope, key, owner) values ($1, $2, $3)
                                  on conflict (scope, key) do update set owner = reservation.owner returning owner)
                    select case when (select owner from held) = $3 then 0 else events.taken($1) end
                    """,
                Scope,
                Key,
                Owner
            );
    }

    internal sealed record Message(object Body, DateTimeOffset? Due);

    private readonly List<Facts> facts = [];
    private readonly List<Claim> claims = [];
    private readonly List<Message> messages = [];
    private readonly List<Func<Actor, Statement>> statements = [];

    private Decision(Refusal[] refusals) => Refusals = refusals;

    /// <summary>Why not; empty when the decision is to act.</summary>
    public IReadOnlyList<Refusal> Refusals { get; }

    /// <summary>The facts decided, over all streams, in order.</summary>
    public IEnumerable<object> Events => facts.SelectMany(f => f.Events);

    /// <summary>The messages decided, with the instant they are due (null = now).</summary>
    public IEnumerable<(object Message, DateTimeOffset? Due)> Messages => messages.Select(m => (m.Body, m.Due));

    /// <summary>The answer for the caller (an id, a receipt); stored with the idempotency key.</summary>
    public object? Answer { get; private set; }

    internal IReadOnlyList<Facts> Writes => facts;
    internal IReadOnlyList<Claim> Claims => claims;
    internal IReadOnlyList<Message> Outgoing => messages;
    internal IReadOnlyList<Func<Actor, Statement>> Statements => statements;

    /// <summary>It is so already: nothing to do, and no error.</summary>
    public static Decision Nothing => new([]);

    /// <summary>No, for these reasons. Facts added to a refusal are stored all the same: an attempt worth remembering.</summary>
    public static Decision Refuse(params Refusal[] refusals) => new(refusals);

    /// <summary>No, for this reason.</summary>
    public static Decision Refuse(string code, string? field, string sentence) => new([new Refusal(code, field, sentence)]);

    /// <summary>A refusal is a decision.</summary>
    public static implicit operator Decision(Refusal refusal) => new([refusal]);

    /// <summary>Facts on one stream.</summary>
    public static Decision On<T>(Guid stream, params IReadOnlyList<object> facts)
        where T : class, IState<T> => Nothing.And<T>(stream, facts);

    /// <summary>Further facts, on this or another stream, in the same commit.</summary>
    public Decision And<T>(Guid stream, params IReadOnlyList<object> facts)
        where T : class, IState<T>
    {
        if (facts.Count > 0)
            this.facts.Add(new Facts(stream, T.StreamType, facts));
        return this;
    }

    /// <summary>Claims a key across all streams for an owner; the whole decision fails when another holds it.</summary>
    public Decision Reserve(string scope, string key, Guid owner)
    {
        claims.Add(new Claim(scope, key, owner, Release: false));
        return this;
    }

    /// <summary>Gives a claimed key back.</summary>
    public Decision Release(string scope, string key, Guid owner)
    {
        claims.Add(new Claim(scope, key, owner, Release: true));
        return this;
    }

    /// <summary>Sends a message after the commit, at once or at an instant of the store's clock.</summary>
    public Decision Send(object message, DateTimeOffset? due = null)
    {
        messages.Add(new Message(message, due));
        return this;
    }

    /// <summary>Lets a paused view or reaction try again.</summary>
    public Decision Resume(string reader) => With(ReaderState.Resume(reader));

    /// <summary>Lets a view or reaction go on without a fact it cannot take; that, who and why stays on record.</summary>
    public Decision Skip(string reader, long position, string reason) =>
        With(actor => Statement.Of(ReaderState.Skip(reader, position, actor.Person.ToString(), reason)))
            .With(ReaderState.Resume(reader, position));

    /// <summary>
    /// A further statement of the same commit, for what lies beside the log and has to change with it. It runs before the facts are stored.
    /// </summary>
    public Decision With(NpgsqlBatchCommand statement) => With(_ => Statement.Of(statement));

    /// <summary>The same, as SQL and its values for <c>$1</c>, <c>$2</c> and so on.</summary>
    public Decision With(string sql, params object[] values) => With(_ => Statement.Of(sql, values));

    private Decision With(Func<Actor, Statement> statement)
    {
        statements.Add(statement);
        return this;
    }

    /// <summary>Says what the caller is answered.</summary>
    public Decision Answering(object answer)
    {
        Answer = answer;
        return this;
    }
}
