using System.Text.Json.Nodes;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Skills;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Skills;

/// <summary>A support organisation with an open pathway, its adviser and its programme manager.</summary>
public sealed record TestDesk(MarketplaceApp App, Guid Id, TestPerson AdviserPerson, TestPerson ManagerPerson, string Programme)
{
    public HttpClient Adviser => AdviserPerson.Http;
    public HttpClient Manager => ManagerPerson.Http;

    public async Task<Guid> RegisterAsync(string name) =>
        (await Adviser.DoAsync("/api/v1/candidates", SkillsSteps.Registration(this, name)))["id"]!.GetValue<Guid>();

    public async Task<JsonNode> ReadAsync(Guid candidate)
    {
        await App.SettledAsync();
        return await Adviser.ReadAsync($"/api/v1/candidates/{candidate}");
    }
}

public sealed record TestEmployer(MarketplaceApp App, Guid Id, TestPerson Person)
{
    public HttpClient Http => Person.Http;

    public async Task<Guid> PostAsync(string profession, string? stage) =>
        (await Http.DoAsync("/api/v1/vacancies", SkillsSteps.Offer(Id, profession, stage, UkTime.DayOf(await App.NowAsync()).AddDays(30))))[
            "id"
        ]!.GetValue<Guid>();
}

public static class SkillsSteps
{
    private static readonly DateOnly Signed = new(2025, 1, 10);

    public static object Grounds { get; } = GroundsBy("employment");

    private static object GroundsBy(params string[] conditions) =>
        new
        {
            purposes = new[]
            {
                new PurposeBasis("support", LawfulBasis.PublicTask),
                new PurposeBasis("matching", LawfulBasis.PublicTask),
                new PurposeBasis("reporting", LawfulBasis.LegitimateInterests),
                new PurposeBasis("passing-on", LawfulBasis.Consent),
            },
            conditions,
            policy = new SignedPaper("Special category data policy, edition 1", Signed, "chief executive"),
            assessment = new SignedPaper("Impact assessment of pathways", Signed, "data protection officer"),
        };

    public static async Task<TestDesk> DeskAsync(this MarketplaceApp app, string name = "iSE", string pathway = "nurse")
    {
        var id = await app.OrganisationAsync(name, OrganisationKind.Support);
        var desk = new TestDesk(
            app,
            id,
            await app.PersonAsync("Yvonne Adviser", id, Roles.Adviser),
            await app.PersonAsync("David Manager", id, Roles.ProgrammeManager),
            "USE-IT!"
        );
        await desk.Manager.RefusedAsync($"/api/v1/organisations/{id}/pathways/{pathway}/open", new { }, "grounds-missing");
        using var grounds = await desk.Manager.SendCommandAsync(
            HttpMethod.Put,
            $"/api/v1/organisations/{id}/pathways/{pathway}/grounds",
            pathway == "prison-leaver" ? GroundsBy("employment", "offences-employment") : Grounds
        );
        Assert.True(grounds.IsSuccessStatusCode, await grounds.Content.ReadAsStringAsync());
        await desk.Manager.DoAsync($"/api/v1/organisations/{id}/pathways/{pathway}/open", new { });
        return desk;
    }

    public static async Task<TestEmployer> EmployerAsync(this MarketplaceApp app, string name = "Icknield Hospital Trust")
    {
        var id = await app.OrganisationAsync(name, OrganisationKind.Buyer);
        return new TestEmployer(app, id, await app.PersonAsync("Priya Author", id, Roles.Author));
    }

    public static RegisterCandidate Registration(TestDesk desk, string name) =>
        new(
            Guid.CreateVersion7(),
            desk.Id,
            "nurse",
            "nurse",
            name,
            $"{Guid.NewGuid():N}@example.org",
            "Arabic",
            Signed,
            ReferralSource.CommunityOrganisation,
            true,
            PlaceCode: TenderSteps.Ladywood.Code,
            Programme: desk.Programme
        );

    public static object Offer(Guid employer, string profession, string? stage, DateOnly from) =>
        new
        {
            employerId = employer,
            title = "Clinical attachment",
            profession,
            kind = VacancyKind.Placement,
            placeCode = "E08000025",
            from,
            number = 2,
            stage,
        };

    /// <summary>Sends a command by a given method and asserts that it was refused with this code.</summary>
    public static async Task RefusedAsync(this HttpClient http, string path, HttpMethod method, object body, string code)
    {
        using var response = await http.SendCommandAsync(method, path, body);
        Assert.Contains(code, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
