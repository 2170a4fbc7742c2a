using System.Net;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Support;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Support;

public sealed class CasePagesTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task from_enquiry_to_review_on_pages_and_nobody_else_finds_any_of_them()
    {
        var ise = await app.OrganisationAsync("iSE", OrganisationKind.Support);
        var adviser = await app.PersonAsync("Yvonne Adviser", ise, Roles.Adviser);
        var enterprise = await app.EnterpriseAsync("Winson Growers CIC");
        await app.SettledAsync();
        using var browser = await Browsing.AsAsync(app, adviser);

        var search = await browser.GetAsync("/cases/new?Q=growers");
        Assert.Contains("Winson Growers CIC", search.Html, StringComparison.Ordinal);
        var unsaid = await browser.SendAsync(search, "/cases/new?Q=growers");
        Assert.Equal(["Choose the enterprise", "Say what the enterprise needs"], unsaid.Mistakes.Select(m => m.Sentence));
        var opened = await browser.SendAsync(
            search,
            "/cases/new?Q=growers",
            ("OrganisationId", $"{enterprise.Id}"),
            ("Need", "To bid for the hospital's grounds"),
            ("Source", "A marketplace event")
        );
        Assert.Equal(HttpStatusCode.Found, opened.Status);
        var page = opened.Response.Headers.Location!.ToString();
        var id = Guid.Parse(page[(page.LastIndexOf('/') + 1)..]);
        await app.SettledAsync();
        var shown = await browser.GetAsync(page);
        Assert.Contains("has not accepted this case yet", shown.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Log a session", shown.Html, StringComparison.Ordinal);

        var eligibility = $"{page}/eligibility";
        var unchosen = await browser.SendAsync(await browser.GetAsync(eligibility), eligibility);
        Assert.Equal([CheckEligibilityPage.NotChosen.Sentence], unchosen.Mistakes.Select(m => m.Sentence));
        await DoneAsync(browser, eligibility, ("Result", "Eligible"), ("RuleSet", "Rules 2026"), ("Reason", "Trades in Ladywood"));
        using (var theirs = await Browsing.AsAsync(app, enterprise.Manager))
        {
            await app.SettledAsync();
            var line = await theirs.GetAsync($"/line/{enterprise.Id}");
            Assert.Contains("iSE asks to support you", line.Html, StringComparison.Ordinal);
            var accept = $"/line/{enterprise.Id}?handler=Accept";
            Assert.Equal(HttpStatusCode.Found, (await theirs.SendAsync(line, accept)).Status);
        }

        await DoneAsync(
            browser,
            $"{page}/diagnosis",
            ("AsAt.Day", "5"),
            ("AsAt.Month", "1"),
            ("AsAt.Year", "2026"),
            ("Scores[0]", "1"),
            ("Evidence[0]", "No safeguarding policy"),
            ("Scores[3]", "2")
        );
        var baseline = Assert.Single(await app.FactsAsync<EnterpriseDiagnosed>(id));
        Assert.True(baseline.Baseline);
        Assert.Equal([("Policies", 1), ("Pricing", 2)], baseline.Scores.Select(s => (s.Domain, s.Score)));

        var plan = $"{page}/plan";
        var more = await browser.SendAsync(await browser.GetAsync(plan), $"{plan}?handler=More", ("Actions[0].Text", "Write the policies"));
        Assert.Contains($"action=\"{plan}\"", more.Html, StringComparison.Ordinal);
        Assert.Contains("Write the policies", more.Html, StringComparison.Ordinal);
        Assert.Contains("Action 4", more.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, (await browser.SendAsync(more, plan, ("Actions[0].Text", "Write the policies"))).Status);
        Assert.Equal(["Write the policies"], Assert.Single(await app.FactsAsync<ActionPlanAgreed>(id)).Actions.Select(a => a.Text));

        var session = $"{page}/sessions/new";
        var empty = await browser.SendAsync(await browser.GetAsync(session), session);
        Assert.Equal(
            ["Enter the time, for example 12:00 or 5pm", LogSessionHandler.PeopleWrong.Sentence, LogSessionHandler.ProjectMissing.Sentence],
            empty.Mistakes.Select(m => m.Sentence).Distinct().Except([LogSessionPage.DayMissing.Sentence])
        );
        (string, string)[] typed =
        [
            ("Date.Day", "1"),
            ("Date.Month", "2"),
            ("Date.Year", "2026"),
            ("Start", "10am"),
            ("End", "11:30"),
            ("PeoplePresent", "2"),
            ("Kind", "OneToOne"),
            ("Minutes", ""),
            ("Topics", "pricing, policies"),
            ("FunderProject", "Growing places"),
        ];
        var form = await browser.GetAsync(session);
        Assert.Equal(HttpStatusCode.Found, (await browser.SendAsync(form, session, typed)).Status);
        // The button pressed twice is one session.
        Assert.Equal(HttpStatusCode.Found, (await browser.SendAsync(form, session, typed)).Status);
        await app.SettledAsync();
        Assert.Contains("Growing places", (await browser.GetAsync(session)).Html, StringComparison.Ordinal);
        Assert.Contains("1 session", (await browser.GetAsync(page)).Html, StringComparison.Ordinal);

        await DoneAsync(
            browser,
            $"{page}/figures/new",
            ("Measure", "Turnover"),
            ("Value", "£84,000"),
            ("AsAt.Day", "31"),
            ("AsAt.Month", "3"),
            ("AsAt.Year", "2025"),
            ("Source", "Accounts to 31 March 2025"),
            ("Baseline", "true")
        );
        await app.SettledAsync();
        var figures = await browser.GetAsync($"{page}/figures");
        Assert.Contains("£84,000 a year, before support", figures.Html, StringComparison.Ordinal);
        var unreasoned = await browser.SendAsync(figures, $"{page}/figures?handler=Correct", ("Value", "8,40"));
        Assert.Equal(
            [ObserveGrowthPage.ValueMissing.Sentence, CorrectGrowthObservationHandler.ReasonMissing.Sentence],
            unreasoned.Mistakes.Select(m => m.Sentence)
        );
        var corrected = await browser.SendAsync(figures, $"{page}/figures?handler=Correct", ("Value", "84,500"), ("Reason", "A slip"));
        Assert.Equal(HttpStatusCode.Found, corrected.Status);
        await app.SettledAsync();
        figures = await browser.GetAsync($"{page}/figures");
        Assert.Contains("£84,500 a year, before support, corrected", figures.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, (await browser.SendAsync(figures, $"{page}/figures?handler=Verify")).Status);
        await app.SettledAsync();
        Assert.DoesNotContain("I have seen", (await browser.GetAsync($"{page}/figures")).Html, StringComparison.Ordinal);
        await DoneAsync(browser, $"{page}/review?months=6", ("Findings", "First contract won"));
        await app.SettledAsync();
        await AnsweredAsync(browser, enterprise, id);
        // One figure is no growth; from two there is some, and it is not called verified.
        Assert.DoesNotContain("Turnover from", (await browser.GetAsync("/cases")).Html, StringComparison.Ordinal);
        await DoneAsync(
            browser,
            $"{page}/figures/new",
            ("Measure", "Turnover"),
            ("Value", "£112,000"),
            ("AsAt.Day", "31"),
            ("AsAt.Month", "3"),
            ("AsAt.Year", "2026"),
            ("Source", "Accounts to 31 March 2026")
        );
        await app.SettledAsync();
        var list = (await browser.GetAsync("/cases")).Html;
        Assert.Contains("Turnover from £84,500 a year to £112,000 a year", WebUtility.HtmlDecode(list), StringComparison.Ordinal);
        Assert.Contains("2026 (unverified)</td>", list, StringComparison.Ordinal);
        Assert.Contains("Winson Growers CIC", list, StringComparison.Ordinal);
        Assert.Contains("Lacks what it can do, its bid-ready file", list, StringComparison.Ordinal);
        Assert.DoesNotContain("ready to bid</a>", list, StringComparison.Ordinal);
        Assert.DoesNotContain("Winson Growers CIC", (await browser.GetAsync("/cases?ready=true")).Html, StringComparison.Ordinal);
        await ReadyToBidAsync(enterprise);
        await app.SettledAsync();
        Assert.Contains("1 ready to bid</a>", (await browser.GetAsync("/cases")).Html, StringComparison.Ordinal);
        Assert.Contains("Winson Growers CIC", (await browser.GetAsync("/cases?ready=true")).Html, StringComparison.Ordinal);

        var (other, outsider) = (
            await app.PersonAsync("Olu Adviser", await app.OrganisationAsync("Elsewhere", OrganisationKind.Support), Roles.Adviser),
            enterprise.Manager
        );
        string[] pages =
        [
            page,
            eligibility,
            $"{page}/diagnosis",
            plan,
            session,
            $"{page}/figures",
            $"{page}/figures/new",
            $"{page}/review?months=6",
            $"{page}/exit",
        ];
        foreach (var stranger in new[] { other, outsider })
        {
            using var theirs = await Browsing.AsAsync(app, stranger);
            foreach (var address in pages)
                Assert.Equal(HttpStatusCode.NotFound, (await theirs.GetAsync(address)).Status);
        }
        using (var elsewhere = await Browsing.AsAsync(app, other))
            Assert.DoesNotContain("Winson Growers CIC", (await elsewhere.GetAsync("/cases")).Html, StringComparison.Ordinal);

        await DoneAsync(browser, $"{page}/exit", ("Reason", "It stands on its own"));
        await app.SettledAsync();
        Assert.DoesNotContain("Winson Growers CIC", (await browser.GetAsync("/cases")).Html, StringComparison.Ordinal);
        Assert.Contains("It stands on its own", (await browser.GetAsync(page)).Html, StringComparison.Ordinal);
    }

    // The enterprise says what it thinks of the review; what is different stands in the adviser's list until there is another review.
    private async Task AnsweredAsync(Browsing adviser, TestEnterprise enterprise, Guid @case)
    {
        var line = $"/line/{enterprise.Id}";
        using var theirs = await Browsing.AsAsync(app, enterprise.Manager);
        Assert.Contains("Your adviser has reviewed", (await theirs.GetAsync("/messages")).Html, StringComparison.Ordinal);
        var unsaid = await theirs.SendAsync(await theirs.GetAsync(line), $"{line}?handler=Differ");
        Assert.Equal([AnswerReviewHandler.RemarkMissing.Sentence], unsaid.Mistakes.Select(m => m.Sentence));
        await theirs.SendAsync(unsaid, $"{line}?handler=Differ", ("Remark", "It was the second"));
        await app.SettledAsync();
        Assert.Contains("A review is contradicted", (await adviser.GetAsync("/cases")).Html, StringComparison.Ordinal);
        Assert.Contains("It was the second", (await adviser.GetAsync(line)).Html, StringComparison.Ordinal);
        await DoneAsync(adviser, $"/cases/{@case}/review?months=6", ("Findings", "Second contract won"));
        await app.SettledAsync();
        await app.OnceAsync<CaseReviewAnswered>(enterprise.Manager.As(Roles.Signatory), @case, new AnswerReview(@case, 6, Agreed: true));
        await app.SettledAsync();
        Assert.Contains("Done, and confirmed", (await adviser.GetAsync($"/cases/{@case}")).Html, StringComparison.Ordinal);
        foreach (var (command, code) in new[] { (new AnswerReview(@case, 12, Agreed: true), "review-missing") })
            Assert.Equal([code], await app.RefusalsAsync(command, enterprise.Manager.As(Roles.Signatory)));
        var other = await app.EnterpriseAsync("Another CIC");
        Assert.Equal(
            ["NotFound"],
            await app.RefusalsAsync(new AnswerReview(@case, 6, Agreed: false, "x"), other.Manager.As(Roles.Signatory))
        );
        Assert.Equal(
            ["Forbidden"],
            await app.RefusalsAsync(new AnswerReview(@case, 6, Agreed: false, "x"), enterprise.Manager.As(Roles.Evaluator))
        );
    }

    [Fact]
    public async Task who_needs_somebody_first_is_first_however_many_cases_there_are()
    {
        var ise = await app.OrganisationAsync("Busy iSE", OrganisationKind.Support);
        var adviser = await app.PersonAsync("Yvonne Busy", ise, Roles.Adviser);
        const int cases = 52;
        for (var n = 0; n < cases; n++)
        {
            var (id, enterprise) = (Guid.CreateVersion7(), Guid.CreateVersion7());
            await app.DoAsync(new RegisterOrganisation(enterprise, $"Busy {n:00} CIC", [OrganisationKind.Enterprise]));
            await app.DoAsync(new ReceiveEnquiry(id, ise, enterprise, "Work", "Somebody"));
            if (n < cases - 1)
                await app.DoAsync(new CheckEligibility(id, Eligibility.Signposted, "1", "Trades elsewhere"));
        }
        await app.SettledAsync();
        using var browser = await Browsing.AsAsync(app, adviser);
        var first = (await browser.GetAsync("/cases")).Html;
        var names = System.Text.RegularExpressions.Regex.Matches(first, "Busy [0-9]{2} CIC").Select(m => m.Value).ToArray();
        Assert.Equal(50, names.Length);
        Assert.Equal(["Busy 51 CIC", "Busy 00 CIC"], names[..2]);
        var next = System.Text.RegularExpressions.Regex.Match(first, "/cases\\?after=[0-9a-f-]+").Value;
        var rest = (await browser.GetAsync(next)).Html;
        Assert.Equal(
            ["Busy 49 CIC", "Busy 50 CIC"],
            System.Text.RegularExpressions.Regex.Matches(rest, "Busy [0-9]{2} CIC").Select(m => m.Value)
        );
    }

    [Fact]
    public void what_needs_an_adviser_first_is_the_most_pressing_alone()
    {
        var row = new CaseRow(
            Guid.NewGuid(),
            Guid.NewGuid(),
            Guid.NewGuid(),
            "",
            new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero),
            true,
            null,
            Eligibility.Eligible,
            true,
            [new PlannedAction(Guid.NewGuid(), "Policies", new DateOnly(2026, 2, 5))],
            new DateOnly(2026, 1, 20),
            [],
            [],
            [],
            [],
            null
        );
        Assert.Equal("Due this week", CaseListPage.Needs(row, new DateOnly(2026, 2, 1)).What);
        Assert.Null(CaseListPage.Needs(row, new DateOnly(2026, 2, 6)).What);
        Assert.Equal("Quiet for 60 days", CaseListPage.Needs(row, new DateOnly(2026, 4, 1)).What);
        Assert.Equal("A review is due", CaseListPage.Needs(row, new DateOnly(2026, 7, 1)).What);
        Assert.Equal("A review is due", CaseListPage.Needs(row, new DateOnly(2026, 7, 31)).What);
        Assert.Equal("A review is overdue", CaseListPage.Needs(row, new DateOnly(2026, 8, 1)).What);
        Assert.Equal("A review is contradicted", CaseListPage.Needs(row with { Contradicted = [6] }, new DateOnly(2026, 4, 1)).What);
        Assert.Equal("Quiet for 60 days", CaseListPage.Needs(row with { Reviews = [6] }, new DateOnly(2026, 7, 1)).What);
        Assert.Equal("A session is disputed", CaseListPage.Needs(row with { Disputed = [row.CaseId] }, new DateOnly(2026, 4, 1)).What);
        Assert.Equal("Check eligibility", CaseListPage.Needs(row with { Eligibility = null }, new DateOnly(2026, 4, 1)).What);
    }

    private static async Task DoneAsync(Browsing browser, string page, params (string, string)[] typed)
    {
        var sent = await browser.SendAsync(await browser.GetAsync(page), page, typed);
        Assert.True(sent.Status == HttpStatusCode.Found, string.Join('\n', sent.Mistakes.Select(m => m.Sentence)));
    }

    private static async Task ReadyToBidAsync(TestEnterprise enterprise)
    {
        var path = $"/api/v1/enterprises/{enterprise.Id}";
        await enterprise.Http.DoAsync(path, new { legalForm = "CIC", mission = "Growing in Winson Green" });
        await enterprise.Http.DoAsync(
            $"{path}/capabilities",
            new
            {
                title = "Grounds maintenance",
                cpv = new[] { "77314000" },
                places = Array.Empty<object>(),
            }
        );
        foreach (var kind in new[] { "Insurance", "Policy", "Accounts", "Reference" })
            await enterprise.Http.DoAsync(
                $"{path}/bid-ready-items",
                new
                {
                    kind,
                    title = $"Our {kind}",
                    state = "NotForUs",
                    reason = "For the test",
                }
            );
    }
}
