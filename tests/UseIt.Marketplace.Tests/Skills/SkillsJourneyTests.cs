using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Skills;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Skills;

/// <summary>
/// People on pathways, over HTTP: from referral to a job that lasts, what an employer reads, erasure, and who may do what.
/// </summary>
public sealed class SkillsJourneyTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task from_referral_to_a_job_that_lasts_26_weeks()
    {
        var desk = await app.DeskAsync();
        var trust = await app.EmployerAsync();
        // What has to be recorded took place in the year before.
        var today = UkTime.DayOf(await app.NowAsync());
        DateOnly Day(int ago) => today.AddDays(-ago);

        var salma = await desk.RegisterAsync("Salma Invented");
        var english = await desk.Adviser.DoAsync(
            $"/api/v1/candidates/{salma}/tests",
            new
            {
                test = "oet",
                takenOn = Day(300),
                scores = Scores("B", "B", "C+", "A"),
            }
        );
        Assert.NotNull(english["id"]);
        var person = await desk.ReadAsync(salma);
        Assert.Equal("Salma Invented", person["name"]!.GetValue<string>());
        Assert.Equal("cbt", person["standing"]!["next"]!["need"]!["code"]!.GetValue<string>());
        // The English result must still count when the register is applied to.
        Assert.Equal(Day(300).AddMonths(24), DateOnly.Parse(person["standing"]!["by"]!.GetValue<string>(), null));

        await desk.Adviser.RefusedAsync(
            $"/api/v1/candidates/{salma}/steps",
            new { step = "applied", on = Day(270) },
            "stage-before-missing"
        );
        await desk.Adviser.DoAsync(
            $"/api/v1/candidates/{salma}/tests",
            new
            {
                test = "cbt",
                takenOn = Day(280),
                scores = new[] { new { part = "result", score = "Pass" } },
            }
        );
        await desk.Adviser.DoAsync($"/api/v1/candidates/{salma}/steps", new { step = "identity", on = Day(270) });
        await desk.Adviser.DoAsync($"/api/v1/candidates/{salma}/steps", new { step = "applied", on = Day(260) });
        await desk.Adviser.DoAsync(
            $"/api/v1/candidates/{salma}/fee-support",
            new
            {
                purpose = "Test",
                amount = new { amount = 349.00, currency = "GBP" },
                on = Day(281),
            }
        );

        var vacancy = await trust.PostAsync("nurse", "applied");
        await app.SettledAsync();
        var matches = (await desk.Adviser.ReadAsync($"/api/v1/candidates/{salma}/matches")).AsArray();
        var match = Assert.Single(matches, m => m!["vacancy"]!["vacancyId"]!.GetValue<Guid>() == vacancy)!["match"]!;
        Assert.True(match["fits"]!.GetValue<bool>());
        Assert.Equal(
            [
                "OET Nursing",
                "CBT",
                "Identity, health and character declared",
                "Application accepted by the Nursing and Midwifery Council",
                "Lives in Ladywood, where it is",
            ],
            match["has"]!.AsArray().Select(h => h!.GetValue<string>())
        );
        var people = (await desk.Adviser.ReadAsync($"/api/v1/vacancies/{vacancy}/matches"))["items"]!.AsArray();
        Assert.Equal(salma, Assert.Single(people)!["candidateId"]!.GetValue<Guid>());

        await desk.Adviser.RefusedAsync(
            $"/api/v1/candidates/{salma}/introductions/{vacancy}",
            new { passedOn = "Salma Invented, nurse" },
            "yes-missing"
        );
        await desk.Adviser.DoAsync($"/api/v1/candidates/{salma}/vacancies/{vacancy}/yes", new { agreedOn = Day(0) });
        var introduction = (
            await desk.Adviser.DoAsync(
                $"/api/v1/candidates/{salma}/introductions/{vacancy}",
                new { passedOn = "Salma Invented, nurse, on the telephone" }
            )
        )["id"]!.GetValue<Guid>();

        // What follows takes most of a year.
        var introduced = Assert.Single(await app.FactsAsync<CandidateIntroduced>(introduction));
        await desk.Adviser.RefusedAsync(
            $"/api/v1/introductions/{introduction}/placement",
            new { on = Day(1), evidence = "ConfirmedByEmployer" },
            "day-too-early"
        );
        async Task LaterAsync(int days) =>
            await StoreClock.SetAsync(app.Database, UkTime.StartOf(introduced.On.AddDays(days)).AddHours(12));
        try
        {
            await LaterAsync(14);
            await desk.Adviser.DoAsync(
                $"/api/v1/introductions/{introduction}/placement",
                new { on = introduced.On.AddDays(7), evidence = "ConfirmedByEmployer" }
            );
            await LaterAsync(100);
            await desk.Adviser.DoAsync(
                $"/api/v1/introductions/{introduction}/placement/end",
                new
                {
                    on = introduced.On.AddDays(91),
                    completed = true,
                    evidence = "ContractOrLetterSeen",
                }
            );
            var start = introduced.On.AddDays(98);
            await desk.Adviser.DoAsync(
                $"/api/v1/introductions/{introduction}/job",
                new
                {
                    on = start,
                    inTheProfession = true,
                    evidence = "ContractOrLetterSeen",
                }
            );
            await desk.Adviser.RefusedAsync(
                $"/api/v1/introductions/{introduction}/retention",
                new
                {
                    weeks = 13,
                    on = start.AddDays(91),
                    evidence = "PayslipSeen",
                },
                "day-in-future"
            );
            foreach (var weeks in new[] { 13, 26 })
            {
                await LaterAsync(98 + 7 * weeks);
                await desk.Adviser.DoAsync(
                    $"/api/v1/introductions/{introduction}/retention",
                    new
                    {
                        weeks,
                        on = start.AddDays(7 * weeks),
                        evidence = "PayslipSeen",
                    }
                );
            }
            await app.SettledAsync();
            var row = (await desk.ReadAsync(salma))["record"]!;
            Assert.Equal(["13", "26"], row["introductions"]![0]!["journey"]!["retained"]!.AsArray().Select(w => w!.ToString()));
            var outcomes = Assert.Single(
                (await desk.Adviser.ReadAsync("/api/v1/outcomes"))["programmes"]!.AsArray(),
                p => p!["programme"]?.GetValue<string>() == desk.Programme
            )!["outcomes"]!;
            Assert.Equal(
                [1, 1, 1, 1],
                new[] { "registered", "connected", "inAJob", "after26Weeks" }.Select(n => outcomes[n]!.GetValue<int>())
            );
            // Whoever does not work with the people is not told of one.
            var shown = Assert.Single((await desk.Manager.ReadAsync("/api/v1/outcomes"))["programmes"]!.AsArray())!;
            Assert.All(shown["outcomes"]!.AsObject(), o => Assert.Null(o.Value));
            Assert.Null(shown["pathway"]);

            await desk.Adviser.DoAsync(
                $"/api/v1/candidates/{salma}/leave",
                new { outcome = "InTheProfession", on = introduced.On.AddDays(98 + 182) }
            );
        }
        finally
        {
            await StoreClock.SetAsync(app.Database, DateTimeOffset.UtcNow);
        }
    }

    [Fact]
    public async Task an_employer_reads_what_was_passed_on_while_the_person_agrees_and_nothing_else()
    {
        var desk = await app.DeskAsync();
        var trust = await app.EmployerAsync();
        var other = await app.EmployerAsync("Another Trust");
        var amal = await desk.RegisterAsync("Amal Invented");
        var vacancy = await trust.PostAsync("nurse", null);
        await desk.Adviser.DoAsync($"/api/v1/candidates/{amal}/vacancies/{vacancy}/yes", new { agreedOn = await TodayAsync() });
        var introduction = (
            await desk.Adviser.DoAsync($"/api/v1/candidates/{amal}/introductions/{vacancy}", new { passedOn = "Amal, a good nurse" })
        )["id"]!.GetValue<Guid>();

        await app.SettledAsync();
        var read = (await trust.Http.ReadAsync($"/api/v1/introductions/{introduction}")).ToJsonString();
        Assert.Contains("Amal, a good nurse", read, StringComparison.Ordinal);
        Assert.DoesNotContain("Arabic", read, StringComparison.Ordinal);
        Assert.DoesNotContain(amal.ToString(), read, StringComparison.Ordinal);
        Assert.Equal(1L, await CountAsync("select count(*) from audit.read where kind = 'introduction' and subject = $1", introduction));
        // Its list says that there is somebody, and not who; nobody else's list does.
        var listed = (await trust.Http.ReadAsync("/api/v1/vacancies"))["items"]!.AsArray();
        var row = Assert.Single(listed, v => v!["vacancyId"]!.GetValue<Guid>() == vacancy)!;
        Assert.Single(row["introductions"]!.AsArray());
        Assert.DoesNotContain(amal.ToString(), row.ToJsonString(), StringComparison.Ordinal);
        var seen = (await desk.Adviser.ReadAsync("/api/v1/vacancies"))["items"]!.AsArray();
        Assert.Empty(Assert.Single(seen, v => v!["vacancyId"]!.GetValue<Guid>() == vacancy)!["introductions"]!.AsArray());
        await NotThereAsync(other.Http, $"/api/v1/introductions/{introduction}");
        foreach (
            var path in new[] { $"/api/v1/candidates/{amal}", $"/api/v1/candidates/{amal}/matches", $"/api/v1/vacancies/{vacancy}/matches" }
        )
        {
            using var denied = await trust.Http.GetAsync(new Uri(path, UriKind.Relative));
            Assert.True(denied.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.NotFound, path);
        }

        using (
            var revoked = await desk.Adviser.SendCommandAsync(
                HttpMethod.Delete,
                $"/api/v1/candidates/{amal}/vacancies/{vacancy}/yes",
                new { }
            )
        )
            Assert.Equal(HttpStatusCode.OK, revoked.StatusCode);
        var after = await trust.Http.ReadAsync($"/api/v1/introductions/{introduction}");
        // A further vacancy there needs a yes of its own.
        var further = await trust.PostAsync("nurse", null);
        await desk.Adviser.RefusedAsync(
            $"/api/v1/candidates/{amal}/introductions/{further}",
            new { passedOn = "Amal, a good nurse" },
            "yes-missing"
        );
        Assert.Null(after["passedOn"]);
        Assert.Contains("taken back", after["whyNot"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task an_erased_candidate_is_found_nowhere_and_stays_counted()
    {
        var desk = await app.DeskAsync();
        var trust = await app.EmployerAsync();
        const string Name = "Peregrina Ravensworthy",
            Contact = "0121 496 0777",
            History = "Ten years of intensive care in Xanadustan",
            Qualified = "Xanadustan 2009",
            Passed = "Peregrina would like nights",
            Language = "Xanadustani";
        string[] planted = [Name, Contact, History, "Xanadustan", Passed, Language, "Ravensworthy"];
        var id = (
            await desk.Adviser.DoAsync(
                "/api/v1/candidates",
                Registration(desk, Name) with
                {
                    Contact = Contact,
                    History = History,
                    Qualification = Qualified,
                    NoticeLanguage = Language,
                },
                idempotencyKey: "canary"
            )
        )["id"]!.GetValue<Guid>();
        // The same person is not registered twice.
        await desk.Adviser.RefusedAsync(
            "/api/v1/candidates",
            Registration(desk, Name.ToUpperInvariant()) with
            {
                Contact = Contact,
            },
            "candidate-registered-already"
        );
        var vacancy = await trust.PostAsync("nurse", null);
        await desk.Adviser.DoAsync($"/api/v1/candidates/{id}/vacancies/{vacancy}/yes", new { agreedOn = await TodayAsync() });
        var introduction = (await desk.Adviser.DoAsync($"/api/v1/candidates/{id}/introductions/{vacancy}", new { passedOn = Passed }))[
            "id"
        ]!.GetValue<Guid>();
        await app.SettledAsync();
        Assert.Contains(Name, (await desk.ReadAsync(id)).ToJsonString(), StringComparison.Ordinal);
        // In no table is a word of it in the clear: facts, views, messages, answers, reservations.
        Assert.Empty(await TablesAsync(planted));
        Assert.NotEmpty(await TablesAsync([id.ToString()]));

        await desk.Adviser.RefusedAsync($"/api/v1/candidates/{id}/erase", new { reason = "Peregrina asked" }, "reason-not-listed");
        await desk.Adviser.DoAsync($"/api/v1/candidates/{id}/erase", new { reason = ErasureReasons.AskedByThePerson });
        await app.SettledAsync();
        Assert.Equal(
            1L,
            await CountAsync(
                "select count(*) from secrets.subject_key where subject = $1 and wrapped is null and destroyed is not null",
                Candidate.SubjectOf(id)
            )
        );
        Assert.Equal(0L, await CountAsync("select count(*) from events.reservation where owner = $1", id));
        var gone = (await desk.ReadAsync(id)).ToJsonString();
        Assert.DoesNotContain("Peregrina", gone, StringComparison.Ordinal);
        Assert.Contains(Protected.Erased, gone, StringComparison.Ordinal);
        Assert.Contains("erased", (await trust.Http.ReadAsync($"/api/v1/introductions/{introduction}"))["whyNot"]!.GetValue<string>());
        await desk.Adviser.RefusedAsync(
            $"/api/v1/candidates/{id}/barriers",
            HttpMethod.Put,
            new { barriers = new[] { "Fees" }, asAt = await TodayAsync() },
            "candidate-gone"
        );
        var list = (await desk.Adviser.ReadAsync("/api/v1/candidates")).ToJsonString();
        Assert.DoesNotContain(id.ToString(), list, StringComparison.Ordinal);
        var counted = (await desk.Adviser.ReadAsync("/api/v1/outcomes"))["programmes"]![0]!["outcomes"]!;
        Assert.Equal((1, 1), (counted["registered"]!.GetValue<int>(), counted["connected"]!.GetValue<int>()));
        // Somebody of the same name may come again.
        Assert.NotEqual(
            id,
            (await desk.Adviser.DoAsync("/api/v1/candidates", Registration(desk, Name) with { Contact = Contact }))["id"]!.GetValue<Guid>()
        );
    }

    [Fact]
    public async Task nobody_finds_or_changes_what_is_not_theirs()
    {
        var (desk, elsewhere) = (await app.DeskAsync(), await app.DeskAsync("Elsewhere Support"));
        var (trust, rival) = (await app.EmployerAsync(), await app.EmployerAsync("Rival Trust"));
        var person = await desk.RegisterAsync("Mira Invented");
        var vacancy = await trust.PostAsync("nurse", null);
        await app.SettledAsync();
        await desk.Adviser.DoAsync($"/api/v1/candidates/{person}/vacancies/{vacancy}/yes", new { agreedOn = await TodayAsync() });
        var introduction = (await desk.Adviser.DoAsync($"/api/v1/candidates/{person}/introductions/{vacancy}", new { passedOn = "Mira" }))[
            "id"
        ]!.GetValue<Guid>();
        var day = await TodayAsync();
        (HttpMethod Method, string Path, object Body)[] OfCandidate(Guid id) =>
            [
                (HttpMethod.Put, $"/api/v1/candidates/{id}/details", new { name = "X", contact = "Y" }),
                (
                    HttpMethod.Post,
                    $"/api/v1/candidates/{id}/tests",
                    new
                    {
                        test = "cbt",
                        takenOn = day,
                        scores = Array.Empty<object>(),
                    }
                ),
                (HttpMethod.Post, $"/api/v1/candidates/{id}/steps", new { step = "identity", on = day }),
                (HttpMethod.Post, $"/api/v1/candidates/{id}/records/{Guid.NewGuid()}/withdraw", new { reason = "EnteredByMistake" }),
                (HttpMethod.Put, $"/api/v1/candidates/{id}/barriers", new { barriers = new[] { "Fees" }, asAt = day }),
                (HttpMethod.Put, $"/api/v1/candidates/{id}/right-to-work", new { outcome = "Shown", checkedOn = day }),
                (
                    HttpMethod.Post,
                    $"/api/v1/candidates/{id}/disclosures",
                    new
                    {
                        role = "AdultWorkforce",
                        outcome = "Suitable",
                        on = day,
                    }
                ),
                (
                    HttpMethod.Post,
                    $"/api/v1/candidates/{id}/fee-support",
                    new
                    {
                        purpose = "Test",
                        amount = new Money(5),
                        on = day,
                    }
                ),
                (HttpMethod.Post, $"/api/v1/candidates/{id}/vacancies/{vacancy}/yes", new { agreedOn = day }),
                (HttpMethod.Delete, $"/api/v1/candidates/{id}/vacancies/{vacancy}/yes", new { }),
                (HttpMethod.Post, $"/api/v1/candidates/{id}/introductions/{vacancy}", new { passedOn = "X" }),
                (HttpMethod.Post, $"/api/v1/candidates/{id}/leave", new { outcome = "Withdrew", on = day }),
                (HttpMethod.Post, $"/api/v1/candidates/{id}/erase", new { reason = ErasureReasons.AskedByThePerson }),
            ];
        (HttpMethod Method, string Path, object Body)[] OfIntroduction(Guid id) =>
            [
                (HttpMethod.Post, $"/api/v1/introductions/{id}/placement", new { on = day, evidence = "PayslipSeen" }),
                (
                    HttpMethod.Post,
                    $"/api/v1/introductions/{id}/placement/end",
                    new
                    {
                        on = day,
                        completed = true,
                        evidence = "PayslipSeen",
                    }
                ),
                (
                    HttpMethod.Post,
                    $"/api/v1/introductions/{id}/job",
                    new
                    {
                        on = day,
                        inTheProfession = true,
                        evidence = "PayslipSeen",
                    }
                ),
                (
                    HttpMethod.Post,
                    $"/api/v1/introductions/{id}/retention",
                    new
                    {
                        weeks = 13,
                        on = day,
                        evidence = "PayslipSeen",
                    }
                ),
                (HttpMethod.Post, $"/api/v1/introductions/{id}/job/end", new { on = day, evidence = "PayslipSeen" }),
                (HttpMethod.Post, $"/api/v1/introductions/{id}/end", new { reason = "NotChosen" }),
            ];
        var close = (HttpMethod.Post, $"/api/v1/vacancies/{vacancy}/close", (object)new { reason = "Filled" });
        var forAdvisers = OfCandidate(person).Concat(OfIntroduction(introduction)).ToArray();
        var before = await CountAsync("select count(*) from events.mt_events");

        // Another's adviser: not there. So is what never was, and what is of another kind.
        foreach (var (method, path, body) in forAdvisers)
            await AnsweredAsync(elsewhere.Adviser, method, path, body, HttpStatusCode.NotFound);
        foreach (var (method, path, body) in OfCandidate(Guid.NewGuid()).Concat(OfCandidate(vacancy)).Concat(OfIntroduction(person)))
            await AnsweredAsync(desk.Adviser, method, path, body, HttpStatusCode.NotFound);
        foreach (
            var path in new[]
            {
                $"/api/v1/candidates/{person}",
                $"/api/v1/candidates/{person}/matches",
                $"/api/v1/introductions/{introduction}",
            }
        )
            await NotThereAsync(elsewhere.Adviser, path);
        await NotThereAsync(rival.Http, $"/api/v1/introductions/{introduction}");
        // The own programme manager opens pathways and reads counts, and no person.
        foreach (var (method, path, body) in forAdvisers)
            await AnsweredAsync(desk.Manager, method, path, body, HttpStatusCode.Forbidden);
        // Employers and nobody.
        var nobody = await app.ClientAsync();
        foreach (var (method, path, body) in forAdvisers)
        {
            await AnsweredAsync(trust.Http, method, path, body, HttpStatusCode.Forbidden);
            await AnsweredAsync(nobody, method, path, body, HttpStatusCode.Unauthorized);
        }
        await AnsweredAsync(rival.Http, close.Item1, close.Item2, close.Item3, HttpStatusCode.NotFound);
        await AnsweredAsync(desk.Adviser, close.Item1, close.Item2, close.Item3, HttpStatusCode.Forbidden);
        // In another's name.
        await AnsweredAsync(
            elsewhere.Adviser,
            HttpMethod.Post,
            "/api/v1/candidates",
            Registration(desk, "Nobody") with
            {
                SupportOrganisationId = desk.Id,
            },
            HttpStatusCode.NotFound
        );
        foreach (var verb in new[] { "open", "close" })
            await AnsweredAsync(
                elsewhere.Manager,
                HttpMethod.Post,
                $"/api/v1/organisations/{desk.Id}/pathways/nurse/{verb}",
                verb == "open" ? (object)new { } : new { reason = "x" },
                HttpStatusCode.NotFound
            );
        await AnsweredAsync(
            elsewhere.Manager,
            HttpMethod.Put,
            $"/api/v1/organisations/{desk.Id}/pathways/nurse/grounds",
            SkillsSteps.Grounds,
            HttpStatusCode.NotFound
        );
        await AnsweredAsync(
            trust.Http,
            HttpMethod.Post,
            "/api/v1/vacancies",
            SkillsSteps.Offer(rival.Id, "nurse", null, day),
            HttpStatusCode.NotFound
        );
        Assert.Equal(before, await CountAsync("select count(*) from events.mt_events"));
        // In the lists each has the own alone.
        Assert.DoesNotContain(
            person.ToString(),
            (await elsewhere.Adviser.ReadAsync("/api/v1/candidates")).ToJsonString(),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(
            vacancy.ToString(),
            (await rival.Http.ReadAsync("/api/v1/vacancies")).ToJsonString(),
            StringComparison.Ordinal
        );
        Assert.Empty((await elsewhere.Adviser.ReadAsync($"/api/v1/vacancies/{vacancy}/matches"))["items"]!.AsArray());
    }

    [Fact]
    public async Task a_person_whose_day_comes_sooner_stands_before_others_also_across_pages()
    {
        var desk = await app.DeskAsync();
        var today = await TodayAsync();
        var people = new List<Guid>();
        foreach (
            var (name, ago) in new[] { ("Late Invented", 10), ("None Invented", -1), ("Soon Invented", 700), ("Middle Invented", 400) }
        )
        {
            var id = await desk.RegisterAsync(name);
            people.Add(id);
            if (ago >= 0)
                await desk.Adviser.DoAsync(
                    $"/api/v1/candidates/{id}/tests",
                    new
                    {
                        test = "oet",
                        takenOn = today.AddDays(-ago),
                        scores = Scores("B", "B", "B", "B"),
                    }
                );
        }
        await app.SettledAsync();
        Guid[] order = [people[2], people[3], people[0], people[1]];
        var list = (await desk.Adviser.ReadAsync("/api/v1/candidates"))["items"]!.AsArray();
        Assert.Equal(order, list.Select(i => i!["candidateId"]!.GetValue<Guid>()));
        var view = app.Services.GetRequiredService<Candidates>();
        for (var i = 0; i < order.Length; i++)
            Assert.Equal(
                order[i..],
                (await view.DueAsync(app.Database, desk.Id, i == 0 ? null : order[i - 1], 10, default)).Select(r => r.CandidateId)
            );
        // Another organisation's place in the list is no place in this one.
        Assert.Empty(await view.DueAsync(app.Database, Guid.NewGuid(), order[0], 10, default));
    }

    [Fact]
    public async Task many_who_fit_a_vacancy_come_in_pages_and_only_names_that_are_shown_are_read()
    {
        var desk = await app.DeskAsync();
        var trust = await app.EmployerAsync();
        var vacancy = await trust.PostAsync("nurse", null);
        var people = new HashSet<Guid>();
        for (var n = 0; n < 23; n++)
            people.Add(await desk.RegisterAsync($"Invented {n:00}"));
        await app.SettledAsync();

        var first = await desk.Adviser.ReadAsync($"/api/v1/vacancies/{vacancy}/matches");
        var last = Ids(first)[^1];
        Assert.Equal((20, last), (Ids(first).Length, first["next"]!.GetValue<Guid>()));
        Assert.Equal(20L, await NotedAsync());
        var second = await desk.Adviser.ReadAsync($"/api/v1/vacancies/{vacancy}/matches?after={last}");
        Assert.Null(second["next"]);
        Assert.Equal(people, Ids(first).Concat(Ids(second)).ToHashSet());
        Assert.Equal(3, Ids(second).Length);

        Guid[] Ids(System.Text.Json.Nodes.JsonNode answer) =>
            [.. answer["items"]!.AsArray().Select(i => i!["candidateId"]!.GetValue<Guid>())];
        async Task<long> NotedAsync()
        {
            await using var count = app.Database.CreateCommand(
                "select count(distinct subject) from audit.read where kind = 'candidate' and subject = any($1)"
            );
            count.Parameters.AddWithValue(people.ToArray());
            return (long)(await count.ExecuteScalarAsync())!;
        }
    }

    private static object[] Scores(string listening, string reading, string writing, string speaking) =>
        [
            new { part = "listening", score = listening },
            new { part = "reading", score = reading },
            new { part = "writing", score = writing },
            new { part = "speaking", score = speaking },
        ];

    private static RegisterCandidate Registration(TestDesk desk, string name) => SkillsSteps.Registration(desk, name);

    private async Task<DateOnly> TodayAsync() => UkTime.DayOf(await app.NowAsync());

    private static async Task NotThereAsync(HttpClient http, string path)
    {
        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));
        Assert.True(answer.StatusCode == HttpStatusCode.NotFound, $"{path} answered {answer.StatusCode}");
    }

    private static async Task AnsweredAsync(HttpClient http, HttpMethod method, string path, object body, HttpStatusCode status)
    {
        using var answer = await http.SendCommandAsync(method, path, body);
        Assert.True(answer.StatusCode == status, $"{method} {path} answered {answer.StatusCode}, not {status}");
    }

    private async Task<long> CountAsync(string sql, Guid? id = null)
    {
        await using var ask = app.Database.CreateCommand(sql);
        if (id is { } given)
            ask.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = given });
        return (long)(await ask.ExecuteScalarAsync())!;
    }

    /// <summary>The tables in which one of the words stands, in whatever case.</summary>
    private async Task<IReadOnlyList<string>> TablesAsync(IReadOnlyList<string> words)
    {
        var tables = new List<string>();
        await using (
            var list = app.Database.CreateCommand(
                "select schemaname || '.' || tablename from pg_tables where schemaname not in ('pg_catalog', 'information_schema')"
            )
        )
        await using (var reader = await list.ExecuteReaderAsync())
            while (await reader.ReadAsync())
                tables.Add(reader.GetString(0));
        var found = new List<string>();
        foreach (var table in tables)
        {
            await using var ask = app.Database.CreateCommand($"select exists (select from {table} t where t::text ilike any($1))");
            ask.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. words.Select(w => $"%{w}%")] });
            if (await ask.ExecuteScalarAsync() is true)
                found.Add(table);
        }
        return found;
    }
}
