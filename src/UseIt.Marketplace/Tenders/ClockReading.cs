using System.Diagnostics;
using Npgsql;

namespace UseIt.Marketplace.Tenders;

/// <summary>What the store's clock said, and between which two moments of this process's own clock it said it.</summary>
public readonly record struct ClockReading(DateTimeOffset Now, long Asked, long Told)
{
    /// <summary>A clock that cannot be read better than this cannot decide what is in time.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private const int Tries = 3;

    /// <summary>How exactly an instant is known that is counted from this reading.</summary>
    public TimeSpan Uncertainty => Stopwatch.GetElapsedTime(Asked, Told);

    /// <summary>The earliest that an earlier moment of this process can have been by the store's clock.</summary>
    public DateTimeOffset Earliest(long moment) => Now - Stopwatch.GetElapsedTime(moment, Told);

    /// <exception cref="TimeoutException">It took too long each time: the store is as good as out of reach.</exception>
    public static async Task<ClockReading> OfAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction? transaction = null,
        CancellationToken cancel = default
    )
    {
        await using var ask = new NpgsqlCommand("select events.clock()", connection, transaction);
        for (var i = 0; i < Tries; i++)
        {
            var asked = Stopwatch.GetTimestamp();
            var now = new DateTimeOffset((DateTime)(await ask.ExecuteScalarAsync(cancel))!, TimeSpan.Zero);
            var reading = new ClockReading(now, asked, Stopwatch.GetTimestamp());
            if (reading.Uncertainty <= Longest)
                return reading;
        }
        throw new TimeoutException("The store's clock took too long to answer. Try again.");
    }
}
