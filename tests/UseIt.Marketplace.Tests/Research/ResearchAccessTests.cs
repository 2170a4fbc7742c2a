using System.Net;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Research;

/// <summary>Every endpoint of research for those it is not for: another's, another kind's id, the wrong role, nobody.</summary>
public sealed class ResearchAccessTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private sealed record Asked(HttpMethod Method, string Path, object? Body = null);

    [Fact]
    public async Task what_belongs_to_one_organisation_is_not_there_for_another()
    {
        var research = await app.ResearchAsync();
        var today = UkTime.DayOf(await app.NowAsync());
        var project = await research.InTheFieldAsync();
        var participant = await research.ParticipantAsync(project, "Sam Taker");
        var finding = await research.FindingAsync(project);
        var use = BidSteps.Id(
            await research.Coordinator.Http.DoAsync(
                $"/api/v1/research/findings/{finding}/uses",
                new
                {
                    kind = "Decision",
                    words = "Texts are sent",
                    organisationId = research.Hospital.Id,
                }
            )
        );
        var concern = BidSteps.Id(
            await research.Coordinator.Http.DoAsync($"{research.Desk}/concerns", new { what = "A worry", projectId = project })
        );
        await app.SettledAsync();

        var (desk, researcher) = (research.Desk, $"/api/v1/research/researchers/{research.Researcher}");
        var (at, found) = ($"/api/v1/research/projects/{project}", $"/api/v1/research/findings/{finding}");
        var stranger = Guid.CreateVersion7();
        object plan = new
        {
            risks = "x",
            consentVersion = "x",
            informationSheet = "x",
            loneWorking = "x",
            dataPlan = "x",
            withdrawUntil = today.AddDays(9),
        };
        Asked[] coordinators =
        [
            Post(
                $"{desk}/courses",
                new
                {
                    title = "x",
                    accreditedBy = "x",
                    sessions = 1,
                    sessionsNeeded = 1,
                }
            ),
            Post(
                $"{desk}/researchers",
                new
                {
                    name = "x",
                    contact = "x",
                    source = "x",
                }
            ),
            Post(
                $"{desk}/courses/{research.Course}/sessions",
                new
                {
                    session = 1,
                    on = today,
                    researchers = new[] { research.Researcher },
                }
            ),
            Post($"{desk}/researchers/{research.Researcher}/training", new { courseId = research.Course, on = today }),
            Post($"{researcher}/contact", new { name = "x", contact = "x" }),
            Post($"{researcher}/mentor", new { personId = research.Reviewer.Id }),
            Post($"{researcher}/pay", new { outcome = "ExpensesOnly", checkedOn = today }),
            Post($"{researcher}/erasure", new { reason = ErasureReasons.AskedByThePerson }),
            Post(
                "/api/v1/research/projects",
                new
                {
                    supportOrganisationId = research.Ise,
                    title = "x",
                    question = "x",
                    method = "x",
                    by = today.AddDays(9),
                }
            ),
            Post($"{at}/acceptance", new { }),
            Post($"{at}/refusal", new { reason = "x" }),
            Post($"{at}/advertisement", new { enterpriseId = stranger }),
            Post($"{at}/researchers", new { researcherId = research.Researcher }),
            Post(
                $"{at}/pay",
                new
                {
                    researcherId = research.Researcher,
                    kind = "Expenses",
                    amount = new Money(1),
                }
            ),
            Post(
                $"{at}/payments",
                new
                {
                    researcherId = research.Researcher,
                    amount = new Money(1),
                    on = today,
                }
            ),
            Post($"{at}/ethics", plan),
            Post(
                $"{at}/ethics/decision",
                new
                {
                    version = 1,
                    outcome = "Rejected",
                    reason = "x",
                }
            ),
            Post($"{at}/fieldwork", new { on = today }),
            Post(
                $"{at}/participants",
                new
                {
                    name = "x",
                    consentVersion = "1.0",
                    consentedOn = today,
                }
            ),
            Post(
                $"{at}/findings",
                new
                {
                    title = "x",
                    summary = "x",
                    licence = "x",
                }
            ),
            Post($"{at}/completion", new { on = today }),
            Post($"/api/v1/research/participants/{participant}/withdrawal", new { }),
            Post($"{found}/publication", new { }),
            Get(researcher),
            Get($"{at}/participants"),
        ];
        Asked[] settlers =
        [
            Post($"{desk}/leads", new { personId = research.Manager.Id, phone = "x" }),
            Post($"{desk}/leads/{research.Manager.Id}/end", new { }),
            Post($"{desk}/guardian-rule", new { rule = "x" }),
        ];
        Asked[] commissioners =
        [
            Post(
                "/api/v1/research/commissions",
                new
                {
                    supportOrganisationId = research.Ise,
                    commissionerId = research.Hospital.Id,
                    title = "x",
                    question = "x",
                    method = "x",
                    budget = new Money(1),
                    by = today.AddDays(9),
                    embargoDays = 0,
                }
            ),
            Post($"{found}/clearance", new { }),
            Post($"{found}/embargo", new { until = today.AddDays(5), reason = "x" }),
        ];
        Asked[] users =
        [
            Post($"{found}/uses/{use}/confirmation", new { }),
            Post($"{found}/uses/{use}/denial", new { reason = "x" }),
            Post(
                $"{found}/uses",
                new
                {
                    kind = "Decision",
                    words = "x",
                    organisationId = research.Hospital.Id,
                }
            ),
        ];
        Asked[] readers = [Get(at), Get(found)];

        var elsewhere = await app.OrganisationAsync("Elsewhere", OrganisationKind.Support);
        var other = await app.PersonAsync(
            "Olu Elsewhere",
            elsewhere,
            Roles.Adviser,
            Roles.ProgrammeManager,
            Roles.OrganisationAdministrator
        );
        var otherBuyer = await app.BuyerAsync("Another Trust");
        foreach (var asked in coordinators.Concat(settlers).Concat(users).Concat(readers))
            await IsAsync(HttpStatusCode.NotFound, other, asked);
        foreach (var asked in commissioners.Concat(users).Concat(readers))
            await IsAsync(HttpStatusCode.NotFound, otherBuyer.Author, asked);
        // The commissioner reads its project and decides about what is its own, and about nothing of the coordinators'.
        foreach (var asked in coordinators.Where(c => !c.Path.EndsWith("/advertisement", StringComparison.Ordinal)).Concat(settlers))
            await IsAsync(HttpStatusCode.Forbidden, research.Hospital.Author, asked);
        // Coordinators do not clear their own findings; a role of one's organisation that does not coordinate is turned away.
        foreach (var asked in commissioners)
            await IsAsync(HttpStatusCode.Forbidden, research.Coordinator, asked);
        foreach (var asked in settlers)
            await IsAsync(HttpStatusCode.Forbidden, research.Coordinator, asked);
        var administrator = await app.PersonAsync("Ada Only", research.Ise, Roles.OrganisationAdministrator);
        foreach (var asked in coordinators)
            await IsAsync(HttpStatusCode.Forbidden, administrator, asked);
        // Barred: a coordinator whose place has ended.
        var former = await app.PersonAsync("Fay Former", research.Ise, Roles.Adviser);
        await app.DoAsync(new EndMembership(research.Ise, former.Id, "left"));
        foreach (var asked in coordinators)
            await IsAsync(HttpStatusCode.Forbidden, former, asked);
        var nobody = await app.ClientAsync();
        foreach (var asked in coordinators.Concat(settlers).Concat(commissioners).Concat(users).Append(Get(at)))
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(nobody, asked));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(nobody, Get(found)));

        // Another kind's id is not there, and nothing was changed by all of it.
        foreach (var asked in coordinators.Where(c => c.Path.StartsWith(at, StringComparison.Ordinal)))
            await IsAsync(
                HttpStatusCode.NotFound,
                research.Coordinator,
                asked with
                {
                    Path = asked.Path.Replace(project.ToString(), finding.ToString(), StringComparison.Ordinal),
                }
            );
        foreach (var asked in coordinators.Where(c => c.Path.StartsWith(researcher, StringComparison.Ordinal)))
            await IsAsync(
                HttpStatusCode.NotFound,
                research.Coordinator,
                asked with
                {
                    Path = asked.Path.Replace(research.Researcher.ToString(), project.ToString(), StringComparison.Ordinal),
                }
            );
        Assert.Single(await app.Store.ReadStreamAsync(finding), e => e.Data is UseIt.Marketplace.Research.FindingRecorded);
        Assert.DoesNotContain(await app.Store.ReadStreamAsync(finding), e => e.Data is UseIt.Marketplace.Research.FindingUseDenied);
        Assert.Single(await app.Store.ReadStreamAsync(concern));
    }

    [Fact]
    public async Task a_concern_is_read_by_the_named_leads_alone()
    {
        var research = await app.ResearchAsync();
        var concern = BidSteps.Id(await research.Coordinator.Http.DoAsync($"{research.Desk}/concerns", new { what = "She has bruises" }));
        await app.SettledAsync();
        Asked list = Get("/api/v1/research/concerns"),
            answer = Post($"{research.Desk}/concerns/{concern}/actions", new { what = "Rang the council", close = true });
        // Whoever raised it does not read it again, nor does an administrator.
        var administrator = await app.PersonAsync(
            "Ada Only",
            research.Ise,
            Roles.OrganisationAdministrator,
            Roles.ProgrammeManager,
            Roles.Adviser
        );
        foreach (var person in new[] { research.Coordinator, research.Reviewer, administrator, research.Hospital.Author })
        {
            await IsAsync(HttpStatusCode.NotFound, person, list);
            await IsAsync(HttpStatusCode.NotFound, person, answer);
        }
        // A lead of another organisation has nothing of this one.
        var elsewhere = await app.ResearchAsync("Elsewhere");
        Assert.Empty((await elsewhere.Manager.Http.ReadAsync("/api/v1/research/concerns")).Items());
        await IsAsync(HttpStatusCode.NotFound, elsewhere.Manager, answer);
        await IsAsync(HttpStatusCode.NotFound, elsewhere.Manager, Post($"{elsewhere.Desk}/concerns/{concern}/actions", new { what = "x" }));
        await IsAsync(HttpStatusCode.NotFound, elsewhere.Coordinator, Post($"{research.Desk}/concerns", new { what = "x" }));

        var read = Assert.Single((await research.Manager.Http.ReadAsync("/api/v1/research/concerns")).Items())!;
        Assert.Equal("She has bruises", read["what"]!.GetValue<string>());
        await research.Manager.Http.DoAsync(answer.Path, answer.Body!);
        await app.SettledAsync();
        read = Assert.Single((await research.Manager.Http.ReadAsync("/api/v1/research/concerns")).Items())!;
        Assert.Equal("Rang the council", read["actions"]![0]!["what"]!.GetValue<string>());
        Assert.True(read["closed"]!.GetValue<bool>());
        await research.Manager.Http.RefusedAsync(answer.Path, new { what = "More" }, "concern-closed");

        // Stood down, a lead reads no more.
        var next = await app.PersonAsync("Nia Next", research.Ise, Roles.Adviser);
        await research.Manager.Http.DoAsync($"{research.Desk}/leads", new { personId = next.Id, phone = "0121 496 0998" });
        await research.Manager.Http.DoAsync($"{research.Desk}/leads/{research.Manager.Id}/end", new { });
        await IsAsync(HttpStatusCode.NotFound, research.Manager, list);
        Assert.Single((await next.Http.ReadAsync("/api/v1/research/concerns")).Items());
    }

    [Fact]
    public async Task an_enterprise_a_commission_is_shown_to_reads_it_without_ethics_or_findings()
    {
        var research = await app.ResearchAsync();
        var enterprise = await app.EnterpriseAsync("Neighbourhood Researchers CIC");
        var project = await research.CommissionedAsync();
        await app.SettledAsync();
        await IsAsync(HttpStatusCode.NotFound, enterprise.Manager, Get($"/api/v1/research/projects/{project}"));
        await research.Hospital.Author.Http.DoAsync(
            $"/api/v1/research/projects/{project}/advertisement",
            new { enterpriseId = enterprise.Id }
        );
        await research.SubmitEthicsAsync(project);
        await app.SettledAsync();
        var read = await enterprise.Manager.Http.ReadAsync($"/api/v1/research/projects/{project}");
        Assert.Equal("Why are appointments missed?", read["question"]!.GetValue<string>());
        Assert.Null(read["ethics"]);
        Assert.Empty(read["researchers"]!.AsArray());
    }

    private static Asked Post(string path, object body) => new(HttpMethod.Post, path, body);

    private static Asked Get(string path) => new(HttpMethod.Get, path);

    private static async Task IsAsync(HttpStatusCode expected, TestPerson person, Asked asked)
    {
        var status = await StatusAsync(person.Http, asked);
        Assert.True(status == expected, $"{asked.Method} {asked.Path} answered {status}, not {expected}");
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http, Asked asked)
    {
        using var answer = asked.Body is { } body
            ? await http.SendCommandAsync(asked.Method, asked.Path, body)
            : await http.GetAsync(new Uri(asked.Path, UriKind.Relative));
        return answer.StatusCode;
    }
}
