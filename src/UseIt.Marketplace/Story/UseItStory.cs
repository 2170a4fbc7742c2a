using Npgsql;
using UseIt.Marketplace.Organisations;

namespace UseIt.Marketplace.Story;

/// <summary>
/// The USE-IT! story: a hospital trust, a council and a developer beside poor neighbourhoods, iSE between, and a dozen enterprises that
/// grow.
/// </summary>
public static class UseItStory
{
    private const long Lock = 0x0075736569742121;

    /// <summary>
    /// Tells the story in an empty store, goes on with one that was interrupted, and does nothing in any other; whether the store is a
    /// demo.
    /// </summary>
    public static async Task<bool> TellAsync(IServiceProvider services, Action<string> progress, CancellationToken cancel)
    {
        var database = services.GetRequiredService<NpgsqlDataSource>();
        await using var own = MarketplaceHost.UnpooledSource(services.GetRequiredService<Marketplace.Settings>().ConnectionString);
        await using var holder = await own.OpenConnectionAsync(cancel);
        await RunAsync($"select pg_advisory_lock({Lock})");
        try
        {
            await RunAsync(
                """
                with empty as (select 1 where not exists (select from events.mt_streams)),
                     marked as (update events.mark set kind = 'demo' where exists (select from empty) and kind = 'live' returning 1)
                insert into demo.story (told_on) select (clock_timestamp() at time zone 'Europe/London')::date from marked
                """
            );
            await using var read = new NpgsqlCommand("select told_on, finished is not null from demo.story", holder);
            DateOnly today;
            await using (var reader = await read.ExecuteReaderAsync(cancel))
            {
                if (!await reader.ReadAsync(cancel))
                    return false;
                if (reader.GetBoolean(1))
                    return true;
                today = reader.GetFieldValue<DateOnly>(0);
            }
            var teller = new Teller(services, today, progress);
            Scenes(teller);
            await teller.PlayAsync();
            await using var end = new NpgsqlBatch(holder)
            {
                BatchCommands =
                {
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

    private static void Scenes(Teller tell)
    {
        tell.Scene(
            "The marketplace opens",
            tell.At(-400, 9),
            async () =>
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
                {
                    await tell.DoAsync(new RegisterPerson(figure.Id, figure.Name, figure.Mail));
                    await tell.DoAsync(new GrantMembership(figure.For.Id, figure.Id, figure.Roles));
                }
            }
        );
        Growth.Tell(tell);
        Deals.Tell(tell);
        Growth.TellLater(tell);
        BackToTheProfession.Tell(tell);
        Neighbours.Tell(tell);
        Bridging.Tell(tell);
        TheProgramme.Tell(tell, -400, []);
    }
}
