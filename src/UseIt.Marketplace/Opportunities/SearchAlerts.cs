using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Opportunities;

/// <summary>
/// Looks now and then whether saved searches find something new, and has their people told: at once (a quarter of an hour apart at least),
/// or from seven in the morning for those who want it daily. What two nodes find at once is told once; the search's own facts decide.
/// </summary>
public sealed class SearchAlerts(
    NpgsqlDataSource database,
    SavedSearches searches,
    SearchOpportunities opportunities,
    OpportunitySearch view,
    LogReaders readers,
    Commands commands,
    ILogger<SearchAlerts> log
) : BackgroundService
{
    private const int AtATime = 200;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(15);
    private static readonly TimeOnly Morning = new(7, 0);

    // Up to where each was looked through without a find; forgotten with the process, and looked through once more.
    private readonly Dictionary<Guid, long> looked = [];
    private (long Position, DateOnly? Day) last;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period);
        while (await timer.TicksAsync(stoppingToken))
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Say(e);
            }
    }

    /// <summary>Looks through everything that is due; how many searches found something.</summary>
    public async Task<int> LookAsync(CancellationToken cancel)
    {
        var (position, now) = await readers.PositionAsync(view, cancel);
        var local = UkTime.Local(now);
        var today = TimeOnly.FromDateTime(local) >= Morning ? DateOnly.FromDateTime(local) : (DateOnly?)null;
        if (last == (position, today))
            return 0;
        var (found, waits, after) = (0, false, Guid.Empty);
        while (await searches.TellingAsync(database, after, AtATime, cancel) is { Count: > 0 } some)
        {
            foreach (var search in some)
                if (search.Told == Told.AtOnce && search.ToldAt > now - Between)
                    waits = true;
                else if (search.Told == Told.AtOnce || today is { } day && !(search.ToldAt is { } at && UkTime.DayOf(at) == day))
                    try
                    {
                        found += await TellAsync(search, position, now, cancel) ? 1 : 0;
                    }
                    // One that fails holds up none after it, and is looked through again.
                    catch (Exception e) when (!cancel.IsCancellationRequested)
                    {
                        Say(e);
                        waits = true;
                    }
            after = some[^1].SearchId;
        }
        if (!waits)
            last = (position, today);
        return found;
    }

    private void Say(Exception e) => log.LogWarning("Saved searches could not be looked through now ({Kind}).", e.GetType().Name);

    private async Task<bool> TellAsync(SavedSearchRow search, long upTo, DateTimeOffset now, CancellationToken cancel)
    {
        var from = Math.Max(search.KnownUpTo, looked.GetValueOrDefault(search.SearchId));
        if (from >= upTo)
            return false;
        var query = OpportunityQuery.Of(search.For, now) with { SeenFrom = from, SeenUpTo = upTo };
        var number = await opportunities.CountNewAsync(query, cancel);
        if (number == 0)
        {
            looked[search.SearchId] = upTo;
            return false;
        }
        looked.Remove(search.SearchId);
        await commands.SendAsync(new TellOfFoundWork(search.SearchId, from, upTo, number), new CommandContext(Actor.System), cancel);
        return true;
    }
}
