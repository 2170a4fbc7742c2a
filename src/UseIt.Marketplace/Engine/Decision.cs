using Npgsql;
using UseIt.Marketplace.Operations;

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

/// <summary>What a handler decided: a refusal, or everything that is to be written, as values.</summary>
public sealed class Decision
{
    internal sealed record Facts(Guid Stream, string Type, IReadOnlyList<object> Events);

    internal sealed record Claim(string Scope, string Key, Guid Owner, bool Release);

    internal sealed record Message(object Body, DateTimeOffset? Due);

    private readonly List<Facts> facts = [];
    private readonly List<Claim> claims = [];
    private readonly List<Message> messages = [];
    private readonly List<Action<Append>> operations = [];

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
    internal IReadOnlyList<Action<Append>> Operations => operations;

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

    /// <summary>Sends a message that was set aside again, as if it had never failed.</summary>
    public Decision Replay(Guid letter) => Operate(append => append.With(DeadLetters.Replay(letter)));

    /// <summary>Gives a message that was set aside up.</summary>
    public Decision Discard(Guid letter) => Operate(append => append.With(DeadLetters.Discard(letter)));

    /// <summary>Lets a paused view or reaction try again.</summary>
    public Decision Resume(string follower) => Operate(append => append.Resume(follower));

    /// <summary>Lets a view or reaction go on without a fact it cannot take.</summary>
    public Decision Skip(string follower, long position, string reason) => Operate(append => append.Skip(follower, position, reason));

    /// <summary>A further statement of the same commit, for what lies beside the log and has to change with it.</summary>
    public Decision With(NpgsqlBatchCommand statement) => Operate(append => append.With(statement));

    private Decision Operate(Action<Append> operation)
    {
        operations.Add(operation);
        return this;
    }

    /// <summary>Says what the caller is answered.</summary>
    public Decision Answering(object answer)
    {
        Answer = answer;
        return this;
    }
}
