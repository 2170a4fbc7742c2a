using System.Net;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Programmes;
using UseIt.Marketplace.Research;
using UseIt.Marketplace.Skills;
using UseIt.Marketplace.Tests.Programmes;
using UseIt.Marketplace.Tests.Research;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Skills;

/// <summary>What a duty keeps of somebody who asked to be erased is read by nobody, and goes after its day.</summary>
public sealed class ErasureHoldTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private const string Reason = ErasureReasons.AskedByThePerson;

    private static readonly DateTimeOffset Now = new(2026, 6, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2026, 6, 1);
    private static readonly Guid Salma = Guid.CreateVersion7();
    private static readonly Guid Ise = Guid.CreateVersion7();
    private static readonly ErasureHold Evidence = new("evidence for the funder of USE-IT!", Today.AddDays(30));
    private static readonly Candidate Open = Candidate.Empty with { SupportOrganisation = Ise };
    private static readonly CandidateErasureHeld Held = new(Salma, Ise, Reason, Evidence.Duty, Evidence.Until);

    [Fact]
    public void an_erasure_is_decided_by_what_a_duty_holds()
    {
        Then Erased(Candidate of, ErasureHold? hold) =>
            new(EraseCandidateHandler.Handle(new EraseCandidate(Salma, Reason), of, new(["digest"], [], hold)));
        var kept = Erased(Open, Evidence);
        kept.Facts(Held);
        var wake = Assert.Single(kept.Decision.Messages);
        Assert.Equal(
            (new EndCandidateHold(Salma), UkTime.StartOf(Evidence.Until.AddDays(1))),
            (Assert.IsType<EndCandidateHold>(wake.Message), wake.Due)
        );
        var held = Open.Evolve(Held);
        Assert.False(held.IsOpen);
        Erased(held, Evidence).Nothing();
        // Nobody reads it, and what was passed on may be read no more either.
        Erased(held, null).Facts(new CandidateErased(Salma, Ise, Reason));
        Erased(Open, null).Facts(new CandidateErased(Salma, Ise, Reason));
    }

    [Fact]
    public void after_its_day_it_goes_by_itself_unless_a_duty_keeps_it_for_longer()
    {
        Then Woken(Candidate of, ErasureHold? hold, DateTimeOffset now) =>
            new(EndCandidateHoldHandler.Handle(new EndCandidateHold(Salma), of, new(hold), now));
        var held = Open.Evolve(Held);
        var after = UkTime.StartOf(Evidence.Until.AddDays(1));
        Woken(held, null, after).Facts(new CandidateErased(Salma, Ise, Reason));
        // The day is not over: it is woken again.
        Assert.Empty(Woken(held, null, Now).Decision.Events);
        Assert.Equal(after, Assert.Single(Woken(held, null, Now).Decision.Messages).Due);
        var longer = new ErasureHold("an audit", Evidence.Until.AddYears(1));
        Woken(held, longer, after).Facts(Held with { Duty = longer.Duty, Until = longer.Until });
        Woken(Open, null, after).Nothing();
        Woken(held.Evolve(new CandidateErased(Salma, Ise, Reason)), null, after).Nothing();
    }

    [Fact]
    public void a_researcher_is_kept_and_goes_in_the_same_way()
    {
        var open = Researcher.Empty with { SupportOrganisation = Ise };
        var fact = new ResearcherErasureHeld(Salma, Ise, Reason, Evidence.Duty, Evidence.Until);
        Then Erased(Researcher of, ErasureHold? hold) =>
            new(EraseResearcherHandler.Handle(new EraseResearcher(Salma, Reason), of, new(hold)));
        Erased(open, Evidence).Facts(fact);
        Erased(open.Evolve(fact), Evidence).Nothing();
        Erased(open, null).Facts(new ResearcherErased(Salma, Ise, Reason));
        Assert.True(open.Evolve(fact).Gone);
        Then Woken(ErasureHold? hold, DateTimeOffset now) =>
            new(EndResearcherHoldHandler.Handle(new EndResearcherHold(Salma), open.Evolve(fact), new(hold), now));
        Woken(null, UkTime.StartOf(Evidence.Until.AddDays(1))).Facts(new ResearcherErased(Salma, Ise, Reason));
        Assert.Empty(Woken(null, Now).Decision.Events);
    }

    [Fact]
    public void evidence_is_kept_from_the_programmes_end_on()
    {
        var programme = Programme.Empty with { Until = Today };
        Then Kept(DateOnly until) => new(KeepEvidenceHandler.Handle(new KeepEvidence(Ise, until), programme));
        Kept(Today.AddDays(-1)).Refused("evidence-until-wrong");
        Kept(default).Refused("evidence-until-wrong");
        Kept(Today.AddYears(3)).Facts(new ProgrammeEvidenceKept(Ise, Today.AddYears(3)));
    }

    [Fact]
    public async Task whoever_was_counted_in_a_claim_is_kept_until_the_funders_day_and_then_erased()
    {
        var told = await app.ProgrammeAsync("Kept Evidence");
        using (
            var grounds = await told.Manager.Http.SendCommandAsync(
                HttpMethod.Put,
                $"/api/v1/organisations/{told.Lead}/pathways/nurse/grounds",
                SkillsSteps.Grounds
            )
        )
            Assert.True(grounds.IsSuccessStatusCode);
        await told.Manager.Http.DoAsync($"/api/v1/organisations/{told.Lead}/pathways/nurse/open", new { });
        var desk = new TestDesk(app, told.Lead, told.Adviser, told.Manager, told.Code);
        var trust = await app.EmployerAsync("Evidence Trust");
        var (counted, other) = (await desk.RegisterAsync("Salma Keptly"), await desk.RegisterAsync("Nadia Freely"));
        var vacancy = await trust.PostAsync("nurse", null);
        var today = UkTime.DayOf(await app.NowAsync());
        await app.SettledAsync();
        await desk.Adviser.DoAsync($"/api/v1/candidates/{counted}/vacancies/{vacancy}/yes", new { agreedOn = today });
        var introduction = (
            await desk.Adviser.DoAsync($"/api/v1/candidates/{counted}/introductions/{vacancy}", new { passedOn = "Salma Keptly" })
        )["id"]!.GetValue<Guid>();
        await app.SettledAsync();
        await told.Manager.Http.DoAsync($"{told.At}/claims/{told.Last}", new { capacity = "director" });
        var until = told.Last.Plus(12).Last;
        using (var kept = await told.Manager.Http.SendCommandAsync(HttpMethod.Put, $"{told.At}/evidence-until", new { until }))
            Assert.True(kept.IsSuccessStatusCode, await kept.Content.ReadAsStringAsync());
        await app.SettledAsync();

        using (var browser = await Browsing.AsAsync(app, told.Adviser))
        {
            var letter = WebUtility.HtmlDecode((await browser.GetAsync($"/candidates/{counted}/erasure-letter")).Html);
            Assert.Contains("evidence for the funder of USE-IT!", letter, StringComparison.Ordinal);
            Assert.Contains(UkTime.Display(until), letter, StringComparison.Ordinal);
            Assert.DoesNotContain(
                "We have to keep",
                (await browser.GetAsync($"/candidates/{other}/erasure-letter")).Html,
                StringComparison.Ordinal
            );
        }
        foreach (var person in new[] { counted, other })
            await desk.Adviser.DoAsync($"/api/v1/candidates/{person}/erase", new { reason = Reason });
        await app.SettledAsync();
        Assert.False(await HasKeyAsync(other));
        Assert.True(await HasKeyAsync(counted));
        // It is there, and nobody reads it.
        Assert.DoesNotContain("Keptly", (await desk.ReadAsync(counted)).ToJsonString(), StringComparison.Ordinal);
        Assert.Null((await trust.Http.ReadAsync($"/api/v1/introductions/{introduction}"))["passedOn"]);
        Assert.DoesNotContain(
            counted.ToString(),
            (await desk.Adviser.ReadAsync("/api/v1/candidates")).ToJsonString(),
            StringComparison.Ordinal
        );

        await app.ClockToAsync(UkTime.StartOf(until.AddDays(1)).AddMinutes(1));
        await app.DoAsync(new EndCandidateHold(counted));
        await app.SettledAsync();
        Assert.Single(await app.FactsAsync<CandidateErased>(counted));
        Assert.False(await HasKeyAsync(counted));
    }

    [Fact]
    public async Task the_funders_day_and_number_are_set_on_pages_and_an_account_gets_a_letter()
    {
        var told = await app.ProgrammeAsync("Set On Pages");
        await app.SettledAsync();
        using var browser = await Browsing.AsAsync(app, told.Manager);
        var at = $"/programmes/{told.Id}/set";
        var low = await browser.SendAsync(await browser.GetAsync($"{at}/people"), $"{at}/people", ("Limit", "4"));
        Assert.Equal([SetPeopleLimitHandler.LimitWrong.Sentence], low.Mistakes.Select(m => m.Sentence));
        await browser.DoneAsync($"{at}/people", [("Limit", "10")]);
        var early = await browser.SendAsync(await browser.GetAsync($"{at}/evidence"), $"{at}/evidence");
        Assert.Equal([KeepEvidenceHandler.UntilWrong.Sentence], early.Mistakes.Select(m => m.Sentence));
        Assert.NotNull(early.Mistakes[0].Target);
        var until = told.Last.Plus(20).Last;
        await browser.DoneAsync($"{at}/evidence", PageSteps.Day("EvidenceUntil", until));
        await app.SettledAsync();
        var desk = WebUtility.HtmlDecode((await browser.GetAsync($"/programmes/{told.Id}/desk")).Html);
        Assert.Contains("10 on", desk, StringComparison.Ordinal);
        Assert.Contains($"Until {UkTime.Display(until)}", desk, StringComparison.Ordinal);

        var letter = $"/platform/people/{told.Adviser.Id}/erasure-letter";
        Assert.NotEqual(HttpStatusCode.OK, (await browser.GetAsync(letter)).Status);
        var platform = await app.PersonAsync(
            "Ada Admin",
            await app.OrganisationAsync("The marketplace", OrganisationKind.Platform),
            Roles.Administrator
        );
        using var administrator = await Browsing.AsAsync(app, platform);
        Assert.Contains("To Yvonne Clarke", (await administrator.GetAsync(letter)).Html, StringComparison.Ordinal);
        await app.DoAsync(new ErasePerson(told.Adviser.Id, Reason));
        Assert.Equal(HttpStatusCode.NotFound, (await administrator.GetAsync(letter)).Status);
    }

    [Fact]
    public async Task a_researcher_gets_a_letter_before_the_erasure()
    {
        var research = await app.ResearchAsync("Letters Research");
        await app.SettledAsync();
        using var browser = await Browsing.AsAsync(app, research.Coordinator);
        var at = $"/research/researchers/{research.Researcher}";
        Assert.Contains($"{at}/erasure-letter", (await browser.GetAsync($"{at}/erase")).Html, StringComparison.Ordinal);
        Assert.Contains(
            "You were one of our community researchers",
            (await browser.GetAsync($"{at}/erasure-letter")).Html,
            StringComparison.Ordinal
        );
        await browser.DoneAsync(
            $"{at}/disclosure",
            [("Role", "ChildWorkforce"), ("Outcome", "Suitable"), .. PageSteps.Day("On", Yesterday())]
        );
        await app.SettledAsync();
        Assert.Contains("Work with children: May do this work", (await browser.GetAsync(at)).Html, StringComparison.Ordinal);
        Assert.Equal(3, (await browser.SendAsync(await browser.GetAsync($"{at}/disclosure"), $"{at}/disclosure")).Mistakes.Count);
        await research.Coordinator.Http.DoAsync($"/api/v1/research/researchers/{research.Researcher}/erasure", new { reason = Reason });
        await app.SettledAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"{at}/erasure-letter")).Status);

        static DateOnly Yesterday() => UkTime.DayOf(DateTimeOffset.UtcNow).AddDays(-1);
    }

    private Task<bool> HasKeyAsync(Guid candidate) =>
        app.AskAsync<bool>(
            $"select exists (select from secrets.subject_key where subject = '{Candidate.SubjectOf(candidate)}' and wrapped is not null)"
        );
}
