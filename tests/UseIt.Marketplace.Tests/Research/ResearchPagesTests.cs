using System.Net;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Research;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Research;

/// <summary>The same journey on pages, without script, by the labels people see.</summary>
public sealed class ResearchPagesTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task from_recruiting_to_a_confirmed_use_on_pages()
    {
        var ise = await app.OrganisationAsync("iSE", OrganisationKind.Support);
        using var coordinator = await Browsing.AsAsync(app, await app.PersonAsync("Yvonne Clarke", ise, Roles.Adviser));
        var david = await app.PersonAsync("David Owusu", ise, Roles.ProgrammeManager);
        using var manager = await Browsing.AsAsync(app, david);
        var hospital = await app.BuyerAsync("Page Hospital Trust");
        using var buyer = await Browsing.AsAsync(app, hospital.Author);
        using var approver = await Browsing.AsAsync(app, hospital.Approver);
        await app.SettledAsync();
        var today = UkTime.DayOf(await app.NowAsync());

        // Settled once: a lead, the guardian rule, a course.
        var room = await coordinator.GetAsync("/research");
        Assert.Equal("Community research", room.Heading);
        Assert.Contains("name who is told of safeguarding concerns", room.Html, StringComparison.Ordinal);
        var nobody = await manager.SendAsync(await manager.GetAsync("/research/desk/leads/new"), "/research/desk/leads/new");
        Assert.Equal(
            ["Choose somebody who belongs to your organisation", "Enter the number people call with a concern"],
            nobody.Mistakes.Select(m => m.Sentence)
        );
        await DoneAsync(manager, "/research/desk/leads/new", ("PersonId", $"{david.Id}"), ("Phone", "0121 496 0999"));
        await DoneAsync(manager, "/research/desk/guardians", ("Rule", "A parent signs and stays"));
        var short_ = await coordinator.SendAsync(
            await coordinator.GetAsync("/research/desk/courses/new"),
            "/research/desk/courses/new",
            ("Title", "Community research"),
            ("Sessions", "2"),
            ("SessionsNeeded", "3")
        );
        Assert.Equal(
            ["Enter who accredits the course", "Enter how many sessions somebody has to attend, from 1 to all of them"],
            short_.Mistakes.Select(m => m.Sentence)
        );
        await DoneAsync(
            coordinator,
            "/research/desk/courses/new",
            ("Title", "Community research"),
            ("AccreditedBy", "A university"),
            ("Sessions", "2"),
            ("SessionsNeeded", "1")
        );
        var desk = await coordinator.GetAsync("/research/desk");
        Assert.Contains("0121 496 0999", desk.Html, StringComparison.Ordinal);
        Assert.Contains("A parent signs and stays", desk.Html, StringComparison.Ordinal);
        var sessions = Between(desk.Html, "href=\"/research/courses/", "\"");

        // A researcher: what is missing is said, somebody under 18 needs a guardian, nothing typed is lost.
        var unsaid = await coordinator.SendAsync(await coordinator.GetAsync("/research/researchers/new"), "/research/researchers/new");
        Assert.Equal(
            [
                "Enter the person’s name".Replace('’', '\''),
                "Enter how to reach the person",
                "Say how the person came to you",
                "Choose whether this person can agree alone",
            ],
            unsaid.Mistakes.Select(m => m.Sentence)
        );
        var young = await coordinator.SendAsync(
            await coordinator.GetAsync("/research/researchers/new"),
            "/research/researchers/new",
            ("Name", "Zainab Malik"),
            ("Contact", "0121 496 0123"),
            ("Source", "A library"),
            ("Capacity", "Under18")
        );
        Assert.Equal(["Enter who agreed for this person, and when: they cannot agree alone"], young.Mistakes.Select(m => m.Sentence));
        Assert.Equal("Zainab Malik", young.Typed("Name"));
        var recruited = await coordinator.SendAsync(
            young,
            "/research/researchers/new",
            ("Name", "Zainab Malik"),
            ("Contact", "0121 496 0123"),
            ("Source", "A library"),
            ("Capacity", "Adult")
        );
        Assert.Equal(HttpStatusCode.Found, recruited.Status);
        var researcher = recruited.Response.Headers.Location!.ToString();
        await app.SettledAsync();
        room = await coordinator.GetAsync("/research");
        Assert.Contains("Zainab Malik", room.Html, StringComparison.Ordinal);
        Assert.Contains("Needs a mentor", room.Html, StringComparison.Ordinal);
        Assert.Contains("Pay question", room.Html, StringComparison.Ordinal);

        var id = researcher[(researcher.LastIndexOf('/') + 1)..];
        await DoneAsync(coordinator, $"/research/courses/{sessions}", [("Session", "1"), ("Researchers", id), .. Day("On", today)]);
        await app.SettledAsync();
        Assert.Contains("Can complete training", (await coordinator.GetAsync("/research")).Html, StringComparison.Ordinal);
        var course = sessions.Split('/')[0];
        await DoneAsync(coordinator, $"{researcher}/training", [("CourseId", course), .. Day("On", today)]);
        await DoneAsync(coordinator, $"{researcher}/contact", ("NewName", "Zainab Malik-Khan"), ("Contact", "0121 496 0124"));
        await DoneAsync(
            coordinator,
            $"{researcher}/mentor",
            ("PersonId", $"{hospital.Author.Id}"),
            expected: "Choose somebody who belongs"
        );
        var mentor = await app.PersonAsync("Meg Mentor", ise, Roles.Adviser);
        await DoneAsync(coordinator, $"{researcher}/mentor", ("PersonId", $"{mentor.Id}"));
        await app.SettledAsync();
        var shown = await coordinator.GetAsync(researcher);
        Assert.Equal("Zainab Malik-Khan", shown.Heading);
        Assert.Contains("Meg Mentor", shown.Html, StringComparison.Ordinal);

        // A buyer commissions.
        var nothing = await buyer.SendAsync(await buyer.GetAsync("/research/commissions/new"), "/research/commissions/new");
        Assert.Equal(
            [
                "Enter a title",
                "Say what you want to know",
                "Say how it may be found out, for example interviews with 20 residents",
                "Enter a day in the future by which you need it",
                "Enter the budget, more than £0",
                "Enter for how many days you may hold findings back, from 0 to 180",
            ],
            nothing.Mistakes.Select(m => m.Sentence).Where(s => !s.StartsWith("Choose an organisation", StringComparison.Ordinal))
        );
        var asked = await buyer.SendAsync(
            await buyer.GetAsync("/research/commissions/new"),
            "/research/commissions/new",
            [
                ("Title", "Missed appointments"),
                ("Question", "Why are they missed?"),
                ("Method", "Interviews"),
                .. Day("By", today.AddDays(100)),
                ("Budget", "£6,400"),
                ("SupportOrganisationId", $"{ise}"),
                ("EmbargoDays", "20"),
            ]
        );
        Assert.True(asked.Status == HttpStatusCode.Found, string.Join('\n', asked.Mistakes.Select(m => m.Sentence)));
        var project = asked.Response.Headers.Location!.ToString();
        await app.SettledAsync();
        Assert.Contains("£6,400", (await buyer.GetAsync(project)).Html, StringComparison.Ordinal);
        Assert.DoesNotContain("From review to finding", (await buyer.GetAsync(project)).Html, StringComparison.Ordinal);
        Assert.Contains("Answer the commission", (await coordinator.GetAsync("/")).Html, StringComparison.Ordinal);
        await DoneAsync(coordinator, $"{project}/answer", ("TakesOn", "no"), expected: "Say why");
        await DoneAsync(coordinator, $"{project}/answer", ("TakesOn", "yes"));
        await app.SettledAsync();
        await DoneAsync(coordinator, $"{project}/researchers", ("ResearcherId", id));
        await app.SettledAsync();
        var pay = $"{project}/researchers/{id}/pay";
        await DoneAsync(coordinator, pay, [("Kind", "Pay"), ("Amount", "400")], "First answer whether this person may be paid");
        await DoneAsync(coordinator, $"{researcher}/pay", [("Outcome", "MayBePaid"), .. Day("CheckedOn", today)]);
        await DoneAsync(coordinator, pay, ("Kind", "Pay"), ("Amount", "£400.50"));
        await app.SettledAsync();
        await DoneAsync(coordinator, $"{project}/researchers/{id}/paid", [("Amount", "100"), .. Day("On", today)]);

        // Ethics: not by somebody of the project.
        await DoneAsync(
            coordinator,
            $"{project}/ethics",
            [
                ("Risks", "Upset"),
                ("ConsentVersion", "1.0"),
                ("InformationSheet", "What it is about"),
                ("LoneWorking", "Pairs"),
                ("DataPlan", "Destroyed"),
                .. Day("WithdrawUntil", today.AddDays(40)),
            ]
        );
        await app.SettledAsync();
        var review = project.Replace("/projects/", "/ethics/", StringComparison.Ordinal);
        Assert.Contains("You are of this project", (await coordinator.GetAsync("/research/ethics")).Html, StringComparison.Ordinal);
        Assert.Contains("You are of this project", (await coordinator.GetAsync(review)).Html, StringComparison.Ordinal);
        Assert.Contains("Review the ethics of research", (await manager.GetAsync("/")).Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Review the ethics of research", (await coordinator.GetAsync("/")).Html, StringComparison.Ordinal);
        Assert.Contains("May review it", (await manager.GetAsync("/research/ethics")).Html, StringComparison.Ordinal);
        await DoneAsync(
            manager,
            review,
            [("Outcome", "Approved"), ("Reason", "Good")],
            "Enter the reference under which the approval is kept"
        );
        await DoneAsync(manager, review, ("Outcome", "Approved"), ("Reason", "Good"), ("Reference", "E/7"));
        await app.SettledAsync();
        await DoneAsync(coordinator, $"{project}/fieldwork", Day("On", today));
        await app.SettledAsync();
        var participants = $"{project}/participants";
        await DoneAsync(
            coordinator,
            $"{participants}/new",
            [("Name", "Sam Taker"), ("ConsentVersion", "1.0"), .. Day("ConsentedOn", today), ("Capacity", "Under18")],
            "the approved ethics plan says how a guardian agrees"
        );
        await DoneAsync(
            coordinator,
            $"{participants}/new",
            [("Name", "Sam Taker"), ("ConsentVersion", "1.0"), .. Day("ConsentedOn", today), ("Capacity", "Adult")]
        );
        await app.SettledAsync();
        var list = await coordinator.GetAsync(participants);
        Assert.Contains("Sam Taker", list.Html, StringComparison.Ordinal);
        Assert.Contains("Not shown", (await buyer.GetAsync(project)).Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await buyer.GetAsync(participants)).Status);
        var row = list.Html[list.Html.IndexOf("<tbody", StringComparison.Ordinal)..];
        var withdraw = $"{participants}/{Between(row, $"href=\"{participants}/", "\"")}";
        Assert.Equal(HttpStatusCode.Found, (await coordinator.SendAsync(await coordinator.GetAsync(withdraw), withdraw)).Status);
        await app.SettledAsync();
        Assert.DoesNotContain("Sam Taker", (await coordinator.GetAsync(participants)).Html, StringComparison.Ordinal);

        // Findings: the commissioner answers, the coordinator checks and publishes.
        await DoneAsync(
            coordinator,
            $"{project}/findings/new",
            ("Title", "Letters come late"),
            ("Summary", "Most letters come after the day"),
            ("Licence", "CC BY 4.0")
        );
        await app.SettledAsync();
        Assert.Contains("1 finding to answer", (await buyer.GetAsync("/research/commissions")).Html, StringComparison.Ordinal);
        Assert.Contains("Say whether the finding may be published", (await buyer.GetAsync("/")).Html, StringComparison.Ordinal);
        var finding = $"/research/findings/{Between((await buyer.GetAsync(project)).Html, "/research/findings/", "\"")}";
        await DoneAsync(
            buyer,
            $"{finding}/answer",
            [("Answer", "later"), .. Day("Until", today.AddDays(30)), ("Reason", "Talks")],
            "It was agreed that findings are held back no longer than"
        );
        await DoneAsync(buyer, $"{finding}/answer", [("Answer", "later"), .. Day("Until", today.AddDays(5)), ("Reason", "Talks")]);
        await app.SettledAsync();
        var held = await coordinator.GetAsync(finding);
        Assert.Contains("whatever the commissioner says", held.Html, StringComparison.Ordinal);
        await DoneAsync(coordinator, $"{finding}/publish", [], "The commissioner holds this finding back");
        await DoneAsync(buyer, $"{finding}/answer", ("Answer", "yes"));
        await app.SettledAsync();
        var check = await coordinator.GetAsync($"{finding}/publish");
        Assert.Equal("Check before you publish", check.Heading);
        Assert.Contains("Most letters come after the day", check.Html, StringComparison.Ordinal);
        using var anybody = new Browsing(app);
        var open = finding.Replace("/research/findings/", "/findings/", StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await anybody.GetAsync(open)).Status);
        await DoneAsync(coordinator, $"{finding}/publish");
        await DoneAsync(coordinator, $"{project}/complete", Day("On", today));

        // Where it was used, confirmed by whoever used it.
        var uses = $"{finding}/uses/new?Q=Page";
        await app.SettledAsync();
        await DoneAsync(
            coordinator,
            uses,
            [("OrganisationId", $"{hospital.Id}"), ("Kind", "Tender"), ("Words", "Texts are asked for"), ("Tender", "the big one")],
            "Name the published tender"
        );
        var tender = await app.PublishedAsync(hospital);
        await DoneAsync(
            coordinator,
            uses,
            ("OrganisationId", $"{hospital.Id}"),
            ("Kind", "Tender"),
            ("Words", "Texts are asked for"),
            ("Tender", $"https://example.org/tenders/{tender.Id}")
        );
        await app.SettledAsync();
        Assert.DoesNotContain("Texts are asked for", (await anybody.GetAsync(open)).Html, StringComparison.Ordinal);
        Assert.Contains("Say whether you used the finding", (await approver.GetAsync("/")).Html, StringComparison.Ordinal);
        var mine = await approver.GetAsync("/research/commissions");
        Assert.Contains("Did you use this?", mine.Html, StringComparison.Ordinal);
        var confirm = $"{finding}/uses/{Between(mine.Html, $"{finding}/uses/", "\"")}";
        await DoneAsync(approver, confirm, [("Answer", "no")], "Say why");
        await DoneAsync(approver, confirm, ("Answer", "yes"));
        await app.SettledAsync();
        var read = await anybody.GetAsync(open);
        Assert.Contains("Texts are asked for", read.Html, StringComparison.Ordinal);
        Assert.Contains($"/tenders/{tender.Id}", read.Html, StringComparison.Ordinal);
        Assert.Contains("Page Hospital Trust", read.Html, StringComparison.Ordinal);
        Assert.Contains("Letters come late", (await anybody.GetAsync("/findings")).Html, StringComparison.Ordinal);
        var figures = await anybody.GetAsync("/research/figures");
        Assert.Contains("Not shown", figures.Html, StringComparison.Ordinal);

        // The project's own pages are not there for anybody else.
        using var other = await Browsing.AsAsync(
            app,
            await app.PersonAsync("Olu", await app.OrganisationAsync("Elsewhere", OrganisationKind.Support), Roles.Adviser)
        );
        foreach (
            var page in new[]
            {
                researcher,
                $"{researcher}/contact",
                $"{researcher}/training",
                $"{researcher}/mentor",
                $"{researcher}/pay",
                $"{researcher}/erase",
                $"/research/courses/{sessions}",
                project,
                $"{project}/answer",
                $"{project}/advertise",
                $"{project}/researchers",
                pay,
                $"{project}/researchers/{id}/paid",
                $"{project}/ethics",
                review,
                $"{project}/fieldwork",
                participants,
                $"{participants}/new",
                withdraw,
                $"{project}/findings/new",
                $"{project}/complete",
                $"{finding}/answer",
                $"{finding}/publish",
                $"{finding}/uses/{Guid.CreateVersion7()}",
                $"/research/concerns/new?project={project[(project.LastIndexOf('/') + 1)..]}",
                "/research/concerns",
            }
        )
            Assert.True((await other.GetAsync(page)).Status == HttpStatusCode.NotFound, page);

        await DoneAsync(coordinator, $"{researcher}/erase", ("Reason", "asked-by-the-person"));
        await app.SettledAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await coordinator.GetAsync(researcher)).Status);
        Assert.DoesNotContain("Zainab", (await coordinator.GetAsync("/research")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_concern_begins_with_999_and_the_leads_number_and_is_read_by_the_lead_alone()
    {
        var research = await app.ResearchAsync("Concerned");
        using var coordinator = await Browsing.AsAsync(app, research.Coordinator);
        using var lead = await Browsing.AsAsync(app, research.Manager);
        var form = await coordinator.GetAsync("/research/concerns/new");
        Assert.True(
            form.Html.IndexOf("999", StringComparison.Ordinal) < form.Html.IndexOf("0121 496 0999", StringComparison.Ordinal)
                && form.Html.IndexOf("0121 496 0999", StringComparison.Ordinal) < form.Html.IndexOf("<textarea", StringComparison.Ordinal)
        );
        await DoneAsync(coordinator, "/research/concerns/new", [], "Say what worries you, in your own words");
        await DoneAsync(coordinator, "/research/concerns/new", ("What", "She has bruises"));
        await app.SettledAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await coordinator.GetAsync("/research/concerns")).Status);
        var read = await lead.GetAsync("/research/concerns");
        Assert.Contains("She has bruises", read.Html, StringComparison.Ordinal);
        Assert.Contains("Yvonne Clarke", read.Html, StringComparison.Ordinal);
        var answer = $"/research/concerns/{Between(read.Html, "href=\"/research/concerns/", "\"")}";
        Assert.Equal(HttpStatusCode.NotFound, (await coordinator.GetAsync(answer)).Status);
        await DoneAsync(lead, answer, ("What", "Rang the council"), ("Close", "true"));
        await app.SettledAsync();
        Assert.Contains("Rang the council", (await lead.GetAsync("/research/concerns")).Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await lead.GetAsync(answer)).Status);
    }

    [Fact]
    public async Task own_research_and_what_is_shown_to_an_enterprise()
    {
        var research = await app.ResearchAsync("Own Research");
        var enterprise = await app.EnterpriseAsync("Researching Together CIC");
        await app.SettledAsync();
        using var coordinator = await Browsing.AsAsync(app, research.Coordinator);
        using var member = await Browsing.AsAsync(app, enterprise.Manager);
        var today = UkTime.DayOf(await app.NowAsync());
        var proposed = await coordinator.SendAsync(
            await coordinator.GetAsync("/research/projects/new"),
            "/research/projects/new",
            [("Title", "The reservoir"), ("Question", "Who stays away?"), ("Method", "Walks"), .. Day("By", today.AddDays(50))]
        );
        Assert.Equal(HttpStatusCode.Found, proposed.Status);
        var project = proposed.Response.Headers.Location!.ToString();
        await app.SettledAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await member.GetAsync(project)).Status);
        var advertise = $"{project}/advertise?Q=Researching";
        await DoneAsync(coordinator, advertise, [], "Choose an enterprise");
        await DoneAsync(coordinator, advertise, ("EnterpriseId", $"{enterprise.Id}"));
        await app.SettledAsync();
        Assert.Contains("Research you could do", (await member.GetAsync("/research/commissions")).Html, StringComparison.Ordinal);
        var seen = await member.GetAsync(project);
        Assert.Contains("Who stays away?", seen.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Ethics review", seen.Html, StringComparison.Ordinal);
        // A lead stands down only while there is another.
        using var manager = await Browsing.AsAsync(app, research.Manager);
        await DoneAsync(manager, "/research/desk/leads/new", ("PersonId", $"{research.Reviewer.Id}"), ("Phone", "0121 496 0998"));
        var desk = await manager.GetAsync("/research/desk");
        Assert.Contains("Stand David Owusu down", desk.Html, StringComparison.Ordinal);
        var down = await manager.SendAsync(desk, "/research/desk?handler=StandDown");
        Assert.Equal(HttpStatusCode.Found, down.Status);
        Assert.DoesNotContain("down</button>", (await manager.GetAsync("/research/desk")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public void what_is_due_is_said_for_each_researcher()
    {
        var (course, now) = (Guid.NewGuid(), new DateTimeOffset(2026, 5, 1, 9, 0, 0, TimeSpan.Zero));
        var desk = new ResearchDesk(
            new Dictionary<Guid, UseIt.Marketplace.Privacy.Protected>(),
            new Dictionary<Guid, ResearchCourse> { [course] = new(course, "c", "a", 6, 4) },
            null
        );
        var row = new ResearcherRow(
            Guid.NewGuid(),
            Guid.NewGuid(),
            null,
            null,
            ConsentCapacity.Adult,
            "",
            now,
            [new CourseProgress(course, [1, 2, 3], new DateOnly(2026, 5, 1), null)],
            null,
            null,
            null,
            [],
            false
        );
        Assert.Equal(["Needs a mentor", "Pay question"], ResearchRoomPage.Due(row, desk));
        Assert.Equal(
            ["Can complete training"],
            ResearchRoomPage.Due(
                row with
                {
                    Mentor = Guid.NewGuid(),
                    Pay = PayOutcome.ExpensesOnly,
                    Courses = [new CourseProgress(course, [1, 2, 3, 5], new DateOnly(2026, 5, 1), null)],
                },
                desk
            )
        );
    }

    private static IEnumerable<(string, string)> Day(string field, DateOnly day) =>
        [($"{field}.Day", $"{day.Day}"), ($"{field}.Month", $"{day.Month}"), ($"{field}.Year", $"{day.Year}")];

    private static string Between(string html, string before, string after)
    {
        var from = html.IndexOf(before, StringComparison.Ordinal);
        Assert.True(from >= 0, $"“{before}” is not there");
        from += before.Length;
        return html[from..html.IndexOf(after, from, StringComparison.Ordinal)];
    }

    private static Task DoneAsync(Browsing browser, string page, params (string, string)[] typed) => DoneAsync(browser, page, typed, null);

    private static Task DoneAsync(Browsing browser, string page, (string, string) typed, string expected) =>
        DoneAsync(browser, page, [typed], expected);

    /// <summary>Fills a page in and sends it: it is done, or refused with a sentence that begins as expected.</summary>
    private static async Task DoneAsync(Browsing browser, string page, IEnumerable<(string, string)> typed, string? expected = null)
    {
        var opened = await browser.GetAsync(page);
        Assert.True(opened.Status == HttpStatusCode.OK, $"{page} answered {opened.Status}");
        var sent = await browser.SendAsync(opened, page, [.. typed]);
        var said = string.Join('\n', sent.Mistakes.Select(m => m.Sentence));
        if (expected is null)
            Assert.True(sent.Status == HttpStatusCode.Found, $"{page}: {said}");
        else
            Assert.Contains(expected, said, StringComparison.Ordinal);
    }
}
