using UseIt.Marketplace.Reports;
using UseIt.Marketplace.Tests.Accounts;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Reports;
using UseIt.Marketplace.Tests.Tenders;

namespace UseIt.Marketplace.Tests.Crashes;

/// <summary>A report schedule whose day comes while nothing runs, or whose process dies over it.</summary>
public sealed class RestartedScheduleTests(DurableMarketplace marketplace) : IClassFixture<DurableMarketplace>
{
    private const long Gate = 80;

    private MarketplaceApp App => marketplace.App;

    [Fact]
    public async Task a_day_that_came_while_nothing_ran_is_made_up_for_once()
    {
        var (id, due, told) = await ScheduledAsync();
        await App.ClockToAsync(ReportSchedule.At(due).AddHours(5));
        Assert.Empty(await App.FactsAsync<ScheduledReportSent>(id));
        await SentOnceAsync(id, due, told);
    }

    [Fact]
    public async Task a_process_that_dies_over_a_report_sends_it_once_after_it_is_back()
    {
        var (id, due, told) = await ScheduledAsync();
        await using var session = await marketplace.SessionAsync();
        await App.SqlAsync(
            $$"""
            create function public.wait_for_report() returns trigger language plpgsql as $$
            begin perform pg_advisory_xact_lock_shared({{Gate}}); return new; end $$
            """
        );
        await App.SqlAsync(
            """
            create constraint trigger wait_for_report after insert on events.mt_events for each row
            when (new.type = 'scheduled_report_sent') execute function public.wait_for_report()
            """
        );
        await RunAsync(session, $"select pg_advisory_lock({Gate})");
        await using (var serving = await ServeProcess.StartAsync(marketplace.Folder))
        {
            await App.ClockToAsync(ReportSchedule.At(due));
            await marketplace.UntilAsync(
                $"select count(*) > 0 from pg_locks where locktype = 'advisory' and objid = {Gate} and not granted"
            );
            await serving.KillAsync();
        }
        await RunAsync(session, $"select pg_advisory_unlock({Gate})");
        await marketplace.UntilAsync($"select count(*) = 0 from pg_locks where locktype = 'advisory' and objid = {Gate}");
        await App.SqlAsync("drop trigger wait_for_report on events.mt_events");
        await App.SqlAsync("drop function public.wait_for_report");
        await SentOnceAsync(id, due, told);
    }

    private async Task<(Guid Id, DateOnly Due, ToldContract Told)> ScheduledAsync()
    {
        await using var serving = await ServeProcess.StartAsync(marketplace.Folder);
        var told = await ToldContract.TellAsync(App);
        await App.SettledAsync();
        var id = BidSteps.Id(
            await serving
                .As(told.Manager.Http)
                .DoAsync(
                    "/api/v1/report-schedules",
                    new
                    {
                        kind = "contract-return",
                        subjectId = told.Contract,
                        rhythm = "Monthly",
                        readerIds = new[] { told.Manager.Id },
                    }
                )
        );
        await App.SettledAsync();
        return (id, Assert.Single(await App.FactsAsync<ReportScheduled>(id)).FirstDue, told);
    }

    private async Task SentOnceAsync(Guid id, DateOnly due, ToldContract told)
    {
        Guid report;
        await using (await ServeProcess.StartAsync(marketplace.Folder))
        {
            var sent = await marketplace.UntilFactAsync<ScheduledReportSent>(id);
            Assert.Equal(due, sent.Due);
            report = sent.ReportId!.Value;
            await App.SettledAsync();
        }
        // Back once more: it has nothing left to do about that day.
        await using (await ServeProcess.StartAsync(marketplace.Folder))
            await App.SettledAsync();
        Assert.Equal([told.Manager.Id], Assert.Single(await App.FactsAsync<ScheduledReportSent>(id)).SentTo);
        Assert.Single(await App.FactsAsync<ReportRun>(report));
        await using (await ServeProcess.StartAsync(marketplace.Folder))
            Assert.Single(
                await App.MailsToAsync($"priya.raman.{told.Manager.Id:N}@example.org"),
                m => m.Contains($"/reports/{report}", StringComparison.Ordinal)
            );
    }

    private static async Task RunAsync(Npgsql.NpgsqlConnection session, string sql)
    {
        await using var command = new Npgsql.NpgsqlCommand(sql, session);
        await command.ExecuteNonQueryAsync();
    }
}
