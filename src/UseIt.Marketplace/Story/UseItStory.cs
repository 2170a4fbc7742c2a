using Npgsql;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Story.FullSize;

namespace UseIt.Marketplace.Story;

/// <summary>How much of the story is told.</summary>
public enum StorySize
{
    /// <summary>A few of each.</summary>
    Small,

    /// <summary>The programme at the size it had: three years, every enterprise, candidate, researcher and piece of research.</summary>
    Full,
}

/// <summary>
/// The USE-IT! story: a hospital trust, a council and a developer beside poor neighbourhoods, iSE between, and a dozen enterprises that
/// grow.
/// </summary>
public static class UseItStory
{
    private const long Lock = 0x0075736569742121;

    /// <summary>
    /// Whether the store is a demo whose story is told; null where somebody would have to look, because it was begun or could be.
    /// </summary>
    public static async Task<bool?> IsToldAsync(NpgsqlDataSource database, CancellationToken cancel)
    {
        await using var read = database.CreateCommand(
            "select (select finished is not null from demo.story), exists (select from events.mt_streams)"
        );
        await using var reader = await read.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        return reader.IsDBNull(0)
            ? reader.GetBoolean(1)
                ? false
                : null
            : reader.GetBoolean(0)
                ? true
                : null;
    }

    /// <summary>
    /// What to tell it with, where it is still to be told: without waiting for the disk at each of many thousand commits. What a server
    /// that falls loses of them is told again, for with it goes the session that holds the telling.
    /// </summary>
    public static Settings Telling(Settings settings)
    {
        var connection = new NpgsqlConnectionStringBuilder(settings.ConnectionString);
        connection.Options = $"{connection.Options} -c synchronous_commit=off".TrimStart();
        return settings with { ConnectionString = connection.ConnectionString };
    }

    /// <summary>
    /// Tells the story in an empty store, goes on with one that was interrupted, at the size it was begun, and does nothing in any other;
    /// whether the store is a demo.
    /// </summary>
    public static async Task<bool> TellAsync(IServiceProvider services, StorySize size, Action<string> progress, CancellationToken cancel)
    {
        var database = services.GetRequiredService<NpgsqlDataSource>();
        await using var own = MarketplaceHost.UnpooledSource(services.GetRequiredService<Marketplace.Settings>().ConnectionString);
        await using var holder = await own.OpenConnectionAsync(cancel);
        await RunAsync($"select pg_advisory_lock({Lock})");
        try
        {
            await RunAsync(
                $"""
                with empty as (select 1 where not exists (select from events.mt_streams)),
                     marked as (update events.mark set kind = 'demo' where exists (select from empty) and kind = 'live' returning 1)
                insert into demo.story (told_on, small)
                select (clock_timestamp() at time zone 'Europe/London')::date, {size == StorySize.Small} from marked
                """
            );
            await using var read = new NpgsqlCommand("select told_on, finished is not null, small from demo.story", holder);
            DateOnly today;
            await using (var reader = await read.ExecuteReaderAsync(cancel))
            {
                if (!await reader.ReadAsync(cancel))
                    return false;
                if (reader.GetBoolean(1))
                    return true;
                today = reader.GetFieldValue<DateOnly>(0);
                size = reader.GetBoolean(2) ? StorySize.Small : StorySize.Full;
            }
            var teller = new Teller(services, today, progress);
            Scenes(teller, size);
            await teller.PlayAsync();
            await using var end = new NpgsqlBatch(holder)
            {
                BatchCommands =
                {
                    // With this everything before it is on the disk.
                    new("set synchronous_commit = on"),
                    new("select events.set_clock_offset(interval '0')"),
                    new("delete from tenders.heartbeat"),
                    new("update demo.story set finished = clock_timestamp()"),
                },
            };
            await end.ExecuteNonQueryAsync(cancel);
            await teller.SettleAsync();
            return true;
        }
        finally
        {
            await holder.CloseAsync();
            NpgsqlConnection.ClearPool(holder);
        }

        async Task RunAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, holder);
            await command.ExecuteNonQueryAsync(cancel);
        }
    }

    private static void Scenes(Teller tell, StorySize size)
    {
        // Three years of a programme have an earlier first day; whatever both sizes tell then stands on the same days.
        var first = size == StorySize.Full ? Quarters.Day(0) - 5 : -400;
        tell.Scene("The marketplace opens", tell.At(first, 9), () => OpenAsync(tell));
        Growth.Tell(tell);
        Deals.Tell(tell);
        Growth.TellLater(tell);
        BackToTheProfession.Tell(tell, opens: size == StorySize.Full ? first + 1 : BackToTheProfession.Begins);
        Neighbours.Tell(tell, opens: size == StorySize.Full ? first + 1 : Neighbours.Begins);
        Bridging.Tell(tell);
        TheNetwork.Tell(tell, size);
        TheBoard.Tell(tell);
        TheLedger.Tell(tell);
        TheLibrary.Tell(tell);
        TheQuarter.Tell(tell);
        TheFund.Tell(tell);
        TheCourses.Tell(tell);
        if (size == StorySize.Full)
            Quarters.Tell(tell);
        TheProgramme.Tell(tell, first, size == StorySize.Full ? TheProgramme.HelpedInFull() : []);
    }

    private static async Task OpenAsync(Teller tell)
    {
        foreach (var company in Cast.Companies)
        {
            await tell.DoAsync(
                new RegisterOrganisation(
                    company.Id,
                    company.Name,
                    [company.Kind],
                    company.CompanyNumber is { } number ? [new Identifier("GB-COH", number)] : [],
                    new Address(null, "Birmingham", "West Midlands", null)
                )
            );
            await tell.DoAsync(new CheckOrganisationIdentity(company.Id, IdentityCheck.ByAdministrator));
        }
        foreach (var figure in Cast.Figures)
            await JoinAsync(tell, figure);
    }

    internal static async Task JoinAsync(Teller tell, Figure figure)
    {
        await tell.DoAsync(new RegisterPerson(figure.Id, figure.Name, figure.Mail));
        await tell.DoAsync(new GrantMembership(figure.For.Id, figure.Id, figure.Roles));
    }
}
