using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Reports;
using UseIt.Marketplace.Tests.Accounts;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;
using UseIt.Marketplace.Values;
using UseIt.Testing;

namespace UseIt.Marketplace.Tests.Reports;

public sealed class ReportScheduleDecisions
{
    private static readonly Guid Id = Guid.CreateVersion7();
    private static readonly Guid Subject = Guid.CreateVersion7();
    private static readonly Guid Priya = Guid.CreateVersion7();
    private static readonly DateTimeOffset Now = new(2026, 6, 26, 16, 0, 0, TimeSpan.Zero);
    private static readonly Actor Actor = new(Priya, Guid.NewGuid(), new HashSet<string> { Roles.ContractManager }, "membership:x");
    private static readonly ReportKind Kind = new ContractReturn(null!, null!, null!);

    [Theory]
    [InlineData(ReportRhythm.Monthly, "2026-06-26", "2026-07-01")]
    [InlineData(ReportRhythm.Monthly, "2026-12-01", "2027-01-01")]
    [InlineData(ReportRhythm.Quarterly, "2026-06-26", "2026-07-01")]
    [InlineData(ReportRhythm.Quarterly, "2026-07-01", "2026-10-01")]
    [InlineData(ReportRhythm.Quarterly, "2026-11-30", "2027-01-01")]
    [InlineData(ReportRhythm.BeforeDay, "2026-06-26", null)]
    public void the_next_day_follows_from_the_last(ReportRhythm rhythm, string from, string? next) =>
        Assert.Equal(next is null ? (DateOnly?)null : Day(next), ReportSchedule.After(rhythm, Day(from)));

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    [Fact]
    public void a_due_day_comes_at_seven_in_the_morning_here()
    {
        Assert.Equal(new DateTimeOffset(2026, 7, 1, 6, 0, 0, TimeSpan.Zero), ReportSchedule.At(new(2026, 7, 1)));
        Assert.Equal(new DateTimeOffset(2027, 1, 1, 7, 0, 0, TimeSpan.Zero), ReportSchedule.At(new(2027, 1, 1)));
    }

    [Fact]
    public void a_schedule_says_when_and_whom_and_wakes_for_itself()
    {
        var monthly = Schedule(ReportRhythm.Monthly, [Priya, Priya]);
        monthly.Facts(
            new ReportScheduled(
                Id,
                Actor.Organisation!.Value,
                "contract-return",
                Subject,
                "Grounds",
                ReportRhythm.Monthly,
                null,
                null,
                [Priya],
                new(2026, 7, 1),
                Priya
            )
        );
        var (message, due) = Assert.Single(monthly.Decision.Messages);
        Assert.Equal(new DateOnly(2026, 7, 1), Assert.IsType<RunScheduledReport>(message).Due);
        Assert.Equal(ReportSchedule.At(new(2026, 7, 1)), due);

        var once = Schedule(ReportRhythm.BeforeDay, [Priya], new(2026, 7, 10), 5).Decision;
        Assert.Equal(new DateOnly(2026, 7, 5), Assert.IsType<ReportScheduled>(Assert.Single(once.Events)).FirstDue);
        Schedule(ReportRhythm.BeforeDay, [Priya]).Refused("day-missing", "days-before-wrong");
        Schedule(ReportRhythm.BeforeDay, [Priya], new(2026, 7, 10), 366).Refused("days-before-wrong");
        Schedule(ReportRhythm.BeforeDay, [Priya], new(2026, 6, 27), 1).Refused("day-past");
        Schedule(ReportRhythm.Monthly, []).Refused("readers-missing");
        Schedule(ReportRhythm.Monthly, [Guid.NewGuid()]).Refused("reader-may-not");
    }

    [Fact]
    public void a_day_is_done_once_and_never_before_it_comes_or_after_it_is_stopped()
    {
        var (due, next) = (new DateOnly(2026, 7, 1), new DateOnly(2026, 8, 1));
        var other = Guid.NewGuid();
        object scheduled = new ReportScheduled(
            Id,
            Subject,
            "contract-return",
            Subject,
            "Grounds",
            ReportRhythm.Monthly,
            null,
            null,
            [Priya, other],
            due,
            Priya
        );
        var run = new ReportRun(Guid.CreateVersion7(), "contract-return", Subject, "t", "s", 1, null, default, "c");
        var sent = new ScheduledReportSent(Id, Subject, due, run.ReportId, [Priya], [other]);
        var at = ReportSchedule.At(due);

        var done = Run(new(run, [Priya]), due, at, scheduled);
        Assert.Equal([typeof(ScheduledReportSent), typeof(ReportRun)], done.Decision.Events.Select(e => e.GetType()));
        // Somebody has run the same report already.
        Run(new(run, [Priya], IsThere: true), due, at, scheduled).Facts(sent);
        var (message, when) = Assert.Single(done.Decision.Messages);
        Assert.Equal((next, ReportSchedule.At(next)), (Assert.IsType<RunScheduledReport>(message).Due, when!.Value));
        // Nobody left who may read it: no report, and the schedule goes on.
        Run(new(null, []), due, at, scheduled).Facts(new ScheduledReportSent(Id, Subject, due, null, [], [Priya, other]));

        Run(new(run, [Priya]), due, at, scheduled, sent).Nothing();
        Run(new(run, [Priya]), due, at, scheduled, new ReportScheduleStopped(Id, Subject, Priya)).Nothing();
        var early = Run(new(null, []), due, at.AddSeconds(-1), scheduled);
        early.Nothing();
        Assert.Equal(at, Assert.Single(early.Decision.Messages).Due);
    }

