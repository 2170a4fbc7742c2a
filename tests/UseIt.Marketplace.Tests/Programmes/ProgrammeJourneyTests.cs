using System.Net;
using System.Text;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Programmes;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Research;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Programmes;

/// <summary>A programme over HTTP: from setting it up to a claim, what goes out again, a sample, a report; and who is kept out.</summary>
public sealed class ProgrammeJourneyTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task from_hours_to_a_claim_and_out_again_in_the_next_with_the_reason()
    {
        var told = await app.ProgrammeAsync();
        var (manager, adviser, partner) = (told.Manager.Http, told.Adviser.Http, told.PartnerManager.Http);
        var (grounds, director) = await told.EnterpriseAsync("Ladywood Grounds CIC");
        var (kitchen, cook) = await told.EnterpriseAsync("Handsworth Kitchen CIC");
        await told.SessionAsync(grounds, director, 720);
        var session = await told.SessionAsync(kitchen, cook, 720);
        foreach (var (enterprise, registered) in new[] { (director.Organisation, -100), (cook.Organisation, -2000) })
            await adviser.DoAsync(
                $"{told.At}/enterprises/{enterprise}/standing",
                new
                {
                    register = "CompaniesHouse",
                    registeredOn = told.Last.First.AddDays(registered),
                    predecessor = false,
                }
            );
        foreach (var enterprise in new[] { director.Organisation, cook.Organisation })
            await told.EvidenceAsync("C1", enterprise);
        // Whoever gave a piece does not decide about it.
        await adviser.RefusedWithAsync(
            $"{told.At}/outputs/C1/{cook.Organisation}/decision",
            new { pieces = new[] { "baseline" }, accepted = true },
            HttpStatusCode.UnprocessableEntity
        );

        var grant = BidSteps.Id(
            await adviser.DoAsync(
                $"{told.At}/enterprises/{director.Organisation}/awards",
                new
                {
                    kind = "FromOthers",
                    from = "A trust",
                    amount = new Money(12_000.50m),
                    awardedOn = told.Last.First,
                    reference = "Letter 3",
                }
            )
        );
        var help = $"{told.At}/enterprises/{director.Organisation}/awards/{grant}/help";
        await cook.Http.RefusedWithAsync(help, new { capacity = "director" }, HttpStatusCode.NotFound);
        await director.Http.DoAsync(help, new { capacity = "director" });
        await cook.Http.RefusedAsync(
            $"{told.At}/enterprises/{cook.Organisation}/awards/{grant}/help",
            new { capacity = "director" },
            "award-unknown"
        );

        // The partner's return goes back once, and is accepted.
        var quarter = told.Last.ToString();
        var returned = $"{told.At}/partners/{told.Partner}/returns/{quarter}";
        object said = new
        {
            outputs = new[] { new { indicator = "C1", quantity = 2 } },
            spend = new[]
            {
                new
                {
                    line = "1",
                    paidOn = told.Last.First,
                    amount = new Money(10_000.25m),
                    match = new Money(500m),
                    document = "Invoice 7",
                },
            },
            capacity = "finance director",
        };
        await partner.DoAsync(returned, said);
        await manager.RefusedAsync($"{told.At}/claims/{quarter}", new { capacity = "director" }, "returns-waiting");
        await manager.DoAsync($"{returned}/decision", new { accepted = false, reason = "The invoice is of another quarter" });
        await partner.DoAsync(returned, said, "again");
        await manager.DoAsync($"{returned}/decision", new { accepted = true });
        await partner.RefusedAsync(returned, said, "return-accepted");

        await manager.DoAsync($"{told.At}/claims/{quarter}", new { capacity = "director" });
        await manager.RefusedAsync($"{told.At}/claims/{quarter}", new { capacity = "director" }, "claim-made");
        var claim = ProgrammeClaim.IdOf(told.Id, quarter);
        var read = await manager.ReadAsync($"/api/v1/claims/{claim}");
        Assert.Equal(
            new[] { director.Organisation, cook.Organisation }.Order(),
            read["lines"]!.AsArray().Select(l => l!["subjectId"]!.GetValue<Guid>()).Order()
        );
        Assert.Equal(10_000.25m, read["spend"]![0]!["defrayed"]!["amount"]!.GetValue<decimal>());
        Assert.Equal(10_000m, read["spend"]![0]!["profile"]!["amount"]!.GetValue<decimal>());
        await app.SettledAsync();
        var anybody = await app.ClientAsync();
        var totals = (await anybody.ReadAsync(told.At))["totals"]!.AsArray();
        Assert.Equal(2, Total("C1"));
        Assert.Equal((1, 1), (Total("new-enterprises"), Total("established-enterprises")));
        Assert.Equal(12_000.50m, Total("money-won"));
        Assert.Equal(0m, Total("people-connected"));

        var csv = Encoding.UTF8.GetString(await manager.GetByteArrayAsync(new Uri($"/api/v1/claims/{claim}.csv", UriKind.Relative)));
        Assert.Contains($"C1,{director.Organisation}", csv, StringComparison.Ordinal);
        Assert.Equal(3, csv.Trim().Split('\n').Length);

        // An auditor draws, and anybody who may look draws the same.
        var platform = await app.OrganisationAsync("Auditors", OrganisationKind.Platform);
        var auditor = await app.PersonAsync("Anna Auditor", platform, Roles.Auditor);
        object draw = new { seed = "Oak 7", size = 1 };
        await manager.RefusedWithAsync($"/api/v1/claims/{claim}/samples", draw, HttpStatusCode.Forbidden);
        var sample = BidSteps.Id(await auditor.Http.DoAsync($"/api/v1/claims/{claim}/samples", draw));
        BidSteps.Id(await auditor.Http.DoAsync($"/api/v1/claims/{claim}/samples", draw, "twice"));
        var bundle = await auditor.Http.ReadAsync($"/api/v1/claims/{claim}/samples/{sample}");
        Assert.True(bundle["drawnAgainTheSame"]!.GetValue<bool>());
        Assert.Equal("Folder 7", Assert.Single(bundle["lines"]!.AsArray())!["evidence"]!["hours-log"]!["reference"]!.GetValue<string>());
        Assert.Equal(2, (await auditor.Http.ReadAsync($"/api/v1/claims/{claim}"))["samples"]!.AsArray().Count);

        // The report at this cut, then one enterprise's hours fall below the threshold.
        var run = await manager.DoAsync("/api/v1/reports", new { kind = "programme", subjectId = told.Id });
        var cut = run["answer"]!["dataCut"]!.GetValue<string>();
        var before = await manager.GetByteArrayAsync(new Uri($"/api/v1/reports/{run["id"]}.csv", UriKind.Relative));
        await adviser.DoAsync($"/api/v1/cases/{kitchen}/sessions/{session}/correction", new { minutes = 660, reason = "It ended earlier" });
        await cook.Http.DoAsync($"/api/v1/sessions/{session}/countersignature", new { capacity = "director" }, "anew");
        await app.SettledAsync();
        var next = told.Last.Plus(1);
        var draft = await DraftAsync(told, next);
        var line = Assert.Single(draft.Lines);
        Assert.Equal((cook.Organisation, -1m, "11 of 12 hours"), (line.SubjectId, line.Quantity, line.Reason));
        await manager.RefusedAsync($"{told.At}/claims/{next}", new { capacity = "director" }, "quarter-not-over");

        var again = await manager.DoAsync(
            "/api/v1/reports",
            new
            {
                kind = "programme",
                subjectId = told.Id,
                dataCut = cut,
            },
            "the same cut"
        );
        Assert.Equal(run["answer"]!["checksum"]!.GetValue<string>(), again["answer"]!["checksum"]!.GetValue<string>());
        Assert.Equal(before, await manager.GetByteArrayAsync(new Uri($"/api/v1/reports/{run["id"]}.csv", UriKind.Relative)));
        var model = await manager.ReadAsync($"/api/v1/reports/{run["id"]}.json");
        var indicators = model["indicators"]!.AsArray().ToDictionary(i => i!["code"]!.GetValue<string>(), i => i!["reached"]!);
        Assert.Equal(2m, indicators["C1"]["value"]!.GetValue<decimal>());
        Assert.Equal(12_000.50m, indicators["money-won"]["value"]!.GetValue<decimal>());
        Assert.Null(indicators["networks"]["value"]);
        var figure = await manager.ReadAsync($"/api/v1/reports/{run["id"]}/evidence/C1-reached");
        Assert.Contains(figure["facts"]!.AsArray(), f => f!["type"]!.GetValue<string>() == "session_countersigned");
        Assert.All(
            figure["facts"]!.AsArray().Where(f => f!["type"]!.GetValue<string>() == "session_logged"),
            f => Assert.Null(f!["data"]!["note"])
        );
        var html = await manager.GetStringAsync(new Uri($"/api/v1/reports/{run["id"]}.html", UriKind.Relative));
        Assert.Contains("Enterprises receiving support", html, StringComparison.Ordinal);

        decimal Total(string indicator) =>
            totals.Single(t => t!["indicator"]!.GetValue<string>() == indicator)!["value"]!.GetValue<decimal>();
    }

    [Fact]
    public async Task a_code_is_of_one_programme_and_two_claims_at_once_are_one()
    {
        var told = await app.ProgrammeAsync("Codes");
        var other = await app.ProgrammeAsync("Others");
        await other.Manager.Http.RefusedAsync(
            $"{other.At}/codes",
            new { code = $" {told.Code.ToUpperInvariant()} " },
            "programme-code-taken"
        );
        var quarters = new[] { told.Last, told.Last.Plus(-1) };
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(async n =>
                {
                    using var answer = await told.Manager.Http.SendCommandAsync(
                        HttpMethod.Post,
                        $"{told.At}/claims/{quarters[n % 2]}",
                        new { capacity = "director" },
                        $"claim {n}"
                    );
                    return answer.StatusCode;
                })
        );
        // The later quarter alone, or both in their order and the second in sight of the first: never two that have not seen each other.
        var claims = new List<JasperFx.Events.IEvent>();
        foreach (var quarter in quarters)
            claims.AddRange(
                (await app.Store.ReadStreamAsync(ProgrammeClaim.IdOf(told.Id, quarter.ToString()))).Where(e => e.Data is ProgrammeClaimed)
            );
        Assert.Equal(answers.Count(a => a == HttpStatusCode.OK), claims.Count);
        Assert.InRange(claims.Count, 1, 2);
        if (claims.OrderBy(c => c.Sequence).ToArray() is [var first, var second])
        {
            Assert.Equal($"{quarters[1]}", ((ProgrammeClaimed)first.Data).Quarter);
            Assert.True(((ProgrammeClaimed)second.Data).DataCut >= first.Sequence);
        }
    }

    [Fact]
    public async Task partners_come_and_go_with_promises_and_a_sponsor_whose_name_goes_with_the_office()
    {
        const string name = "Wilhelmina Bracegirdle-Sponsor";
        var told = await app.ProgrammeAsync("Partners");
        var manager = told.Manager.Http;
        var today = UkTime.DayOf(await app.NowAsync());
        var at = $"{told.At}/partners/{told.Partner}";
        await manager.DoAsync($"{at}/owner", new { personId = told.Adviser.Id });
        await manager.RefusedAsync($"{at}/owner", new { personId = told.PartnerManager.Id }, "colleague-unknown");
        await told.Adviser.Http.DoAsync($"{at}/contacts", new { on = today });
        var promise = BidSteps.Id(
            await manager.DoAsync(
                $"{at}/promises",
                new
                {
                    byPartner = true,
                    what = "A room on Thursdays",
                    due = today.AddDays(30),
                }
            )
        );
        await manager.DoAsync($"{at}/promises/{promise}/outcome", new { kept = true, on = today });
        await manager.DoAsync(
            $"{at}/sponsors",
            new
            {
                name,
                jobTitle = "chief nurse",
                since = today,
            }
        );
        await app.SettledAsync();
        Assert.Empty(await app.FoundAsync([name]));
        using (var browser = await Web.Browsing.AsAsync(app, told.Manager))
        {
            var page = await browser.GetAsync($"/programmes/{told.Id}/partners/{told.Partner}");
            Assert.Contains(name, page.Html, StringComparison.Ordinal);
            Assert.Contains("A room on Thursdays", page.Html, StringComparison.Ordinal);
        }
        await manager.DoAsync($"{at}/sponsors/end", new { on = today });
        await app.SettledAsync();
        Assert.Equal(
            0L,
            await app.AskAsync<long>(
                "select count(*) from secrets.subject_key where wrapped is not null and subject::text in "
                    + "(select data #>> '{name,kid}' from events.mt_events where type = 'programme_sponsor_named')"
            )
        );
        await manager.DoAsync($"{at}/end", new { on = today, reason = "It moved away" });
        var shown = (await manager.ReadAsync(told.At))["partners"]!.AsArray();
        Assert.Equal(today.ToString("yyyy-MM-dd", null), Assert.Single(shown)!["left"]!.GetValue<string>());
    }

    [Fact]
    public async Task a_sponsor_under_somebody_elses_number_takes_nobodys_name_away()
    {
        var told = await app.ProgrammeAsync("Sponsors");
        var today = UkTime.DayOf(await app.NowAsync());
        var at = $"{told.At}/partners/{told.Partner}/sponsors";
        await told.Manager.Http.DoAsync(
            at,
            new
            {
                sponsorId = told.PartnerManager.Id,
                name = "Ada",
                jobTitle = "chief nurse",
                since = today,
            }
        );
        await told.Manager.Http.DoAsync($"{at}/end", new { on = today });
        await app.SettledAsync();
        var own = await told.PartnerManager.Http.ReadAsync($"/api/v1/people/{told.PartnerManager.Id}/data");
        Assert.Contains("Paula Partner", own.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task whoever_has_left_does_nothing_more_but_return_what_it_owes()
    {
        var told = await app.ProgrammeAsync("Left");
        var (_, director) = await told.EnterpriseAsync("Kept CIC");
        var today = UkTime.DayOf(await app.NowAsync());
        var (partner, paula) = ($"{told.At}/partners/{told.Partner}", told.PartnerManager.Http);
        object standing = new
        {
            register = "CompaniesHouse",
            registeredOn = today,
            predecessor = false,
        };
        await told.Manager.Http.RefusedAsync($"{partner}/end", new { on = today.AddDays(1), reason = "Moved" }, "day-wrong");
        await told.Manager.Http.DoAsync($"{partner}/end", new { on = today, reason = "Moved" });
        await paula.RefusedWithAsync($"{told.At}/enterprises/{director.Organisation}/standing", standing, HttpStatusCode.NotFound);
        await paula.RefusedWithAsync($"{partner}/procedures", new { what = "x", on = today }, HttpStatusCode.NotFound);
        await paula.DoAsync(
            $"{partner}/returns/{told.Last}",
            new
            {
                outputs = Array.Empty<object>(),
                spend = Array.Empty<object>(),
                capacity = "treasurer",
            }
        );
    }

    [Fact]
    public async Task a_copy_takes_strands_rules_and_targets_and_nobody()
    {
        var told = await app.ProgrammeAsync("Original");
        await told.Manager.Http.DoAsync(
            $"{told.At}/targets",
            new
            {
                indicator = "C1",
                value = 75,
                by = told.Last.Last,
            }
        );
        var trust = await app.OrganisationAsync("Another trust", OrganisationKind.Support);
        var theirs = await app.PersonAsync("Theo", trust, Roles.ProgrammeManager);
        var copy = BidSteps.Id(
            await theirs.Http.DoAsync(
                $"{told.At}/copies",
                new
                {
                    leadOrganisationId = trust,
                    title = "USE-IT! in Walsall",
                    neighbourhood = "Walsall",
                    agreementSignedOn = told.Last.First,
                    from = told.Last.First.AddDays(100),
                    until = told.Last.Plus(12).Last,
                    codes = new[] { $"Walsall {Guid.CreateVersion7()}" },
                }
            )
        );
        var shown = await theirs.Http.ReadAsync($"/api/v1/programmes/{copy}");
        Assert.Equal("Social enterprise", Assert.Single(shown["strands"]!.AsArray())!["title"]!.GetValue<string>());
        Assert.Empty(shown["partners"]!.AsArray());
        Assert.Equal(75m, Assert.Single(shown["targets"]!.AsArray())!["value"]!.GetValue<decimal>());
    }

    [Fact]
    public async Task an_anchor_says_how_ready_it_is_and_what_it_changed()
    {
        var told = await app.ProgrammeAsync("Anchors");
        var today = UkTime.DayOf(await app.NowAsync());
        var at = $"{told.At}/partners/{told.Partner}";
        object procedure = new { what = "Invoices are paid within 30 days", on = today };
        await told.PartnerManager.Http.RefusedAsync($"{at}/procedures", procedure, "readiness-missing");
        var answers = IndicatorRules.ReadinessOn(today)!.Questions.Select((q, n) => new { question = q.Code, level = n % 5 }).ToArray();
        await told.PartnerManager.Http.RefusedAsync($"{at}/readiness", new { on = today, answers = answers[1..] }, "answers-missing");
        await told.PartnerManager.Http.DoAsync($"{at}/readiness", new { on = today, answers });
        await told.PartnerManager.Http.DoAsync($"{at}/procedures", procedure, "after");
        // It is the anchor's own word, not the lead's.
        await told.Manager.Http.RefusedWithAsync($"{at}/readiness", new { on = today, answers }, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task what_is_not_theirs_is_not_there()
    {
        var told = await app.ProgrammeAsync("Own");
        var today = UkTime.DayOf(await app.NowAsync());
        var (grounds, director) = await told.EnterpriseAsync("Closed to others CIC");
        await told.SessionAsync(grounds, director, 720);
        await told.EvidenceAsync("C1", director.Organisation);
        await told.Manager.Http.DoAsync($"{told.At}/claims/{told.Last}", new { capacity = "director" });
        var claim = ProgrammeClaim.IdOf(told.Id, told.Last.ToString());
        var elsewhere = await app.OrganisationAsync("Elsewhere", OrganisationKind.Support);
        var other = await app.PersonAsync("Olu", elsewhere, Roles.ProgrammeManager, Roles.Adviser);
        var anybody = await app.ClientAsync();
        var (partner, enterprise) = ($"{told.At}/partners/{told.Partner}", $"{told.At}/enterprises/{director.Organisation}");
        (string Path, object Body)[] all =
        [
            ($"{told.At}/codes", new { code = "x" }),
            ($"{told.At}/strands", new { title = "x", question = "x" }),
            (
                $"{told.At}/partners",
                new
                {
                    on = today,
                    name = "x",
                    strands = Array.Empty<Guid>(),
                }
            ),
            ($"{partner}/end", new { on = today, reason = "x" }),
            ($"{partner}/owner", new { personId = other.Id }),
            ($"{partner}/contacts", new { on = today }),
            (
                $"{partner}/promises",
                new
                {
                    byPartner = true,
                    what = "x",
                    due = today,
                }
            ),
            (
                $"{partner}/sponsors",
                new
                {
                    name = "x",
                    jobTitle = "x",
                    since = today,
                }
            ),
            (
                $"{partner}/returns/{told.Last}",
                new
                {
                    outputs = Array.Empty<object>(),
                    spend = Array.Empty<object>(),
                    capacity = "x",
                }
            ),
            ($"{partner}/returns/{told.Last}/decision", new { accepted = true }),
            ($"{partner}/readiness", new { on = today, answers = Array.Empty<object>() }),
            (
                $"{told.At}/targets",
                new
                {
                    indicator = "C1",
                    value = 1,
                    by = today,
                }
            ),
            (
                $"{told.At}/budget",
                new
                {
                    line = "1",
                    title = "x",
                    amount = new Money(1m),
                    from = "2026-Q1",
                    until = "2026-Q2",
                }
            ),
            (
                $"{told.At}/figures",
                new
                {
                    measure = "x",
                    said = "x",
                    value = 1,
                    unit = "x",
                    kind = "Actual",
                    definition = "x",
                    asAt = today,
                    source = "x",
                }
            ),
            (
                $"{enterprise}/standing",
                new
                {
                    register = "CompaniesHouse",
                    registeredOn = today,
                    predecessor = false,
                }
            ),
            (
                $"{enterprise}/awards",
                new
                {
                    kind = "FromOthers",
                    from = "x",
                    amount = new Money(1m),
                    awardedOn = today,
                    reference = "x",
                }
            ),
            (
                $"{told.At}/entrepreneurs",
                new
                {
                    sessionId = Guid.CreateVersion7(),
                    on = today,
                    minutes = 60,
                    log = "x",
                }
            ),
            (
                $"{told.At}/outputs/C1/{director.Organisation}/evidence",
                new { pieces = new[] { new { piece = "baseline", reference = "x" } } }
            ),
            ($"{told.At}/outputs/C1/{director.Organisation}/decision", new { pieces = new[] { "baseline" }, accepted = true }),
            ($"{told.At}/claims/{told.Last.Plus(-1)}", new { capacity = "x" }),
        ];
        foreach (var (path, body) in all)
        {
            await other.Http.RefusedWithAsync(path, body, HttpStatusCode.NotFound);
            await anybody.RefusedWithAsync(path, body, HttpStatusCode.Unauthorized);
        }
        foreach (var path in new[] { $"{told.At}/outputs", $"/api/v1/claims/{claim}", $"/api/v1/claims/{claim}.csv" })
        {
            using var answer = await other.Http.GetAsync(new Uri(path, UriKind.Relative));
            Assert.True(answer.StatusCode == HttpStatusCode.NotFound, path);
        }
        // A partner reads no other's outputs, and no claim.
        using var closed = await told.PartnerManager.Http.GetAsync(new Uri($"{told.At}/outputs", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, closed.StatusCode);
        await other.Http.RefusedWithAsync("/api/v1/reports", new { kind = "programme", subjectId = told.Id }, HttpStatusCode.NotFound);
    }

    private async Task<ClaimDraft> DraftAsync(TestProgramme told, Quarter quarter)
    {
        var rooms = (ProgrammeRooms)app.Services.GetService(typeof(ProgrammeRooms))!;
        return MakeClaimHandler.Draft(told.Id, quarter, (await rooms.NowAsync(told.Id, CancellationToken.None))!, out _, out _);
    }
}
