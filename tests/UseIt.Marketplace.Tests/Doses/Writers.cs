using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Opportunities;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Testing;

namespace UseIt.Marketplace.Tests.Doses;

/// <summary>Work through a plan, and count a step as done only when it was acknowledged.</summary>
internal sealed class Writers(Dose dose)
{
    private readonly Commands commands = dose.Services.GetRequiredService<Commands>();
    private int next = -1;
    private int done;
    private volatile bool ending;

    public int Done => Volatile.Read(ref done);

    /// <summary>What was written: the plan, or as far as it went.</summary>
    public Plan Written => dose.Plan with { Count = Math.Min(dose.Plan.Count, next + 1) };

    public ConcurrentQueue<string> Wrong { get; } = [];
    public Task Finished { get; private set; } = Task.CompletedTask;

    /// <summary>Begins no further step, and ends those under way.</summary>
    public async Task EndAsync()
    {
        ending = true;
        await Finished.WaitAsync(Patience.Long);
    }

    public void Start(int count) => Finished = Task.WhenAll(Enumerable.Range(0, count).Select(_ => Task.Run(WriteAsync)));

    private async Task WriteAsync()
    {
        while (!ending && Interlocked.Increment(ref next) is var number && number < dose.Plan.Count)
        {
            var step = dose.Plan.Of(number);
            while (!await TryAsync(step))
                await Task.Delay(20);
            Interlocked.Increment(ref done);
        }
    }

    // Whatever the state of the world, the same step is tried again: it may have been done before anybody could say so.
    private async Task<bool> TryAsync(Plan.Step step)
    {
        try
        {
            return step.Way switch
            {
                Plan.Way.RollBack => await RollBackAsync(step),
                Plan.Way.Publish => await PublishAsync(step),
                Plan.Way.Rename => await SendAsync(step, new RenameOrganisation(step.Organisation, $"Organisation of {step.Number}")),
                Plan.Way.Import => await SendAsync(step, new ImportNotices([.. Enumerable.Range(0, 3).Select(i => Release(step, i))])),
                Plan.Way.Erase => await SendAsync(step, new RegisterPerson(step.Id, "Ada Moss", $"ada.{step.Number}@example.org"), "come")
                    && await SendAsync(step, new ErasePerson(step.Id, ErasureReasons.AskedByThePerson)),
                _ => await SendAsync(step, new InvitePerson(step.Organisation, "Bo Reed", $"bo.{step.Number}@example.org", [Roles.Author])),
            };
        }
        catch (Exception e) when (IsOfTheDatabase(e))
        {
            return false;
        }
        catch (Exception e)
        {
            Wrong.Enqueue($"{step}: {e}");
            throw;
        }
    }

    private static bool IsOfTheDatabase(Exception? e) =>
        e is NpgsqlException or IOException or TimeoutException or UnknownOutcomeException or ObjectDisposedException
        || e?.InnerException is { } inner && IsOfTheDatabase(inner);

    private async Task<bool> SendAsync(Plan.Step step, ICommand command, string part = "")
    {
        var outcome = await commands.SendAsync(
            command,
            new CommandContext(Actor.System, $"{dose.Plan.Seed}/{step.Number}/{part}", "", CorrelationId: step.Correlation)
        );
        return outcome switch
        {
            Outcome.Done => true,
            Outcome.Conflict or Outcome.InFlight => false,
            _ => throw new InvalidOperationException(outcome.ToString()),
        };
    }

    // Two facts of a transaction of our own: it rests between its numbers and its commit.
    private async Task<bool> PublishAsync(Plan.Step step)
    {
        await using var session = dose.Services.GetRequiredService<IDocumentStore>().LightweightSession();
        session.CorrelationId = step.Correlation;
        var now = await session.ClockAsync(CancellationToken.None);
        session.QueueOperation(new HoldStreams([(step.Id, 0, true)]));
        var facts = session.Events.Append(
            step.Id,
            new TenderDrafted(
                step.Id,
                step.Organisation,
                null,
                $"Tender {step.Number}",
                RegimeCodes.PrivateVoluntary,
                new DateOnly(2026, 1, 1),
                step.Id
            ),
            new TenderPublished(step.Id, step.Organisation, $"ocds-213czf-{step.Id}", now, now.AddHours(24) + Plan.Warned)
        );
        facts.AggregateType = typeof(Tender);
        facts.ExpectedVersionOnServer = 0;
        session.QueueSqlCommand("select pg_sleep(?)", step.Rest / 1000.0);
        try
        {
            await session.SaveChangesAsync();
        }
        catch (StreamConflictException)
        {
            // It was done the last time.
        }
        return true;
    }

    private async Task<bool> RollBackAsync(Plan.Step step)
    {
        await using var connection = await dose.Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var draw = new NpgsqlCommand(
            string.Create(
                CultureInfo.InvariantCulture,
                $"select nextval('events.mt_events_sequence'), nextval('events.mt_events_sequence'), pg_sleep({step.Rest / 1000.0})"
            ),
            connection,
            transaction
        );
        await draw.ExecuteNonQueryAsync();
        await transaction.RollbackAsync();
        return true;
    }

    private static SourceRelease Release(Plan.Step step, int n)
    {
        var ocid = string.Create(CultureInfo.InvariantCulture, $"ocds-h6vhtk-{step.Number}x{n}");
        var release = JsonSerializer.SerializeToElement(
            new
            {
                ocid,
                id = ocid,
                tag = new[] { "tender" },
                tender = new { id = $"{step.Number}", title = $"Grounds {step.Number}" },
            }
        );
        return new SourceRelease(
            ocid,
            new NoticeSource("Find a Tender", null, null, ocid, new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero)),
            ocid,
            release
        );
    }
}
