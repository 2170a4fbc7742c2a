using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Support;

/// <summary>
/// One day of an adviser or of an enterprise, and what support takes of it. An hour is given once and received once, whichever organisation
/// gives it and whichever funder pays for it.
/// </summary>
public sealed record SupportDay(IReadOnlyList<SupportTimeTaken> Taken) : IState<SupportDay>
{
    public static readonly Refusal AdviserTaken = new(
        "session-overlaps-adviser",
        "start",
        "The adviser's support to somebody else is logged at this time. Correct the times"
    );

    public static readonly Refusal EnterpriseTaken = new(
        "session-overlaps-enterprise",
        "start",
        "Other support to this enterprise is logged at this time, perhaps by another organisation. Correct the times"
    );

    public static SupportDay Empty { get; } = new([]);

    public static Guid IdOf(Guid who, DateOnly date) => UuidV5.Of(who, FormattableString.Invariant($"support-day:{date:yyyy-MM-dd}"));

    public SupportDay Evolve(object fact) =>
        fact switch
        {
            SupportTimeTaken e => new SupportDay([.. Taken.Where(t => t.What != e.What), e]),
            SupportTimeFreed e => new SupportDay([.. Taken.Where(t => t.What != e.What)]),
            _ => this,
        };

    /// <summary>Whether something else takes a part of this time. What ends as another begins does not.</summary>
    public bool IsTaken(Guid what, DateTimeOffset start, DateTimeOffset end) =>
        Taken.Any(t => t.What != what && t.Start < end && start < t.End);

    public bool Holds(Guid what) => Taken.Any(t => t.What == what);
}

/// <summary>The day of whoever gives a session, and of whoever receives it.</summary>
public sealed record SupportDays(DateOnly Date, Guid Adviser, SupportDay OfAdviser, Guid Enterprise, SupportDay OfEnterprise)
{
    public static async Task<SupportDays> OfAsync(Guid adviser, Guid enterprise, DateOnly date, Streams streams, CancellationToken cancel)
    {
        var days = await streams.FetchAsync<SupportDay>([SupportDay.IdOf(adviser, date), SupportDay.IdOf(enterprise, date)], cancel);
        return new SupportDays(date, adviser, days[0].State, enterprise, days[^1].State);
    }

    /// <summary>Why a session cannot be at this time.</summary>
    /// <param name="session">The session itself, which the enterprise receives.</param>
    /// <param name="given">What the adviser gives: the session, or the workshop it belongs to.</param>
    /// <param name="start">When it begins.</param>
    /// <param name="end">When it ends.</param>
    public Refusal? WhyNot(Guid session, Guid given, DateTimeOffset start, DateTimeOffset end) =>
        OfAdviser.IsTaken(given, start, end) ? SupportDay.AdviserTaken
        : OfEnterprise.IsTaken(session, start, end) ? SupportDay.EnterpriseTaken
        : null;

    /// <summary>Takes the time of both, where it is not taken for the same already.</summary>
    public Decision Take(Decision decision, Guid session, Guid given, DateTimeOffset start, DateTimeOffset end)
    {
        Take(decision, Adviser, OfAdviser, given);
        Take(decision, Enterprise, OfEnterprise, session);
        return decision;

        void Take(Decision into, Guid who, SupportDay day, Guid what)
        {
            if (!day.Holds(what))
                into.And<SupportDay>(
                    SupportDay.IdOf(who, Date),
                    new SupportTimeTaken(SupportDay.IdOf(who, Date), who, Date, what, start, end)
                );
        }
    }

    /// <summary>Gives the time of a session back. A workshop's hour stays the adviser's: others were there.</summary>
    public Decision Free(Decision decision, SessionTimed timed)
    {
        Free(decision, Enterprise, OfEnterprise, timed.SessionId);
        if (timed.WorkshopId is null)
            Free(decision, Adviser, OfAdviser, timed.SessionId);
        return decision;

        void Free(Decision into, Guid who, SupportDay day, Guid what)
        {
            if (day.Holds(what))
                into.And<SupportDay>(SupportDay.IdOf(who, Date), new SupportTimeFreed(SupportDay.IdOf(who, Date), who, Date, what));
        }
    }
}
