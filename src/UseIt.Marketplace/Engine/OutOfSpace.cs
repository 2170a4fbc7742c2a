using Npgsql;

namespace UseIt.Marketplace.Engine;

/// <summary>Remembers that the database had no room for something: it still answers, and so seems well.</summary>
public sealed class OutOfSpace
{
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);
    private long seen = long.MinValue;

    /// <summary>Whether it was so within the last minute.</summary>
    public bool IsNow =>
        Interlocked.Read(ref seen) is > long.MinValue and var at && Environment.TickCount64 - at < Remembered.TotalMilliseconds;

    /// <summary>Looks whether a failure was about it.</summary>
    public void Look(Exception? failure)
    {
        for (var e = failure; e is not null; e = e.InnerException)
            if (e is PostgresException { SqlState: PostgresErrorCodes.DiskFull })
                Interlocked.Exchange(ref seen, Environment.TickCount64);
    }
}
