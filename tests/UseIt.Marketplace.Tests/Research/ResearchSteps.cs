using System.Text.Json.Nodes;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Research;

/// <summary>
/// A support organisation that coordinates research, with a lead, a course and a researcher; and an anchor that commissions.
/// </summary>
public sealed record TestResearch(
    MarketplaceApp App,
    Guid Ise,
    TestPerson Coordinator,
    TestPerson Manager,
    TestPerson Reviewer,
    Guid Course,
    Guid Researcher,
    TestBuyer Hospital
)
{
    public string Desk => $"/api/v1/research/desks/{Ise}";

    /// <summary>A commission, taken on, with the researcher assigned.</summary>
    public async Task<Guid> CommissionedAsync(int embargoDays = 30)
    {
        var today = UkTime.DayOf(await App.NowAsync());
        var project = ResearchSteps.IdOf(
            await Hospital.Author.Http.DoAsync(
                "/api/v1/research/commissions",
                new
                {
                    supportOrganisationId = Ise,
                    commissionerId = Hospital.Id,
                    title = "Missed appointments",
                    question = "Why are appointments missed?",
                    method = "Interviews with 20 residents",
                    budget = new Money(6000),
                    by = today.AddDays(200),
                    embargoDays,
                }
            )
        );
        await Coordinator.Http.DoAsync($"/api/v1/research/projects/{project}/acceptance", new { });
        await Coordinator.Http.DoAsync($"/api/v1/research/projects/{project}/researchers", new { researcherId = Researcher });
        return project;
    }

    public async Task SubmitEthicsAsync(Guid project, string? guardianRule = null)
    {
        var today = UkTime.DayOf(await App.NowAsync());
        await Coordinator.Http.DoAsync(
            $"/api/v1/research/projects/{project}/ethics",
            new
            {
                risks = "People may be upset",
                consentVersion = "1.0",
                informationSheet = "What it is about",
                loneWorking = "Always in pairs",
                dataPlan = "Destroyed after a year",
                withdrawUntil = today.AddDays(60),
                guardianRule,
            }
        );
    }

    /// <summary>A commission whose fieldwork has begun.</summary>
    public async Task<Guid> InTheFieldAsync(int embargoDays = 30)
    {
        var project = await CommissionedAsync(embargoDays);
        await SubmitEthicsAsync(project);
        await Reviewer.Http.DoAsync(
            $"/api/v1/research/projects/{project}/ethics/decision",
            new
            {
                version = 1,
                outcome = "Approved",
                reason = "Well thought through",
                reference = "E/2026/1",
            }
        );
        await Coordinator.Http.DoAsync($"/api/v1/research/projects/{project}/fieldwork", new { on = UkTime.DayOf(await App.NowAsync()) });
        return project;
    }

    public async Task<Guid> FindingAsync(Guid project) =>
        ResearchSteps.IdOf(
            await Coordinator.Http.DoAsync(
                $"/api/v1/research/projects/{project}/findings",
                new
                {
                    title = "Letters come too late",
                    summary = "Most letters arrive after the day",
                    licence = "CC BY 4.0",
                    recommendation = "Send a text message",
                }
            )
        );

    public async Task<Guid> ParticipantAsync(Guid project, string name) =>
        ResearchSteps.IdOf(
            await Coordinator.Http.DoAsync(
                $"/api/v1/research/projects/{project}/participants",
                new
                {
                    name,
                    contact = "0121 496 0777",
                    consentVersion = "1.0",
                    consentedOn = UkTime.DayOf(await App.NowAsync()),
                }
            )
        );

    public Task<Guid> ResearcherAsync(string name, string contact = "0121 496 0123") => RecruitAsync(Coordinator, Ise, name, contact);

    public static async Task<Guid> RecruitAsync(TestPerson coordinator, Guid ise, string name, string contact) =>
        ResearchSteps.IdOf(
            await coordinator.Http.DoAsync(
                $"/api/v1/research/desks/{ise}/researchers",
                new
                {
                    name,
                    contact,
                    source = "A library drop-in",
                }
            )
        );
}

public static class ResearchSteps
{
    public static async Task<TestResearch> ResearchAsync(this MarketplaceApp app, string name = "iSE")
    {
        var ise = await app.OrganisationAsync(name, OrganisationKind.Support);
        var coordinator = await app.PersonAsync("Yvonne Clarke", ise, Roles.Adviser);
        var manager = await app.PersonAsync("David Owusu", ise, Roles.ProgrammeManager);
        var reviewer = await app.PersonAsync("Hana Reviewer", ise, Roles.Adviser);
        await manager.Http.DoAsync($"/api/v1/research/desks/{ise}/leads", new { personId = manager.Id, phone = "0121 496 0999" });
        var course = ResearchSteps.IdOf(
            await coordinator.Http.DoAsync(
                $"/api/v1/research/desks/{ise}/courses",
                new
                {
                    title = "Community research, level 2",
                    accreditedBy = "A university",
                    sessions = 6,
                    sessionsNeeded = 4,
                }
            )
        );
        var researcher = await TestResearch.RecruitAsync(coordinator, ise, "Zainab Malik", "0121 496 0123");
        return new TestResearch(app, ise, coordinator, manager, reviewer, course, researcher, await app.BuyerAsync());
    }

    public static async Task TrainAsync(this TestResearch research, params Guid[] researchers)
    {
        var today = UkTime.DayOf(await research.App.NowAsync());
        for (var session = 1; session <= 4; session++)
            await research.Coordinator.Http.DoAsync(
                $"{research.Desk}/courses/{research.Course}/sessions",
                new
                {
                    session,
                    on = today,
                    researchers,
                }
            );
        foreach (var researcher in researchers)
            await research.Coordinator.Http.DoAsync(
                $"{research.Desk}/researchers/{researcher}/training",
                new { courseId = research.Course, on = today }
            );
    }

    public static Guid IdOf(JsonObject answer) => answer["id"]!.GetValue<Guid>();

    public static JsonArray Items(this JsonNode page) => page["items"]!.AsArray();
}
