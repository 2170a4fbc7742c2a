using System.Globalization;
using Npgsql;
using UseIt.Marketplace.Engine;

namespace UseIt.Messaging.Tests.Doses;

/// <summary>The writers of one node work through their share of a plan, and acknowledge each number only when it is done.</summary>
public sealed class Writers(GardenNode node, Plan plan, Func<long, bool> mine)
{
    private long next = -1;

    public Task RunAsync(int count) => Task.WhenAll(Enumerable.Range(0, count).Select(_ => Task.Run(WriteAsync)));

    private async Task WriteAsync()
    {
        for (var number = Interlocked.Increment(ref next); number < plan.Count; number = Interlocked.Increment(ref next))
        {
            if (!mine(number))
                continue;
            var step = plan.Of(number);
            while (!await TryAsync(step))
                await Task.Delay(20);
            node.Fence.Say(string.Create(CultureInfo.InvariantCulture, $"done {number}"));
        }
    }

    // Whatever the state of the world, the same step is tried again: it may have been done by us, or by one who was killed before he could
    // say so.
    private async Task<bool> TryAsync(Plan.Step step)
    {
        try
        {
            return step.Way switch
            {
                Plan.Way.RolledBack => await RollBackAsync(step),
                Plan.Way.SlowTransaction => await SlowlyAsync(step),
                _ => await SendAsync(step),
            };
        }
        catch (Exception e)
            when (e is NpgsqlException or IOException or TimeoutException or CommitFailedException or UnknownOutcomeException)
        {
            return false;
        }
        catch (Exception e)
        {
            node.Fence.Say($"wrong {step} {e}".ReplaceLineEndings(" "));
            throw;
        }
    }

    private async Task<bool> SendAsync(Plan.Step step)
    {
        var command = new SowBed(step.Bed, step.Number, step.Weedings, step.Tended);
        // The trigger that makes a commit wait knows it by its correlation.
        var context = new CommandContext(
            Actor.System,
            $"{plan.Seed}/{step.Number}",
            "",
            CorrelationId: step.Way == Plan.Way.PausedCommand ? "pause" : null
        );
        switch (await node.Dispatcher.SendAsync(command, context))
        {
            case Outcome.Done:
                return true;
            case Outcome.Conflict or Outcome.InFlight:
                return false;
            case var other:
                throw new InvalidOperationException(other.ToString());
        }
    }

    private async Task<bool> SlowlyAsync(Plan.Step step)
    {
        await using var connection = await node.Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await transaction.SaveAsync("before");
        await node.Store.AppendAsync(new Append().To<Bed>(Plan.IdOf(step.Number + (1L << 40)), 0, new BedDug(step.Number)), connection);
        await transaction.RollbackAsync("before");
        try
        {
            await node.Store.AppendAsync(
                new Append().To<Bed>(
                    step.Bed,
                    0,
                    [new BedSown(step.Number, false), .. Enumerable.Range(0, step.Weedings).Select(i => (object)new BedWeeded(i))]
                ),
                connection
            );
        }
        catch (StreamConflictException)
        {
            return true;
        }
        await SleepAsync(connection, step.Weedings * 10);
        await transaction.CommitAsync();
        node.Store.Wake(0);
        return true;
    }

    private async Task<bool> RollBackAsync(Plan.Step step)
    {
        await using var connection = await node.Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await node.Store.AppendAsync(new Append().To<Bed>(step.Bed, 0, new BedDug(step.Number), new BedWeeded(1)), connection);
        await SleepAsync(connection, step.Weedings * 10);
        await transaction.RollbackAsync();
        return true;
    }

    private static async Task SleepAsync(NpgsqlConnection connection, int milliseconds)
    {
        await using var sleep = new NpgsqlCommand("select pg_sleep($1)", connection);
        sleep.Parameters.Add(new NpgsqlParameter<double> { TypedValue = milliseconds / 1000.0 });
        await sleep.ExecuteNonQueryAsync();
    }
}
