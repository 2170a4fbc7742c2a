using System.Diagnostics;

namespace UseIt.Marketplace.Tenders;

/// <summary>
/// The bids that have arrived at this node and could not make themselves known in the database yet. What arrived first says how far this
/// node can speak for itself: nothing is on its way here that arrived before. The heartbeat publishes that, and a tender closes only when
/// every node has spoken for its deadline.
/// </summary>
public sealed class Arrivals
{
    // What hangs must not hold up the closing for ever: it loses the instant at which it arrived, and comes in when it comes.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly AsyncLocal<Arrival?> Carried = new();

    private readonly Lock gate = new();
    private readonly HashSet<Arrival> waiting = [];
    private long? speaksSince;
    private DateTimeOffset spoken = DateTimeOffset.MinValue;

    /// <summary>The last byte is here, now. Dispose it when nothing comes of it any more.</summary>
    public Arrival Note()
    {
        lock (gate)
        {
            var arrival = new Arrival(this, Stopwatch.GetTimestamp());
            waiting.Add(arrival);
            return arrival;
        }
    }

    /// <summary>The same for all that the caller does from here on: whoever takes the bid in finds it by <see cref="Current"/>.</summary>
    public Arrival Carry() => (Carried.Value = Note())!;

    public static Arrival? Current => Carried.Value;

    /// <summary>The moment from which on something may still come.</summary>
    public long Earliest()
    {
        lock (gate)
        {
            var now = Stopwatch.GetTimestamp();
            waiting.RemoveWhere(a => Stopwatch.GetElapsedTime(a.At, now) > Patience);
            return waiting.Count == 0 ? now : waiting.Min(a => a.At);
        }
    }

    /// <summary>
    /// This node is about to say that nothing is on its way here that arrived by this instant. From then on no arrival is given an earlier
    /// one: it was later, only less exactly known.
    /// </summary>
    public void Speak(DateTimeOffset through)
    {
        lock (gate)
        {
            // The clock of a demo or test store can be set back.
            var setBack = through + ClockReading.Longest < spoken;
            spoken = setBack || through > spoken ? through : spoken;
        }
    }

    /// <summary>What was said can be read by everybody: what arrives from now on counts from its arrival.</summary>
    public void Spoken()
    {
        lock (gate)
            speaksSince ??= Stopwatch.GetTimestamp();
    }

    /// <summary>
    /// It is known in the database and need not be waited for here. Returns the moment it counts from, and what this node had spoken for.
    /// </summary>
    internal (long At, DateTimeOffset Spoken) Enter(Arrival arrival)
    {
        lock (gate)
        {
            var held = waiting.Remove(arrival);
            return (held && speaksSince <= arrival.At ? arrival.At : Stopwatch.GetTimestamp(), spoken);
        }
    }

    internal void Leave(Arrival arrival)
    {
        lock (gate)
            waiting.Remove(arrival);
        if (Carried.Value == arrival)
            Carried.Value = null;
    }
}

/// <summary>One bid whose last byte is here, by this process's own clock, which nobody sets.</summary>
public sealed class Arrival(Arrivals arrivals, long at) : IDisposable
{
    public long At => at;

    internal (long At, DateTimeOffset Spoken) Enter() => arrivals.Enter(this);

    public void Dispose() => arrivals.Leave(this);
}
