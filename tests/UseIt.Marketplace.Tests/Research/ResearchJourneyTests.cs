using System.Net;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Research;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Research;

/// <summary>From a question to a finding somebody used, over HTTP.</summary>
public sealed class ResearchJourneyTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task from_a_question_to_a_finding_that_was_used()
    {
        var research = await app.ResearchAsync();
        var (coordinator, buyer) = (research.Coordinator.Http, research.Hospital);
        var today = UkTime.DayOf(await app.NowAsync());
        var project = await research.CommissionedAsync();
        var path = $"/api/v1/research/projects/{project}";

        // Nobody is asked, and nobody recorded, before the review.
        await coordinator.RefusedAsync($"{path}/fieldwork", new { on = today }, "ethics-not-approved");
        await coordinator.RefusedAsync(
            $"{path}/participants",
            new
            {
                name = "Sam",
                consentVersion = "1.0",
                consentedOn = today,
            },
            "ethics-not-approved"
        );
        await research.SubmitEthicsAsync(project);
        await app.SettledAsync();
        Assert.Equal(
            project,
            Assert.Single((await research.Reviewer.Http.ReadAsync("/api/v1/research/ethics")).Items())!["projectId"]!.GetValue<Guid>()
        );
        object approve = new
        {
            version = 1,
            outcome = "Approved",
            reason = "Well thought through",
            reference = "E/2026/1",
        };
        await coordinator.RefusedAsync($"{path}/ethics/decision", approve, "reviewer-of-project");
        await coordinator.DoAsync($"/api/v1/research/researchers/{research.Researcher}/mentor", new { personId = research.Manager.Id });
        await research.Manager.Http.RefusedAsync($"{path}/ethics/decision", approve, "reviewer-of-project");
        await research.Reviewer.Http.DoAsync($"{path}/ethics/decision", approve);

        object pay = new
        {
            researcherId = research.Researcher,
            kind = "Pay",
            amount = new Money(420.50m),
        };
        await coordinator.RefusedAsync($"{path}/pay", pay, "pay-unanswered");
        await coordinator.DoAsync(
            $"/api/v1/research/researchers/{research.Researcher}/pay",
            new { outcome = "MayBePaid", checkedOn = today }
        );
        await coordinator.DoAsync($"{path}/pay", pay);

        await coordinator.DoAsync($"{path}/fieldwork", new { on = today });
        var participant = await research.ParticipantAsync(project, "Sam Taker");
        var gone = await research.ParticipantAsync(project, "Noor Goes");
        await coordinator.DoAsync($"/api/v1/research/participants/{gone}/withdrawal", new { });
        await app.SettledAsync();
        var participants = (await coordinator.ReadAsync($"{path}/participants")).Items();
        Assert.Equal(
            [(participant, "Sam Taker"), (gone, null)],
            participants
                .Select(p => (p!["participantId"]!.GetValue<Guid>(), p["name"]?.GetValue<string>()))
                .OrderByDescending(p => p.Item2 is not null)
        );

        var finding = await research.FindingAsync(project);
        var findingPath = $"/api/v1/research/findings/{finding}";
        var anybody = await app.ClientAsync();
        await app.SettledAsync();
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(anybody, findingPath));
        await coordinator.RefusedAsync($"{findingPath}/publication", new { }, "finding-unanswered");
        await buyer.Author.Http.RefusedAsync(
            $"{findingPath}/embargo",
            new { until = today.AddDays(31), reason = "Talks" },
            "embargo-too-long"
        );
        await buyer.Author.Http.DoAsync($"{findingPath}/embargo", new { until = today.AddDays(10), reason = "Talks with the board" });
        await coordinator.RefusedAsync($"{findingPath}/publication", new { }, "finding-under-embargo");
        // The commissioner says nothing more; the day comes, and it is published without them.
        await app.ClockToAsync(UkTime.StartOf(today.AddDays(10)).AddHours(9));
        await coordinator.DoAsync($"{findingPath}/publication", new { });

        var tender = await app.PublishedAsync(buyer);
        var use = BidSteps.Id(
            await coordinator.DoAsync(
                $"{findingPath}/uses",
                new
                {
                    kind = "Tender",
                    words = "Reminders by text message are asked for",
                    organisationId = buyer.Id,
                    subjectId = tender.Id,
                }
            )
        );
        await app.SettledAsync();
        var seen = await anybody.ReadAsync(findingPath);
        Assert.Empty(seen["uses"]!.AsArray());
        Assert.Null(seen["embargoReason"]);
        await buyer.Approver.Http.DoAsync($"{findingPath}/uses/{use}/confirmation", new { });
        await coordinator.DoAsync($"{path}/completion", new { on = today.AddDays(10) });
        await app.SettledAsync();
        seen = await anybody.ReadAsync(findingPath);
        Assert.Equal(tender.Id, Assert.Single(seen["uses"]!.AsArray())!["subjectId"]!.GetValue<Guid>());
        Assert.Contains((await anybody.ReadAsync("/api/v1/research/findings")).Items(), f => f!["findingId"]!.GetValue<Guid>() == finding);

        var row = await coordinator.ReadAsync(path);
        Assert.Equal("Completed", row["stage"]!.GetValue<string>());
        Assert.Equal((2, 1), (row["participants"]!.GetValue<int>(), row["withdrawn"]!.GetValue<int>()));
        Assert.Equal(420.50m, row["researchers"]![0]!["offered"]!["amount"]!.GetValue<decimal>());
        // The commissioner learns nothing of who did the work, or of who withdrew.
        var theirs = await buyer.Author.Http.ReadAsync(path);
        Assert.Empty(theirs["researchers"]!.AsArray());
        Assert.Equal(0, theirs["withdrawn"]!.GetValue<int>());
    }

    [Fact]
    public async Task people_are_counted_once_and_few_of_them_are_not_told_while_projects_always_are()
    {
        var (many, few) = (await app.ResearchAsync("Many Researchers"), await app.ResearchAsync("Few Researchers"));
        var trained = new List<Guid> { many.Researcher };
        for (var n = 0; n < 6; n++)
            trained.Add(await many.ResearcherAsync($"Researcher {n}"));
        await many.TrainAsync([.. trained]);
        await few.TrainAsync(few.Researcher);
        // A second course makes no second researcher.
        var second = BidSteps.Id(
            await many.Coordinator.Http.DoAsync(
                $"{many.Desk}/courses",
                new
                {
                    title = "Interviewing",
                    accreditedBy = "A college",
                    sessions = 1,
                    sessionsNeeded = 1,
                }
            )
        );
        var today = UkTime.DayOf(await app.NowAsync());
        await many.Coordinator.Http.DoAsync(
            $"{many.Desk}/courses/{second}/sessions",
            new
            {
                session = 1,
                on = today,
                researchers = new[] { many.Researcher },
            }
        );
        await many.Coordinator.Http.DoAsync($"{many.Desk}/researchers/{many.Researcher}/training", new { courseId = second, on = today });
        var project = await few.InTheFieldAsync();
        await few.FindingAsync(project);
        await few.Coordinator.Http.DoAsync($"/api/v1/research/projects/{project}/completion", new { on = today });
        await app.SettledAsync();

        async Task<(int? Trained, int Projects)> OfAsync(Guid organisation)
        {
            var row = (await (await app.ClientAsync()).ReadAsync("/api/v1/research/figures"))["organisations"]!
                .AsArray()
                .Single(o => o!["supportOrganisationId"]!.GetValue<Guid>() == organisation)!;
            return (row["trained"]?.GetValue<int>(), row["projects"]!.GetValue<int>());
        }

        // Of this quarter nobody is told anything yet.
        Assert.Equal((null, 1), await OfAsync(few.Ise));
        await app.ClockToAsync(UkTime.StartOf(today.AddDays(100)));
        Assert.Equal((null, 1), await OfAsync(few.Ise));
        // One of two is few: shown beside the total, the other would tell it.
        Assert.Null((await OfAsync(many.Ise)).Trained);

        // An erased researcher was trained all the same.
        await many.Coordinator.Http.DoAsync(
            $"/api/v1/research/researchers/{many.Researcher}/erasure",
            new { reason = ErasureReasons.AskedByThePerson }
        );
        await app.SettledAsync();
        Assert.Equal(
            7,
            Convert.ToInt32(await ScalarAsync($"select data ->> 'trained' from {Table<ResearchTallies>()} where key = '{many.Ise}'"), null)
        );
    }

    private static string Table<T>()
        where T : UseIt.Marketplace.Engine.TableView => MarketplaceHost.Modules().SelectMany(m => m.Views).OfType<T>().Single().Table;

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var command = app.Database.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http, string path)
    {
        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));
        return answer.StatusCode;
    }
}
