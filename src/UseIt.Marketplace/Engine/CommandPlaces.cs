namespace UseIt.Marketplace.Engine;

/// <summary>
/// How many commands are on their way at once. A command under a key keeps a connection in its transaction and may read on another: if such
/// commands had all there are, each would wait for the others. So half of the connections is for those on their way, and who comes then
/// waits here, in turn. What arrives at the door of a tender waits for nobody else, and what takes long for what takes long.
/// </summary>
internal sealed class CommandPlaces : IDisposable
{
    private readonly SemaphoreSlim all;
    private readonly SemaphoreSlim atTheDoor;
    private readonly SemaphoreSlim slow;

    public CommandPlaces(int connections)
    {
        var door = Math.Max(1, connections / 8);
        var others = Math.Max(1, connections / 2 - door);
        (all, atTheDoor, slow) = (new(others), new(door), new(Math.Max(1, others / 4)));
    }

    /// <summary>Waits for a place; disposing gives it back.</summary>
    public async Task<IDisposable> TakeAsync(ICommand command, CommandContext context, CancellationToken cancel)
    {
        if (context.Holding is not null)
            return await TakeAsync([atTheDoor], cancel);
        return await TakeAsync(TakesLongAttribute.Is(command.GetType()) ? [slow, all] : [all], cancel);
    }

    public void Dispose()
    {
        all.Dispose();
        atTheDoor.Dispose();
        slow.Dispose();
    }

    private static async Task<IDisposable> TakeAsync(SemaphoreSlim[] each, CancellationToken cancel)
    {
        var taken = new Taken();
        try
        {
            foreach (var one in each)
            {
                await one.WaitAsync(cancel);
                taken.Add(one);
            }
            return taken;
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    private sealed class Taken : List<SemaphoreSlim>, IDisposable
    {
        public void Dispose() => ForEach(one => one.Release());
    }
}
