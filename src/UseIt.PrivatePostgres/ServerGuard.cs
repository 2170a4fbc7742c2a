namespace UseIt.PrivatePostgres;

/// <summary>
/// Brings the server back when it is gone, for as long as this process holds the cluster. One idle connection tells: the kernel closes it
/// with the process behind it, and nothing is polled.
/// </summary>
internal sealed class ServerGuard : IAsyncDisposable
{
    /// <summary>A server that ends as soon as it runs is not started in a circle without rest.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly PostgresServer server;
    private readonly Func<CancellationToken, Task<FileLock>> takeTurn;
    private readonly Action<string> tell;
    private readonly CancellationTokenSource leaving = new();
    private readonly Task watching;

    public ServerGuard(PostgresServer server, Func<CancellationToken, Task<FileLock>> takeTurn, Action<string> tell)
    {
        (this.server, this.takeTurn, this.tell) = (server, takeTurn, tell);
        watching = Task.Run(() => WatchAsync(leaving.Token));
    }

    /// <summary>From here on a stop is not undone.</summary>
    public async ValueTask DisposeAsync()
    {
        await leaving.CancelAsync();
        await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        leaving.Dispose();
    }

    private async Task WatchAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var began = TimeProvider.System.GetTimestamp();
            await server.UntilGoneAsync(cancellation);
            var gone = TimeProvider.System.GetTimestamp();
            if (TimeProvider.System.GetElapsedTime(began, gone) is var lasted && lasted < Rest)
                await Task.Delay(Rest - lasted, cancellation);
            await BringBackAsync(gone, cancellation);
        }
    }

    private async Task BringBackAsync(long gone, CancellationToken cancellation)
    {
        for (
            var pause = Rest;
            !await TryAsync(quiet: pause > Rest, cancellation);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause
        )
            await Task.Delay(pause, cancellation);
        Tell(
            FormattableString.Invariant(
                $"PostgreSQL had broken off; it answers again after {TimeProvider.System.GetElapsedTime(gone).TotalSeconds:0.0} s."
            )
        );
    }

    private async Task<bool> TryAsync(bool quiet, CancellationToken cancellation)
    {
        try
        {
            // Of several processes the first starts it, and the others find it running.
            using var turn = await takeTurn(cancellation);
            await server.BringBackAsync(cancellation);
            return true;
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            // Whatever it is (a full disk, a closed folder), it is for a person to mend, and this process has to be here then.
            if (!quiet)
                Tell($"PostgreSQL is gone and does not start; it is tried again until it does. {e.Message}");
            return false;
        }
    }

    private void Tell(string line)
    {
        try
        {
            tell(line);
        }
        catch (Exception)
        {
            // A closed terminal must not end the guard.
        }
    }
}
