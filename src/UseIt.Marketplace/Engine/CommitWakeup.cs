using JasperFx.Events.Daemon.HighWater;

namespace UseIt.Marketplace.Engine;

/// <summary>
/// Wakes the readers of the log when facts were committed in this process. The first commit after a pause is seen at once; when many follow
/// each other the rounds keep their distance, and each takes more of them.
/// </summary>
internal sealed class CommitWakeup : IDaemonWakeup
{
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(50);

    private readonly SemaphoreSlim signal = new(0, 1);
    private long woken;

    public CommitWakeup(CommittedFacts committed) => committed.Committed += _ => Wake();

    public async Task WaitAsync(TimeSpan timeout, CancellationToken token)
    {
        var since = TimeProvider.System.GetElapsedTime(woken);
        if (since < Apart)
            await Task.Delay(Apart - since, token);
        await signal.WaitAsync(timeout, token);
        woken = TimeProvider.System.GetTimestamp();
    }

    // Kept: a daemon that is started again is given the same one.
    public void Dispose() { }

    private void Wake()
    {
        try
        {
            if (signal.CurrentCount == 0)
                signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody else woke them first.
        }
    }
}
