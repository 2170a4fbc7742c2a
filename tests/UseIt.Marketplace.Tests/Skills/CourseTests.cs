using System.Net;
using System.Text.Json;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Skills;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Notifications;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Skills;

/// <summary>Courses that lead on: offered, a place taken, attended, finished or stopped; and offered to who is missing that next.</summary>
public sealed class CourseTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private static readonly Guid Ise = Guid.CreateVersion7();
    private static readonly Guid Salma = Guid.CreateVersion7();
    private static readonly Guid Oet = Guid.CreateVersion7();
    private static readonly DateOnly Today = new(2026, 6, 1);
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid Nurse = PathwayRules.IdOf(Ise, "nurse");
    private static readonly Protected Sealed = new(Salma, "n", "c");
    private static readonly CandidateRegistered Registered = new(
        Salma,
        Ise,
        Nurse,
        new(2026, 5, 1),
        "nurse",
        null,
        null,
        ReferralSource.College,
        new(2026, 5, 1),
        Sealed,
        Sealed,
        Sealed,
        null,
        null,
        null,
        null,
        Ise
    );
    private static readonly CourseOffered Offered = new(
        Oet,
        Ise,
        null,
        "Brushstrokes",
        "OET, evenings",
        null,
        new(2026, 5, 20),
        new(2026, 7, 20),
        2,
        new Money(120),
        new Money(100),
        Nurse,
        "english",
        Ise
    );
    private static readonly CourseEnrolled Enrolled = new(Salma, Oet, new(2026, 5, 21), Ise);

    [Fact]
    public void a_course_is_of_somebody_and_leads_to_something_that_its_pathway_needs()
    {
        Offer(new OfferCourse(Oet, Ise, " ", "", default, default, 0, new Money(-1), new Money(0)))
            .Refused("provider-missing", "course-title-missing", "course-days-wrong", "course-places-wrong", "course-cost-wrong");
        var right = new OfferCourse(
            Oet,
            Ise,
            "Brushstrokes",
            "OET, evenings",
            new(2026, 5, 20),
            new(2026, 7, 20),
            2,
            new Money(120),
            new Money(100),
            Pathway: "nurse",
            Need: "english"
        );
        Offer(right).Facts(Offered with { By = Actor.System.Person });
        Offer(right with { FeeSupport = new Money(121) }).Refused("course-support-wrong");
        Offer(right with { Until = Today.AddDays(-1) }).Refused("course-over");
        Offer(right with { Need = "plab1" }).Refused("course-need-unknown");
        Offer(right with { Pathway = null }).Refused("course-need-unknown");
        Offer(right with { Cost = new Money(1.005m) }).Refused("course-cost-wrong");
        Offer(right, there: false).Refused("provider-unknown");
        Offer(right, Offered).Nothing();
    }

    [Fact]
    public void a_place_is_taken_while_there_is_one_and_by_whom_it_is_for()
    {
        var (other, third) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        Enrol(none: true).Refused("course-unknown");
        Enrol(course: [Offered with { SupportOrganisationId = other }]).Refused("course-unknown");
        Enrol(course: [Offered with { PathwayId = PathwayRules.IdOf(Ise, "doctor") }]).Refused("course-of-another-pathway");
        Enrol(course: [Offered with { Until = Today.AddDays(-1) }]).Refused("course-over");
        Enrol(course: [Offered, new CourseClosed(Oet, Ise, CourseEnd.NotTaught, Ise)]).Refused("course-closed");
        object[] full = [Offered, new CoursePlaceTaken(Oet, other), new CoursePlaceTaken(Oet, third)];
        Enrol(course: full).Refused("course-full");
        Enrol(course: [.. full, new CoursePlaceFreed(Oet, third)])
            .Facts(new CourseEnrolled(Salma, Oet, Today, Actor.System.Person), new CoursePlaceTaken(Oet, Course.PlaceOf(Oet, Salma)));
        Enrol(course: full, candidate: [Enrolled]).Nothing();
        Enrol(candidate: [Enrolled, new CourseFinished(Salma, Oet, Today, Ise)]).Refused("course-finished");
        Enrol(candidate: [new CandidateLeft(Salma, CandidateOutcome.MovedAway, Today, Ise)]).Refused("candidate-gone");
        // On its last day there is still somebody to take.
        Assert.Equal(2, Enrol(course: [Offered with { Until = Today, PathwayId = null }]).Decision.Events.Count());
    }

    [Fact]
    public void a_day_is_of_the_course_and_what_is_finished_was_attended()
    {
        Attend(Today).Refused("not-enrolled");
        Attend(Offered.From.AddDays(-1), Enrolled).Refused("course-day-wrong");
        Attend(Today.AddDays(1), Enrolled).Refused("course-day-wrong");
        var there = new CourseAttended(Salma, Oet, Today, Actor.System.Person);
        Attend(Today, Enrolled).Facts(there);
        Attend(Today, Enrolled, there).Nothing();
        Finish(Today, Enrolled).Refused("course-not-attended");
        Finish(Today.AddDays(-1), Enrolled, there).Refused("finished-before-attended");
        Finish(Today.AddDays(1), Enrolled, there).Refused("day-in-future");
        var finished = new CourseFinished(Salma, Oet, Today, Actor.System.Person);
        Finish(Today, Enrolled, there).Facts(finished);
        Finish(Today, Enrolled, there, finished).Nothing();
        Attend(Today, Enrolled, there, finished).Refused("not-enrolled");
        Stop(Today, Enrolled, there, finished).Refused("not-enrolled");
    }

    [Fact]
    public void who_stops_leaves_or_is_erased_gives_the_place_back()
    {
        var freed = new CoursePlaceFreed(Oet, Course.PlaceOf(Oet, Salma));
        Stop(Enrolled.On.AddDays(-1), Enrolled).Refused("stopped-before-attended");
        var stopped = new CourseStopped(Salma, Oet, CourseStop.Childcare, Today, Actor.System.Person);
        Stop(Today, Enrolled).Facts(stopped, freed);
        Stop(Today, Enrolled, stopped).Nothing();
        // Whoever comes again has a place again.
        Assert.Equal(2, Enrol(candidate: [Enrolled, stopped]).Decision.Events.Count());
        var held = new Stream<Course>(Oet, 2, Taken());
        Given(Enrolled)
            .When(
                (Candidate c) =>
                    LeavePathwayHandler.Handle(
                        new LeavePathway(Salma, CandidateOutcome.MovedAway, Today),
                        c,
                        new([held]),
                        Actor.System,
                        Now
                    )
            )
            .Facts(new CandidateLeft(Salma, CandidateOutcome.MovedAway, Today, Actor.System.Person), freed);
        Given(Enrolled)
            .When((Candidate c) => EraseCandidateHandler.Handle(new EraseCandidate(Salma, "required-by-law"), c, new([], [held])))
            .Facts(new CandidateErased(Salma, Ise, "required-by-law"), freed);
    }

    [Fact]
    public void what_is_offered_leads_to_what_is_next_in_time_first()
    {
        var row = new Candidates().Apply(Salma, null, LogSteps.Stored(Salma, Registered, Now))!;
        var next = row.Standing(Today)!.Next! with { By = new DateOnly(2026, 8, 1) };
        Assert.Equal("english", next.Need.Code);
        CourseRow Course(
            string title,
            DateOnly until,
            string? need = "english",
            Guid? pathway = null,
            int taken = 0,
            CourseEnd? end = null
        ) =>
            new(
                UuidV5.Of(Ise, title),
                Ise,
                null,
                "Brushstrokes",
                title,
                null,
                Today,
                until,
                2,
                taken,
                new Money(0),
                new Money(0),
                pathway,
                need,
                end
            );
        CourseRow[] courses =
        [
            Course("late", new(2026, 8, 2)),
            Course("in time", new(2026, 8, 1), pathway: Nurse),
            Course("sooner", new(2026, 7, 1)),
            Course("of another", new(2026, 7, 1), pathway: Guid.NewGuid()),
            Course("full", new(2026, 7, 1), taken: 2),
            Course("closed", new(2026, 7, 1), end: CourseEnd.Full),
            Course("over", Today.AddDays(-1)),
            Course("of something else", new(2026, 7, 1), need: "cbt"),
        ];
        Assert.Equal(
            [("sooner", true), ("in time", true), ("late", false)],
            FindCourses.Fitting(courses, row, next, Today).Select(f => (f.Course.Title, f.InTime))
        );
        var on = row with { Courses = [new OnCourse(courses[2].CourseId, Today, [], null, null, null)] };
        Assert.Equal(["in time", "late"], FindCourses.Fitting(courses, on, next, Today).Select(f => f.Course.Title));
    }

    [Fact]
    public async Task of_two_at_once_for_the_last_place_one_has_it_and_the_provider_learns_nothing_of_people_or_pathway()
    {
        var desk = await app.DeskAsync("Course desk", "prison-leaver");
        var provider = await app.OrganisationAsync("Skills provider", OrganisationKind.Support);
        var teacher = await app.PersonAsync("Tess Teacher", provider, Roles.Adviser);
        var today = UkTime.DayOf(await app.NowAsync());
        object Offer(int places) =>
            new
            {
                supportOrganisationId = desk.Id,
                provider = "Skills provider",
                providerId = provider,
                title = "Food safety, level 2",
                from = today,
                until = today.AddDays(30),
                places,
                cost = new Money(60),
                feeSupport = new Money(60),
                pathway = "prison-leaver",
                need = "right-to-work",
            };
        var course = BidSteps.Id(await desk.Manager.DoAsync("/api/v1/courses", Offer(1)));
        var people = new[] { await RegisterAsync("Amina Yusuf"), await RegisterAsync("Karim Haddad") };
        var both = await Task.WhenAll(
            people.Select(p => desk.Adviser.SendCommandAsync(HttpMethod.Post, $"/api/v1/candidates/{p}/courses/{course}", new { }))
        );
        var refused = Assert.Single(both, b => !b.IsSuccessStatusCode);
        Assert.Contains("course-full", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var on = people[Array.FindIndex(both, b => b.IsSuccessStatusCode)];
        await desk.Adviser.DoAsync($"/api/v1/candidates/{on}/courses/{course}/attendance", new { on = today });

        await app.SettledAsync();
        var seen = await teacher.Http.ReadAsync($"/api/v1/courses/{course}");
        var list = await teacher.Http.ReadAsync("/api/v1/courses");
        Assert.Equal(1, seen["taken"]!.GetValue<int>());
        Assert.Single(list["items"]!.AsArray());
        using var browser = await Browsing.AsAsync(app, teacher);
        var page = (await browser.GetAsync($"/courses/{course}")).Html;
        Assert.Contains("1 of 1", page, StringComparison.Ordinal);
        var pathway = PathwayRules.IdOf(desk.Id, "prison-leaver");
        foreach (var text in new[] { seen.ToJsonString(), list.ToJsonString(), page, (await browser.GetAsync("/courses")).Html })
        foreach (var told in new[] { "prison", "right-to-work", "Right to work", $"{pathway}", $"{on}", "Amina", "Karim" })
            Assert.DoesNotContain(told, text, StringComparison.OrdinalIgnoreCase);
        // Nothing the provider may not know is in the course's own facts in words: its pathway is an id, its places are numbers.
        var facts = string.Concat(
            (await app.Store.ReadStreamAsync(course)).Select(e => JsonSerializer.Serialize(e.Data, EventJson.Options))
        );
        Assert.DoesNotContain("prison", facts, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain($"{on}", facts, StringComparison.Ordinal);

        var other = await app.DeskAsync("Another desk");
        foreach (
            var (path, body) in new (string, object)[]
            {
                ($"/api/v1/courses/{course}/close", new { reason = "Full" }),
                ($"/api/v1/candidates/{on}/courses/{course}", new { }),
                ($"/api/v1/candidates/{on}/courses/{course}/attendance", new { on = today }),
                ($"/api/v1/candidates/{on}/courses/{course}/finish", new { on = today }),
                ($"/api/v1/candidates/{on}/courses/{course}/stop", new { reason = "TooFar", on = today }),
            }
        )
        {
            await other.Adviser.RefusedWithAsync(path, body, HttpStatusCode.NotFound);
            await teacher.Http.RefusedWithAsync(path, body, HttpStatusCode.NotFound);
            await (await app.ClientAsync()).RefusedWithAsync(path, body, HttpStatusCode.Unauthorized);
        }
        await other.Adviser.RefusedAsync(
            $"/api/v1/candidates/{await other.RegisterAsync("Lena Long")}/courses/{course}",
            new { },
            "course-unknown"
        );
        Assert.Empty((await other.Adviser.ReadAsync("/api/v1/courses"))["items"]!.AsArray());
        using (var answer = await other.Adviser.GetAsync(new Uri($"/api/v1/courses/{course}", UriKind.Relative)))
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        // Erased, the person's place is free.
        await desk.Adviser.DoAsync($"/api/v1/candidates/{on}/erase", new { reason = "asked-by-the-person" });
        await app.SettledAsync();
        Assert.Equal(0, (await desk.Adviser.ReadAsync($"/api/v1/courses/{course}"))["taken"]!.GetValue<int>());

        async Task<Guid> RegisterAsync(string name) =>
            (
                await desk.Adviser.DoAsync(
                    "/api/v1/candidates",
                    SkillsSteps.Registration(desk, name) with
                    {
                        Pathway = "prison-leaver",
                        Profession = "catering",
                    }
                )
            )["id"]!.GetValue<Guid>();
    }

    [Fact]
    public void a_course_closes_once_but_what_was_full_may_still_not_be_taught()
    {
        CourseClosed Closed(CourseEnd reason) => new(Oet, Ise, reason, Actor.System.Person);
        Close(CourseEnd.Full).Facts(Closed(CourseEnd.Full));
        Close(CourseEnd.Full, Closed(CourseEnd.Full)).Nothing();
        Close(CourseEnd.NotTaught, Closed(CourseEnd.Full)).Facts(Closed(CourseEnd.NotTaught));
        Close(CourseEnd.NotTaught, Closed(CourseEnd.Full), Closed(CourseEnd.NotTaught)).Nothing();
        Close(CourseEnd.Full, Closed(CourseEnd.NotTaught)).Refused("course-closed");
        Close(CourseEnd.OfferedByMistake, Closed(CourseEnd.NotTaught)).Refused("course-closed");

        static Then Close(CourseEnd reason, params object[] facts) =>
            Spec.Given<Course>([Offered, .. facts])
                .When((Course c) => CloseCourseHandler.Handle(new CloseCourse(Oet, reason), c, Actor.System));
    }

    [Fact]
    public void a_vacancy_closes_for_one_reason()
    {
        var posted = new VacancyPosted(Oet, Ise, "Ward clerk", "nurse", VacancyKind.Job, "E08000025", Today, 1, null, Ise);
        var closed = new VacancyClosed(Oet, Ise, VacancyEnd.Filled, Actor.System.Person);
        Close(VacancyEnd.Filled, posted).Facts(closed);
        Close(VacancyEnd.Filled, posted, closed).Nothing();
        Close(VacancyEnd.NotNeeded, posted, closed).Refused("vacancy-closed");

        static Then Close(VacancyEnd reason, params object[] facts) =>
            Spec.Given<Vacancy>(facts).When((Vacancy v) => CloseVacancyHandler.Handle(new CloseVacancy(Oet, reason), v, Actor.System));
    }

    [Fact]
    public async Task that_a_course_closes_the_advisers_of_those_on_it_hear_and_who_teaches_it_and_nobody_else()
    {
        var desk = await app.DeskAsync("Told desk");
        var second = await app.PersonAsync("Sam Second", desk.Id, Roles.Adviser);
        var provider = await app.OrganisationAsync("Told provider", OrganisationKind.Support);
        var teacher = await app.PersonAsync("Tina Told", provider, Roles.Adviser);
        var today = UkTime.DayOf(await app.NowAsync());
        var (course, nobodys, own) = (await OfferAsync("OET"), await OfferAsync("Nobody's"), await OfferAsync("Own"));
        var (amina, karim, lena) = (
            await desk.RegisterAsync("Amina Told"),
            await desk.RegisterAsync("Karim Told"),
            await desk.RegisterAsync("Lena Told")
        );
        foreach (var candidate in new[] { amina, karim })
            await desk.Adviser.DoAsync(On(candidate, course), new { });
        await desk.Adviser.DoAsync(On(amina, own), new { });
        // Who has stopped is not on it.
        await second.Http.DoAsync(On(lena, course), new { });
        await second.Http.DoAsync($"{On(lena, course)}/stop", new { reason = "TooFar", on = today });

        await CloseAsync(desk.Manager, nobodys, "NotTaught");
        await CloseAsync(desk.Manager, course, "Full");
        // Whoever closes it knows.
        await CloseAsync(desk.Adviser, own, "OfferedByMistake");
        await app.SettledAsync();
        Assert.Equal([("course-closed", false)], await ToldAsync(desk.AdviserPerson));
        Assert.Empty(await ToldAsync(second));
        Assert.Empty(await ToldAsync(desk.ManagerPerson));
        Assert.Equal(Enumerable.Repeat(("taught-course-closed", false), 3), await ToldAsync(teacher));
        foreach (var reader in new[] { desk.AdviserPerson, teacher })
        {
            var inbox = (await reader.Http.ReadAsync("/api/v1/inbox")).ToJsonString();
            Assert.Contains($"/courses/{course}", inbox, StringComparison.Ordinal);
            foreach (var personal in new[] { "Amina", "Karim", $"{amina}", $"{karim}", "nurse", "OET" })
                Assert.DoesNotContain(personal, inbox, StringComparison.OrdinalIgnoreCase);
        }
        // Behind the link an adviser finds whom it concerns, and nobody else does.
        using var adviser = await Browsing.AsAsync(app, second);
        var page = (await adviser.GetAsync($"/courses/{course}")).Html;
        Assert.Contains("Amina Told", page, StringComparison.Ordinal);
        Assert.Contains("Karim Told", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Lena Told", page, StringComparison.Ordinal);
        foreach (var reader in new[] { desk.ManagerPerson, teacher })
        {
            using var browser = await Browsing.AsAsync(app, reader);
            Assert.DoesNotContain("Amina", (await browser.GetAsync($"/courses/{course}")).Html, StringComparison.Ordinal);
        }

        // Full was one thing; that it is not taught is another, and now whoever enrolled them has left.
        await app.DoAsync(new EndMembership(desk.Id, desk.AdviserPerson.Id, "has left"));
        using (var manager = await Browsing.AsAsync(app, desk.ManagerPerson))
            await manager.DoneAsync($"/courses/{course}", [("Reason", "NotTaught")]);
        await app.SettledAsync();
        Assert.Equal([("course-closed", false)], await ToldAsync(second));
        await desk.Manager.RefusedSayingAsync(
            $"/api/v1/courses/{course}/close",
            new { reason = "OfferedByMistake" },
            "course-closed",
            "The course has been closed already, for another reason"
        );
        await second.Http.RefusedSayingAsync(On(lena, course), new { }, "course-closed", "Nobody is taken on this course any more");

        async Task<Guid> OfferAsync(string title) =>
            BidSteps.Id(
                await desk.Manager.DoAsync(
                    "/api/v1/courses",
                    new
                    {
                        supportOrganisationId = desk.Id,
                        provider = "Told provider",
                        providerId = provider,
                        title,
                        from = today,
                        until = today.AddDays(30),
                        places = 9,
                        cost = new Money(0),
                        feeSupport = new Money(0),
                    }
                )
            );

        static string On(Guid candidate, Guid course) => $"/api/v1/candidates/{candidate}/courses/{course}";

        static Task CloseAsync(HttpClient who, Guid course, string reason) =>
            who.DoAsync($"/api/v1/courses/{course}/close", new { reason });

        static Task<IReadOnlyList<(string Kind, bool Read)>> ToldAsync(TestPerson person) =>
            person.Http.ToldAsync("course-", "taught-course-");
    }

    [Fact]
    public async Task on_pages_a_course_is_offered_found_under_what_is_next_taken_attended_and_stopped()
    {
        var desk = await app.DeskAsync("Pages desk");
        var candidate = await desk.RegisterAsync("Wanda Weaver");
        var today = UkTime.DayOf(await app.NowAsync());
        await app.SettledAsync();
        using var browser = await Browsing.AsAsync(app, desk.AdviserPerson);
        var form = "/courses/new?Pathway=nurse";
        var unsaid = await browser.SendAsync(await browser.GetAsync(form), form);
        Assert.Equal(
            [
                "Choose a test or a step of this pathway",
                "Enter how many places there are, from 1 to 500",
                "Enter the first day and a last day that is not before it",
                "Enter what a place costs in pounds and whole pence, or 0",
                "Enter what the course is called",
                "Say who teaches it",
            ],
            unsaid.Mistakes.Select(m => m.Sentence).Order(StringComparer.Ordinal)
        );
        var course = await browser.DoneAsync(
            form,
            [
                ("Title", "OET preparation"),
                ("Provider", "Brushstrokes"),
                ("Need", "english"),
                .. PageSteps.Day("From", today),
                .. PageSteps.Day("Until", today.AddDays(40)),
                ("Places", "8"),
                ("Cost", "120"),
                ("FeeSupport", "100"),
            ]
        );
        await app.SettledAsync();
        Assert.Contains("English test", (await browser.GetAsync(course)).Html, StringComparison.Ordinal);
        var person = WebUtility.HtmlDecode((await browser.GetAsync($"/candidates/{candidate}")).Html);
        Assert.Contains("Courses that lead to it", person, StringComparison.Ordinal);
        Assert.Contains("£20.00 to pay", person, StringComparison.Ordinal);
        var own = $"/candidates/{candidate}{course}";
        await browser.PressedAsync(own, "Enrol");
        await app.SettledAsync();
        await browser.PressedAsync(own, "Attend", PageSteps.Day("Day", today));
        await app.SettledAsync();
        Assert.DoesNotContain(
            "Courses that lead to it",
            (await browser.GetAsync($"/candidates/{candidate}")).Html,
            StringComparison.Ordinal
        );
        var why = await browser.SendAsync(await browser.GetAsync(own), $"{own}?handler=Stop");
        Assert.Equal(["Choose why they stop"], why.Mistakes.Select(m => m.Sentence));
        await browser.PressedAsync(own, "Stop", [("Reason", "TooFar"), .. PageSteps.Day("StoppedOn", today)]);
        await app.SettledAsync();
        Assert.Contains("It was too far away", (await browser.GetAsync($"/candidates/{candidate}")).Html, StringComparison.Ordinal);
        Assert.Contains("0 of 8", (await browser.GetAsync("/courses")).Html, StringComparison.Ordinal);
        await browser.PressedAsync(own, "Enrol");
        await app.SettledAsync();
        await browser.PressedAsync(own, "Attend", PageSteps.Day("Day", today));
        await app.SettledAsync();
        await browser.PressedAsync(own, "Finish", PageSteps.Day("Finished", today));
        await app.SettledAsync();
        Assert.Contains("Finished on", (await browser.GetAsync(own)).Html, StringComparison.Ordinal);
        await browser.DoneAsync(course, [("Reason", "Full")]);
        await app.SettledAsync();
        Assert.Contains("Closed: Full", (await browser.GetAsync(course)).Html, StringComparison.Ordinal);
        using var stranger = await Browsing.AsAsync(app, (await app.DeskAsync("Strange desk")).AdviserPerson);
        foreach (var page in new[] { course, own })
            Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(page)).Status);
    }

    private static Given<Candidate> Given(params object[] facts) => Spec.Given<Candidate>([Registered, .. facts]);

    private static Course Taken() => Fold(Offered, new CoursePlaceTaken(Oet, Course.PlaceOf(Oet, Salma)));

    private static Course Fold(params object[] facts) => facts.Aggregate(Course.Empty, (course, fact) => course.Evolve(fact));

    private static Then Offer(OfferCourse command, params object[] facts) => Offer(command, there: true, facts);

    private static Then Offer(OfferCourse command, bool there, params object[] facts) =>
        Spec.Given<Course>(facts).When((Stream<Course> c) => OfferCourseHandler.Handle(command, c, new(there), Actor.System, Now));

    private static Then Enrol(object[]? course = null, object[]? candidate = null, bool none = false) =>
        Given(candidate ?? [])
            .When(
                (Candidate c) =>
                    EnrolOnCourseHandler.Handle(
                        new EnrolOnCourse(Salma, Oet),
                        c,
                        none ? Course.Empty : Fold(course ?? [Offered]),
                        Actor.System,
                        Now
                    )
            );

    private static Then Attend(DateOnly on, params object[] facts) =>
        Given(facts)
            .When((Candidate c) => AttendCourseHandler.Handle(new AttendCourse(Salma, Oet, on), c, Fold(Offered), Actor.System, Now));

    private static Then Finish(DateOnly on, params object[] facts) =>
        Given(facts).When((Candidate c) => FinishCourseHandler.Handle(new FinishCourse(Salma, Oet, on), c, Actor.System, Now));

    private static Then Stop(DateOnly on, params object[] facts) =>
        Given(facts)
            .When(
                (Candidate c) =>
                    StopCourseHandler.Handle(
                        new StopCourse(Salma, Oet, CourseStop.Childcare, on),
                        c,
                        new Stream<Course>(Oet, 2, Taken()),
                        Actor.System,
                        Now
                    )
            );
}
