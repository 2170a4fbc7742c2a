namespace UseIt.Marketplace.Engine;

public static class Ticking
{
    /// <summary>Waits for the next tick; false, and no exception, when it is time to stop.</summary>
    public static async Task<bool> TicksAsync(this PeriodicTimer timer, CancellationToken stopping)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