    private static Then Schedule(ReportRhythm rhythm, Guid[] readers, DateOnly? day = null, int? before = null) =>
        Spec.Given<ReportSchedule>()
            .When(
                (Stream<ReportSchedule> s) =>
                    ScheduleReportHandler.Handle(
                        new ScheduleReport(Id, "contract-return", Subject, rhythm, readers, day, before),
                        s,
                        new(Kind, "Grounds", new HashSet<Guid> { Priya }, ""),
                        Actor,
                        Now
                    )
            );

    private static Then Run(RunScheduledReportHandler.Made made, DateOnly due, DateTimeOffset now, params object[] facts) =>
        Spec.Given<ReportSchedule>(facts)
            .When((ReportSchedule s) => RunScheduledReportHandler.Handle(new RunScheduledReport(Id, due), s, made, now));
}

/// <summary>A report that is made by itself, on the real store: once, and for those alone who may read it.</summary>
public sealed class ReportScheduleTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task a_report_is_made_and_mailed_once_whoever_wakes_for_it()
    {
        var told = await ToldContract.TellAsync(app);
        await app.SettledAsync();
        var left = await app.PersonAsync("Leo Leaver", told.Manager.Organisation, Roles.ContractManager);
        using var browser = await Browsing.AsAsync(app, told.Manager);
        var start = await browser.GetAsync($"/reports/new?kind=contract-return&subject={told.Contract}");
        Assert.Contains("Have it made regularly", start.Html, StringComparison.Ordinal);
        var form = $"/reports/schedules/new?kind=contract-return&subject={told.Contract}";
        var page = await browser.GetAsync(form);
        Assert.Contains("Priya Raman", page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Grace Okafor", page.Html, StringComparison.Ordinal);
        var wrong = await browser.SendAsync(page, form);
        Assert.Equal(["Choose when the report is to be made"], wrong.Mistakes.Select(m => m.Sentence));
        var nobody = await browser.SendAsync(page, form, ("Rhythm", "Monthly"));
        Assert.Equal(["Choose who is to be told"], nobody.Mistakes.Select(m => m.Sentence));
        var made = await browser.SendAsync(
            page,
            form,
            ("Rhythm", "Monthly"),
            ("ReaderIds", $"{told.Manager.Id}"),
            ("ReaderIds", $"{left.Id}")
        );
        var at = made.Header("Location")!;
        var id = Guid.Parse(at.Split('/')[^1], CultureInfo.InvariantCulture);
        var scheduled = Assert.Single(await app.FactsAsync<ReportScheduled>(id));
        Assert.Contains("Grounds and joinery", (await browser.GetAsync("/reports/schedules")).Html, StringComparison.Ordinal);
        Assert.Contains("Nothing yet.", (await browser.GetAsync(at)).Html, StringComparison.Ordinal);

        // Before its day nothing is made, whoever wakes.
        var wake = new RunScheduledReport(id, scheduled.FirstDue);
        await app.DoAsync(wake);
        Assert.Empty(await app.FactsAsync<ScheduledReportSent>(id));
        // One of the two has left meanwhile.
        await app.DoAsync(new EndMembership(told.Manager.Organisation, left.Id, "A new post"));
        await app.ClockToAsync(ReportSchedule.At(scheduled.FirstDue).AddMinutes(1));
        await using (var beside = await MarketplaceApp.BesideAsync(app.Settings.ConnectionString, TestFolders.Scratch()))
            await Task.WhenAll(Enumerable.Range(0, 6).Select(n => (n % 2 == 0 ? app : beside).DoAsync(wake)));
        await app.SettledAsync();

        var sent = Assert.Single(await app.FactsAsync<ScheduledReportSent>(id));
        Assert.Equal([told.Manager.Id], sent.SentTo);
        Assert.Equal([left.Id], sent.NotSentTo);
        var report = sent.ReportId!.Value;
        Assert.Single(await app.FactsAsync<ReportRun>(report));
        Assert.Equal(
            1,
            await app.AskAsync<long>($"select count(*) from notifications.inbox where kind = 'report-ready' and subject = '{report}'")
        );
        var text = Assert.Single(
            await app.MailsToAsync($"priya.raman.{told.Manager.Id:N}@example.org"),
            m => m.Contains($"/reports/{report}", StringComparison.Ordinal)
        );
        Assert.DoesNotContain("Grounds and joinery", text, StringComparison.Ordinal);
        Assert.DoesNotContain("240,000", text, StringComparison.Ordinal);
        using (var read = await told.Manager.Http.GetAsync(new Uri($"/api/v1/reports/{report}.html", UriKind.Relative)))
            Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        // A month has passed: the session has ended.
        using var later = await Browsing.AsAsync(app, told.Manager);
        var evidence = (await later.GetAsync(at)).Html;
        Assert.Contains("Not to Leo Leaver", evidence, StringComparison.Ordinal);

        // Stopped, the next day comes to nothing.
        Assert.Equal(at, (await later.SendAsync(await later.GetAsync(at), at)).Header("Location"));
        var next = ReportSchedule.After(ReportRhythm.Monthly, scheduled.FirstDue)!.Value;
        await app.ClockToAsync(ReportSchedule.At(next).AddMinutes(1));
        await app.DoAsync(new RunScheduledReport(id, next));
        Assert.Single(await app.FactsAsync<ScheduledReportSent>(id));
        await app.SettledAsync();
        using var last = await Browsing.AsAsync(app, told.Manager);
        Assert.Contains("Stopped", (await last.GetAsync("/reports/schedules")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_day_that_comes_wakes_by_itself_and_its_receipt_is_evidence()
    {
        var told = await ToldContract.TellAsync(app);
        await app.SettledAsync();
        var id = BidSteps.Id(
            await told.Manager.Http.DoAsync(
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
        var due = Assert.Single(await app.FactsAsync<ReportScheduled>(id)).FirstDue;
        foreach (var day in new[] { due, ReportSchedule.After(ReportRhythm.Monthly, due)!.Value })
        {
            await app.ClockToAsync(ReportSchedule.At(day).AddSeconds(-1));
            await app.UntilAsync(async () => (await app.FactsAsync<ScheduledReportSent>(id)).Any(s => s.Due == day));
            await app.SettledAsync();
            var report = (await app.FactsAsync<ScheduledReportSent>(id)).Single(s => s.Due == day).ReportId!.Value;
            Assert.Single(await app.FactsAsync<ReportRun>(report));
            Assert.Single(
                await app.MailsToAsync($"priya.raman.{told.Manager.Id:N}@example.org"),
                m => m.Contains($"/reports/{report}", StringComparison.Ordinal)
            );
            var sent = (await app.FactsAsync<ScheduledReportSent>(id))[^1];
            Assert.Equal([told.Manager.Id], sent.SentTo);
            using var browser = await Browsing.AsAsync(app, told.Manager);
            var evidence = (await browser.GetAsync($"/reports/schedules/{id}")).Html;
            Assert.Contains($"/reports/{report}", evidence, StringComparison.Ordinal);
            Assert.Contains("Priya Raman", evidence, StringComparison.Ordinal);
        }
        Assert.Equal(2, (await app.FactsAsync<ScheduledReportSent>(id)).Count);
    }

    [Fact]
    public async Task a_schedule_is_nobody_elses_and_only_the_program_wakes()
    {
        var told = await ToldContract.TellAsync(app);
        await app.SettledAsync();
        var body = new
        {
            kind = "contract-return",
            subjectId = told.Contract,
            rhythm = "Quarterly",
            readerIds = new[] { told.Manager.Id },
        };
        var id = BidSteps.Id(await told.Manager.Http.DoAsync("/api/v1/report-schedules", body));
        await app.SettledAsync();
        await told.Stranger.Http.RefusedWithAsync("/api/v1/report-schedules", body, HttpStatusCode.NotFound);
        await told.Manager.Http.RefusedAsync(
            "/api/v1/report-schedules",
            new
            {
                kind = "contract-return",
                subjectId = told.Contract,
                rhythm = "Monthly",
                // Of another organisation, though she may read the report too.
                readerIds = new[] { told.Lead.Id },
            },
            "reader-may-not"
        );
        await told.Manager.Http.RefusedAsync(
            "/api/v1/report-schedules",
            new
            {
                kind = "weather",
                subjectId = told.Contract,
                rhythm = "Monthly",
                readerIds = new[] { told.Manager.Id },
            },
            "report-kind-unknown"
        );
        foreach (var other in new[] { told.Lead, told.Stranger })
        {
            await other.Http.RefusedWithAsync($"/api/v1/report-schedules/{id}/stop", new { }, HttpStatusCode.NotFound);
            Assert.Empty((await other.Http.ReadAsync("/api/v1/report-schedules"))["items"]!.AsArray());
            using var browser = await Browsing.AsAsync(app, other);
            Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/reports/schedules/{id}")).Status);
        }
        Assert.Single((await told.Manager.Http.ReadAsync("/api/v1/report-schedules"))["items"]!.AsArray());
        var commands = app.Services.GetRequiredService<Commands>();
        Assert.IsType<Outcome.Denied>(
            await commands.SendAsync(
                new RunScheduledReport(id, new DateOnly(2027, 1, 1)),
                new CommandContext(
                    new Actor(told.Manager.Id, told.Manager.Organisation, new HashSet<string> { Roles.ContractManager }, "membership:x")
                )
            )
        );
        await told.Manager.Http.DoAsync($"/api/v1/report-schedules/{id}/stop", new { });
        Assert.Single(await app.FactsAsync<ReportScheduleStopped>(id));
    }
}
