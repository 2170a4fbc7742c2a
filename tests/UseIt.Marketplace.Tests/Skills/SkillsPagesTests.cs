using System.Net;
using System.Text.RegularExpressions;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Skills;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Skills;

/// <summary>
/// The same on pages, in a browser without script: opening a pathway, a person from registration to a job, an employer's side.
/// </summary>
public sealed class SkillsPagesTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task a_pathway_a_person_and_a_job_on_pages()
    {
        var ise = await app.OrganisationAsync("iSE", OrganisationKind.Support);
        var both = await app.PersonAsync("Yvonne Both", ise, Roles.Adviser, Roles.ProgrammeManager);
        var trust = await app.EmployerAsync();
        using var desk = await Browsing.AsAsync(app, both);
        using var employer = await Browsing.AsAsync(app, trust.Person);
        var today = UkTime.DayOf(await app.NowAsync());

        Assert.Contains("No pathway is open here yet", (await desk.GetAsync("/candidates")).Html, StringComparison.Ordinal);
        var early = await desk.SendAsync(await desk.GetAsync("/pathways/nurse"), "/pathways/nurse?handler=Open");
        Assert.Equal([OpenPathwayHandler.NoGrounds.Sentence], early.Mistakes.Select(m => m.Sentence));
        var empty = await desk.SendAsync(await desk.GetAsync("/pathways/nurse/grounds"), "/pathways/nurse/grounds");
        Assert.Equal(7, empty.Mistakes.Count);
        Assert.All(empty.Mistakes, m => Assert.NotNull(m.Target));
        await DoneAsync(
            desk,
            "/pathways/nurse/grounds",
            [
                ("Bases[support]", "PublicTask"),
                ("Bases[matching]", "PublicTask"),
                ("Bases[reporting]", "LegitimateInterests"),
                ("Bases[passing-on]", "Consent"),
                ("Conditions", "employment"),
                ("PolicyTitle", "Policy, edition 1"),
                .. Day("PolicyOn", today.AddDays(-30)),
                ("PolicyAs", "chief executive"),
                ("AssessmentTitle", "Assessment 1"),
                .. Day("AssessmentOn", today.AddDays(-30)),
                ("AssessmentAs", "data protection officer"),
            ]
        );
        Assert.Contains("Policy, edition 1", (await desk.GetAsync("/pathways/nurse")).Html, StringComparison.Ordinal);
        var opened = await desk.SendAsync(await desk.GetAsync("/pathways/nurse"), "/pathways/nurse?handler=Open");
        Assert.Equal(HttpStatusCode.Found, opened.Status);
        Assert.Contains("Open", (await desk.GetAsync("/pathways")).Html, StringComparison.Ordinal);

        // Few questions on each page, and the answers are checked before anything is stored.
        Assert.Equal(
            [NewCandidatePathwayPage.NotChosen.Sentence],
            (await desk.SendAsync(await desk.GetAsync("/candidates/new"), "/candidates/new")).Mistakes.Select(m => m.Sentence)
        );
        await DoneAsync(desk, "/candidates/new", [("Chosen", "nurse nurse")]);
        var nobody = await desk.SendAsync(await desk.GetAsync("/candidates/new/person"), "/candidates/new/person");
        Assert.Equal(
            [
                RegisterCandidateHandler.NameMissing.Sentence,
                RegisterCandidateHandler.ContactMissing.Sentence,
                NewCandidatePersonPage.AgeNotSaid.Sentence,
            ],
            nobody.Mistakes.Select(m => m.Sentence)
        );
        await DoneAsync(
            desk,
            "/candidates/new/person",
            [("Name", "Salma Invented"), ("Contact", "0121 496 0001"), ("DecidesAlone", "True")]
        );
        await DoneAsync(
            desk,
            "/candidates/new/background",
            [
                ("Qualification", "Syria, 2009"),
                ("PlaceCode", TenderSteps.Ladywood.Code),
                ("ReferredBy", "College"),
                ("Programme", "USE-IT!"),
            ]
        );
        await DoneAsync(desk, "/candidates/new/notice", [("NoticeLanguage", "Arabic"), .. Day("NoticeGivenOn", today)]);
        var check = await desk.GetAsync("/candidates/new/check");
        foreach (
            var answer in new[] { "Salma Invented", "0121 496 0001", "Syria, 2009", "Ladywood", "A college or school", "USE-IT!", "Arabic" }
        )
            Assert.Contains(answer, check.Html, StringComparison.Ordinal);
        var registered = await desk.SendAsync(check, "/candidates/new/check");
        Assert.Equal(HttpStatusCode.Found, registered.Status);
        var page = registered.Response.Headers.Location!.ToString();
        var id = Guid.Parse(page[(page.LastIndexOf('/') + 1)..]);
        await app.SettledAsync();
        var shown = await desk.GetAsync(page);
        Assert.Equal("Salma Invented", shown.Heading);
        Assert.Contains("English test", shown.Html, StringComparison.Ordinal);
        // What was carried is gone: the next one begins anew.
        Assert.DoesNotContain("Salma", (await desk.GetAsync("/candidates/new/person")).Html, StringComparison.Ordinal);

        var test = $"{page}/tests/new?test=oet";
        var unscored = await desk.SendAsync(await desk.GetAsync(test), test);
        Assert.Equal(5, unscored.Mistakes.Count);
        Assert.All(unscored.Mistakes, m => Assert.NotNull(m.Target));
        (string, string)[] scores =
        [
            .. Day("TakenOn", today.AddDays(-700)),
            ("Scores[listening]", "B"),
            ("Scores[reading]", "B"),
            ("Scores[writing]", "C+"),
            ("Scores[speaking]", "B"),
        ];
        await DoneAsync(desk, test, scores);
        await app.SettledAsync();
        shown = await desk.GetAsync(page);
        Assert.Contains("OET Nursing counts until", shown.Html, StringComparison.Ordinal);
        var listed = await desk.GetAsync("/candidates");
        Assert.Contains("Salma Invented", listed.Html, StringComparison.Ordinal);
        Assert.Contains("English test expires", listed.Html, StringComparison.Ordinal);
        var order = await desk.SendAsync(
            await desk.GetAsync($"{page}/steps/new"),
            $"{page}/steps/new",
            [("Step", "osce"), .. Day("On", today)]
        );
        Assert.Equal([RecordStepHandler.StepUnknown.Sentence], order.Mistakes.Select(m => m.Sentence));
        order = await desk.SendAsync(
            await desk.GetAsync($"{page}/steps/new"),
            $"{page}/steps/new",
            [("Step", "identity"), .. Day("On", today)]
        );
        Assert.Equal(["CBT comes first: No result yet"], order.Mistakes.Select(m => m.Sentence));
        await DoneAsync(desk, $"{page}/tests/new?test=cbt", [.. Day("TakenOn", today.AddDays(-20)), ("Scores[result]", "Pass")]);
        await app.SettledAsync();
        await DoneAsync(desk, $"{page}/steps/new", [("Step", "identity"), .. Day("On", today.AddDays(-10))]);
        await DoneAsync(
            desk,
            $"{page}/details",
            [
                ("Name", "Salma Invented"),
                ("Contact", "0121 496 0002"),
                ("History", "Wards for ten years"),
                ("PlaceCode", TenderSteps.Ladywood.Code),
            ]
        );
        await app.SettledAsync();
        shown = await desk.GetAsync(page);
        Assert.Contains("Wards for ten years", shown.Html, StringComparison.Ordinal);
        Assert.Contains("0121 496 0002", shown.Html, StringComparison.Ordinal);
        var work = $"{page}/right-to-work";
        var unseen = await desk.SendAsync(await desk.GetAsync(work), work);
        Assert.Equal([RecordRightToWorkPage.NotChosen.Sentence, "Enter the day"], unseen.Mistakes.Select(m => m.Sentence));
        await DoneAsync(desk, work, [("Outcome", "Shown"), .. Day("CheckedOn", today), .. Day("Until", today.AddDays(60))]);
        var check10 = $"{page}/disclosure";
        var unchecked3 = await desk.SendAsync(await desk.GetAsync(check10), check10);
        Assert.Equal(3, unchecked3.Mistakes.Count);
        var early10 = await desk.SendAsync(
            await desk.GetAsync(check10),
            check10,
            [("Role", "AdultWorkforce"), ("Outcome", "Suitable"), .. Day("On", today)]
        );
        Assert.Equal([RecordDisclosureHandler.NoCondition.Sentence], early10.Mistakes.Select(m => m.Sentence));
        await DoneAsync(
            desk,
            "/pathways/nurse/grounds",
            [
                ("Bases[support]", "PublicTask"),
                ("Bases[matching]", "PublicTask"),
                ("Bases[reporting]", "LegitimateInterests"),
                ("Bases[passing-on]", "Consent"),
                ("Bases[stories]", "Consent"),
                ("Conditions", "employment"),
                ("Conditions", "offences-employment"),
                ("PolicyTitle", "Policy, edition 2"),
                .. Day("PolicyOn", today.AddDays(-20)),
                ("PolicyAs", "chief executive"),
                ("AssessmentTitle", "Assessment 2"),
                .. Day("AssessmentOn", today.AddDays(-20)),
                ("AssessmentAs", "data protection officer"),
            ]
        );
        await DoneAsync(desk, check10, [("Role", "AdultWorkforce"), ("Outcome", "Suitable"), .. Day("On", today)]);
        await app.SettledAsync();
        shown = await desk.GetAsync(page);
        Assert.Contains("The person may work here, checked on", shown.Html, StringComparison.Ordinal);
        Assert.Contains("DBS: Work with adults at risk", shown.Html, StringComparison.Ordinal);
        var stories = $"{page}/stories";
        var nothingSaid = await desk.SendAsync(await desk.GetAsync(stories), $"{stories}?handler=Give");
        Assert.Equal(3, nothingSaid.Mistakes.Count);
        await desk.PressedAsync(stories, "Give", [("For", "Photograph"), .. Day("GivenOn", today), .. Day("Until", today.AddDays(100))]);
        await app.SettledAsync();
        Assert.Contains("One yes stands", (await desk.GetAsync(page)).Html, StringComparison.Ordinal);
        await desk.PressedAsync(stories, "Withdraw");
        await app.SettledAsync();
        Assert.Contains("Taken back", (await desk.GetAsync(stories)).Html, StringComparison.Ordinal);
        var counting = "/pathways/prison-leaver/count";
        Assert.Equal(HttpStatusCode.NotFound, (await desk.GetAsync("/pathways/nurse/count")).Status);
        var uncounted = await desk.SendAsync(await desk.GetAsync(counting), counting, [.. Day("Until", today.AddDays(-1))]);
        Assert.Equal(["Enter the day"], uncounted.Mistakes.Select(m => m.Sentence));
        await DoneAsync(desk, counting, [.. Day("From", today.AddDays(-91)), .. Day("Until", today.AddDays(-1)), ("People", "3")]);
        Assert.Contains("are not added up", (await desk.GetAsync("/pathways/prison-leaver")).Html, StringComparison.Ordinal);
        var support = $"{page}/support";
        var unpaid = await desk.SendAsync(await desk.GetAsync(support), $"{support}?handler=Fee", ("Amount", "8,40"));
        Assert.Equal(
            [SupportCandidatePage.PurposeMissing.Sentence, GiveFeeSupportHandler.AmountWrong.Sentence, "Enter the day"],
            unpaid.Mistakes.Select(m => m.Sentence)
        );
        var paid = await desk.SendAsync(
            await desk.GetAsync(support),
            $"{support}?handler=Fee",
            [("Purpose", "Test"), ("Amount", "83.00"), .. Day("On", today)]
        );
        Assert.Equal(HttpStatusCode.Found, paid.Status);
        var barriers = await desk.SendAsync(await desk.GetAsync(support), $"{support}?handler=Barriers", ("Barriers", "Childcare"));
        Assert.Equal(HttpStatusCode.Found, barriers.Status);

        // The employer offers, the adviser finds and introduces once the person said yes.
        Assert.Contains("Which profession", (await employer.GetAsync("/vacancies/new")).Html, StringComparison.Ordinal);
        var offer = "/vacancies/new?profession=nurse";
        var unsaid = await employer.SendAsync(await employer.GetAsync(offer), offer);
        Assert.Equal(5, unsaid.Mistakes.Count);
        var offered = await employer.SendAsync(
            await employer.GetAsync(offer),
            offer,
            [
                ("Title", "Clinical attachment"),
                ("Kind", "Placement"),
                ("Stage", "cbt"),
                ("PlaceCode", "E08000025"),
                .. Day("From", today.AddDays(100)),
                ("Number", "2"),
            ]
        );
        Assert.True(offered.Status == HttpStatusCode.Found, string.Join('\n', offered.Mistakes.Select(m => m.Sentence)));
        var vacancy = offered.Response.Headers.Location!.ToString();
        var vacancyId = vacancy[(vacancy.LastIndexOf('/') + 1)..];
        await app.SettledAsync();
        Assert.Contains("Nobody yet", (await employer.GetAsync(vacancy)).Html, StringComparison.Ordinal);
        var matches = await desk.GetAsync($"{page}/matches");
        Assert.Contains("Clinical attachment, Icknield Hospital Trust", matches.Html, StringComparison.Ordinal);
        Assert.Contains("before it begins", matches.Html, StringComparison.Ordinal);
        var both_ways = await desk.GetAsync(vacancy);
        Assert.Contains("Salma Invented", both_ways.Html, StringComparison.Ordinal);
        var introduce = $"{page}/introduce/{vacancyId}";
        Assert.Equal("Did the person say yes?", (await desk.GetAsync(introduce)).Heading);
        var agreed = await desk.SendAsync(await desk.GetAsync(introduce), $"{introduce}?handler=Agree", [.. Day("AgreedOn", today)]);
        Assert.Equal(HttpStatusCode.Found, agreed.Status);
        await app.SettledAsync();
        var words = await desk.GetAsync(introduce);
        Assert.Equal("What is passed on?", words.Heading);
        var introduced = await desk.SendAsync(words, introduce, ("PassedOn", "Salma Invented, 0121 496 0002\nWants nights"));
        Assert.Equal(HttpStatusCode.Found, introduced.Status);
        var introduction = introduced.Response.Headers.Location!.ToString();
        await app.SettledAsync();

        var theirs = await employer.GetAsync(introduction);
        Assert.Contains("Wants nights", theirs.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("What happened?", theirs.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Syria", theirs.Html, StringComparison.Ordinal);
        Assert.Contains("Person 1", (await employer.GetAsync(vacancy)).Html, StringComparison.Ordinal);
        var nothing = await desk.SendAsync(await desk.GetAsync(introduction), introduction);
        Assert.Equal(
            [ReadIntroductionPage.NothingChosen.Sentence, ReadIntroductionPage.EvidenceMissing.Sentence],
            nothing.Mistakes.Select(m => m.Sentence)
        );
        foreach (var what in new[] { "placement", "completed", "job" })
            await DoneAsync(desk, introduction, [("What", what), .. Day("On", today), ("Evidence", "ConfirmedByEmployer")]);
        var soon = await desk.SendAsync(
            await desk.GetAsync(introduction),
            introduction,
            [("What", "still-13"), .. Day("On", today), ("Evidence", "PayslipSeen")]
        );
        Assert.Equal([$"The day cannot be before {UkTime.Display(today.AddDays(91))}"], soon.Mistakes.Select(m => m.Sentence));
        await app.SettledAsync();
        Assert.Contains("In a job since", (await desk.GetAsync(page)).Html, StringComparison.Ordinal);
        Assert.Contains("In a job", (await desk.GetAsync("/outcomes")).Html, StringComparison.Ordinal);

        // A record that was wrong, a yes taken back, and the end.
        var record = (await app.FactsAsync<TestRecorded>(id))[1].RecordId;
        var withdrawn = await desk.SendAsync(
            await desk.GetAsync(page),
            $"{page}?handler=Withdraw",
            ("RecordId", $"{record}"),
            ("Reason", "EnteredByMistake")
        );
        Assert.Equal(HttpStatusCode.Found, withdrawn.Status);
        var revoked = await desk.SendAsync(await desk.GetAsync(page), $"{page}?handler=Revoke");
        Assert.Equal(HttpStatusCode.Found, revoked.Status);
        Assert.Contains("taken back", (await employer.GetAsync(introduction)).Html, StringComparison.Ordinal);
        var closed = await employer.SendAsync(await employer.GetAsync(vacancy), vacancy, ("Reason", "Filled"));
        Assert.Equal(HttpStatusCode.Found, closed.Status);
        await app.SettledAsync();

        // Everybody else finds none of it.
        var (other, rival) = (await app.DeskAsync("Elsewhere"), await app.EmployerAsync("Rival Trust"));
        string[] pages =
        [
            page,
            $"{page}/tests/new",
            $"{page}/steps/new",
            $"{page}/details",
            $"{page}/right-to-work",
            $"{page}/disclosure",
            $"{page}/stories",
            $"{page}/notice",
            support,
            $"{page}/matches",
            $"{page}/end",
            introduce,
            introduction,
            vacancy,
        ];
        foreach (var stranger in new[] { other.AdviserPerson, rival.Person })
        {
            using var outside = await Browsing.AsAsync(app, stranger);
            foreach (var address in pages)
                Assert.True((await outside.GetAsync(address)).Status == HttpStatusCode.NotFound, address);
        }
        using (var outside = await Browsing.AsAsync(app, other.AdviserPerson))
            Assert.DoesNotContain("Salma", (await outside.GetAsync("/candidates")).Html, StringComparison.Ordinal);

        var left = await desk.SendAsync(
            await desk.GetAsync($"{page}/end"),
            $"{page}/end?handler=Leave",
            [("Outcome", "InTheProfession"), .. Day("On", today)]
        );
        Assert.Equal(HttpStatusCode.Found, left.Status);
        await app.SettledAsync();
        Assert.Contains("Works in the profession", (await desk.GetAsync(page)).Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await desk.GetAsync($"{page}/tests/new")).Status);
        var erased = await desk.SendAsync(
            await desk.GetAsync($"{page}/end"),
            $"{page}/end?handler=Erase",
            ("Reason", ErasureReasons.AskedByThePerson)
        );
        Assert.Equal(HttpStatusCode.Found, erased.Status);
        await app.SettledAsync();
        shown = await desk.GetAsync(page);
        Assert.Equal("Somebody who was erased", shown.Heading);
        foreach (var gone in new[] { "Salma", "0121", "Syria", "Wards for ten years", "Arabic" })
            Assert.DoesNotContain(gone, shown.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task candidates_for_a_vacancy_come_in_pages()
    {
        var desk = await app.DeskAsync();
        var vacancy = await (await app.EmployerAsync()).PostAsync("nurse", null);
        for (var n = 0; n < 21; n++)
            await desk.RegisterAsync($"Invented {n:00}");
        await app.SettledAsync();
        using var adviser = await Browsing.AsAsync(app, desk.AdviserPerson);

        var first = (await adviser.GetAsync($"/vacancies/{vacancy}")).Html;
        Assert.Equal(20, Regex.Count(first, "/introduce/"));
        Assert.DoesNotContain("Back to those who fit best", first, StringComparison.Ordinal);
        var next = Regex.Match(first, $"/vacancies/{vacancy}\\?after=[0-9a-f-]+").Value;
        var second = (await adviser.GetAsync(next)).Html;
        Assert.Equal(1, Regex.Count(second, "/introduce/"));
        Assert.Contains("Back to those who fit best", second, StringComparison.Ordinal);
        // Nobody's place in it: from the first again, or without it.
        Assert.Equal(HttpStatusCode.Found, (await adviser.GetAsync($"/vacancies/{vacancy}?after=x")).Status);
    }

    [Fact]
    public async Task whoever_is_below_18_is_registered_with_the_yes_of_somebody_who_may()
    {
        var desk = await app.DeskAsync("Young Lives", "care-leaver");
        using var browser = await Browsing.AsAsync(app, desk.AdviserPerson);
        await DoneAsync(browser, "/candidates/new", [("Chosen", "care-leaver catering")]);
        var person = "/candidates/new/person";
        (string, string)[] typed = [("Name", "Jordan Invented"), ("Contact", "0121 496 0003"), ("DecidesAlone", "False")];
        Assert.Equal(
            [RegisterCandidateHandler.GuardianMissing.Sentence, RegisterCandidateHandler.GuardianDayMissing.Sentence],
            (await browser.SendAsync(await browser.GetAsync(person), person, typed)).Mistakes.Select(m => m.Sentence)
        );
        await DoneAsync(
            browser,
            person,
            [.. typed, ("Guardian", "Birmingham Children's Trust"), .. Day("GuardianAgreedOn", new DateOnly(2026, 1, 5))]
        );
    }

    private static (string, string)[] Day(string field, DateOnly day) =>
        [($"{field}.Day", $"{day.Day}"), ($"{field}.Month", $"{day.Month}"), ($"{field}.Year", $"{day.Year}")];

    private static async Task DoneAsync(Browsing browser, string page, (string, string)[] typed)
    {
        var sent = await browser.SendAsync(await browser.GetAsync(page), page, typed);
        Assert.True(
            sent.Status == HttpStatusCode.Found,
            $"{page} answered {sent.Status}: " + string.Join('\n', sent.Mistakes.Select(m => m.Sentence))
        );
    }
}
