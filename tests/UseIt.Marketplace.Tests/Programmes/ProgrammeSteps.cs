using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Programmes;
using UseIt.Marketplace.Tests.Research;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Programmes;

/// <summary>A programme of three people with a partner, over HTTP.</summary>
public sealed record TestProgramme(
    MarketplaceApp App,
    Guid Id,
    Guid Lead,
    TestPerson Manager,
    TestPerson Adviser,
    Guid Partner,
    TestPerson PartnerManager,
    string Code,
    Quarter Last
)
{
    public string At => $"/api/v1/programmes/{Id}";

    /// <summary>An enterprise with a case and a baseline.</summary>
    public async Task<(Guid Case, TestPerson Director)> EnterpriseAsync(string name)
    {
        var enterprise = await App.OrganisationAsync(name, OrganisationKind.Enterprise);
        var director = await App.PersonAsync(
            $"Director of {name}",
            enterprise,
            Roles.Signatory,
            Roles.BidManager,
            Roles.Member,
            Roles.OrganisationAdministrator
        );
        var http = Adviser.Http;
        var support = ResearchSteps.IdOf(
            await http.DoAsync(
                "/api/v1/cases",
                new
                {
                    supportOrganisationId = Lead,
                    organisationId = enterprise,
                    need = "Work",
                }
            )
        );
        await director.Http.DoAsync($"/api/v1/cases/{support}/acceptance", new { });
        await http.DoAsync(
            $"/api/v1/cases/{support}/eligibility",
            new
            {
                result = "Eligible",
                ruleSet = "1",
                reason = "Trades here",
            }
        );
        await http.DoAsync(
            $"/api/v1/cases/{support}/diagnostics",
            new
            {
                instrument = "Readiness",
                edition = "1",
                asAt = Last.First,
                scores = new[] { new { domain = "Policies", score = 1 } },
            }
        );
        return (support, director);
    }

    public async Task<Guid> SessionAsync(Guid support, TestPerson director, int minutes)
    {
        var session = ResearchSteps.IdOf(
            await Adviser.Http.DoAsync(
                $"/api/v1/cases/{support}/sessions",
                new
                {
                    date = Last.First.AddDays(10),
                    kind = "OneToOne",
                    minutes,
                    topics = new[] { "pricing" },
                    funderProject = Code,
                }
            )
        );
        await director.Http.DoAsync($"/api/v1/sessions/{session}/countersignature", new { capacity = "director" });
        return session;
    }

    /// <summary>All evidence for one indicator, given by the adviser and accepted by the manager.</summary>
    public async Task EvidenceAsync(string indicator, Guid subject)
    {
        var pieces = IndicatorRules.Find("esif-gn-1-002-v6")!.Find(indicator)!.Evidence.Select(p => p.Code).ToArray();
        var at = $"{At}/outputs/{indicator}/{subject}";
        await Adviser.Http.DoAsync($"{at}/evidence", new { pieces = pieces.Select(piece => new { piece, reference = "Folder 7" }) });
        await Manager.Http.DoAsync($"{at}/decision", new { pieces, accepted = true });
    }
}

public static class ProgrammeSteps
{
    public static async Task<TestProgramme> ProgrammeAsync(this MarketplaceApp app, string name = "iSE")
    {
        var lead = await app.OrganisationAsync(name, OrganisationKind.Support);
        var manager = await app.PersonAsync("David Owusu", lead, Roles.ProgrammeManager);
        var adviser = await app.PersonAsync("Yvonne Clarke", lead, Roles.Adviser);
        var organisation = await app.OrganisationAsync($"{name}’s partner", OrganisationKind.Support);
        var partnerManager = await app.PersonAsync("Paula Partner", organisation, Roles.ProgrammeManager);
        var today = UkTime.DayOf(await app.NowAsync());
        var last = Quarter.Of(today).Plus(-1);
        var code = $"Fund {Guid.CreateVersion7()}";
        var id = ResearchSteps.IdOf(
            await manager.Http.DoAsync(
                "/api/v1/programmes",
                new
                {
                    leadOrganisationId = lead,
                    title = "USE-IT!",
                    neighbourhood = "Ladywood and Soho",
                    fund = "ERDF",
                    agreementSignedOn = last.Plus(-4).First,
                    from = last.Plus(-3).First,
                    until = last.Plus(8).Last,
                    codes = new[] { code },
                }
            )
        );
        var at = $"/api/v1/programmes/{id}";
        await manager.Http.DoAsync($"{at}/strands", new { title = "Social enterprise", question = "How does local enterprise grow?" });
        var partner = ResearchSteps.IdOf(
            await manager.Http.DoAsync(
                $"{at}/partners",
                new
                {
                    on = last.Plus(-3).First,
                    strands = Array.Empty<Guid>(),
                    organisationId = organisation,
                }
            )
        );
        await manager.Http.DoAsync(
            $"{at}/budget",
            new
            {
                line = "1",
                title = "Advisers",
                amount = new Money(120_000m),
                from = last.Plus(-3).ToString(),
                until = last.Plus(8).ToString(),
            }
        );
        return new TestProgramme(app, id, lead, manager, adviser, partner, partnerManager, code, last);
    }
}
