using System.Net;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Support;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Support;

public sealed class SupportDecisions
{
    private static readonly Guid Case = Guid.CreateVersion7();
    private static readonly Guid Ise = Guid.CreateVersion7();
    private static readonly Guid Grounds = Guid.CreateVersion7();
    private static readonly object[] Eligible =
    [
        new EnquiryReceived(Case, Ise, Grounds, null, "First tender"),
        new CaseAccepted(Case, Ise, Grounds, Guid.NewGuid()),
        new EligibilityChecked(Case, Eligibility.Eligible, "2026-1", "Trades in Ladywood"),
    ];

    [Fact]
    public void a_plan_needs_a_baseline() =>
        Spec.Given<Case>(Eligible)
            .When(
                (Case c) =>
                    AgreeActionPlanHandler.Handle(
                        new AgreeActionPlan(Case, [new PlannedAction(Guid.NewGuid(), "Write a safeguarding policy", null)]),
                        c
                    )
            )
            .Refused("baseline-missing");

    [Fact]
    public void only_the_first_diagnosis_is_the_baseline()
    {
        var id = Guid.NewGuid();
        DiagnosticScore[] scores = [new("governance", 3, null)];
        Spec.Given<Case>([
                .. Eligible,
                new EnterpriseDiagnosed(Case, Grounds, Guid.NewGuid(), "Balance", "2", new DateOnly(2026, 1, 5), true, scores),
            ])
            .When(
                (Case c) =>
                    DiagnoseEnterpriseHandler.Handle(new DiagnoseEnterprise(Case, id, "Balance", "2", new DateOnly(2026, 7, 6), scores), c)
            )
            .Facts(new EnterpriseDiagnosed(Case, Grounds, id, "Balance", "2", new DateOnly(2026, 7, 6), false, scores));
    }

    [Fact]
    public void a_score_of_five_is_refused_by_its_field()
    {
        var decision = DiagnoseEnterpriseHandler.Handle(
            new DiagnoseEnterprise(Case, Guid.NewGuid(), "Balance", "2", default, [new("governance", 5, null)]),
            Eligible.Aggregate(UseIt.Marketplace.Support.Case.Empty, (s, f) => s.Evolve(f))
        );
        Assert.Equal("scores[0].score", Assert.Single(decision.Refusals).Field);
    }

    [Fact]
    public void countersigning_twice_changes_nothing() =>
        Spec.Given<Session>(
                new SessionLogged(
                    Guid.NewGuid(),
                    Case,
                    Grounds,
                    Guid.NewGuid(),
                    new DateOnly(2026, 3, 2),
                    SessionKind.OneToOne,
                    90,
                    [],
                    "SEBF",
                    null
                ),
                new SessionCountersigned(
                    Guid.NewGuid(),
                    Case,
                    Grounds,
                    new Signature("", Guid.NewGuid(), "director", "", SigningMethod.Typed, "", default)
                )
            )
            .When(
                (Session s) =>
                    CountersignSessionHandler.Handle(
                        new CountersignSession(Guid.NewGuid(), "director"),
                        s,
                        new OwnPlace(false),
                        Actor.System,
                        default
                    )
            )
            .Nothing();
}

public sealed class EnterpriseLineTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task minutes_count_once_the_enterprise_has_countersigned_them_and_strangers_see_nothing()
    {
        var ise = await app.OrganisationAsync("iSE", OrganisationKind.Support);
        var grounds = await app.OrganisationAsync("Ladywood Grounds CIC", OrganisationKind.Enterprise);
        var yvonne = await app.PersonAsync("Yvonne Clarke", ise, Roles.Adviser);
        var amina = await app.PersonAsync("Amina Yusuf", grounds, Roles.BidManager, Roles.Signatory);
        var rival = await app.PersonAsync(
            "Rival Person",
            await app.OrganisationAsync("Rival CIC", OrganisationKind.Enterprise),
            Roles.BidManager,
            Roles.Signatory
        );

        var opened = await yvonne.Http.DoAsync(
            "/api/v1/cases",
            new
            {
                supportOrganisationId = ise,
                organisationId = grounds,
                need = "Wants to bid for hospital grounds work",
            }
        );
        var support = opened["id"]!.GetValue<Guid>();
        await amina.Http.DoAsync($"/api/v1/cases/{support}/acceptance", new { });
        await yvonne.Http.DoAsync(
            $"/api/v1/cases/{support}/eligibility",
            new
            {
                result = "Eligible",
                ruleSet = "2026-1",
                reason = "Trades in Ladywood",
            }
        );
        await yvonne.Http.DoAsync(
            $"/api/v1/cases/{support}/diagnostics",
            new
            {
                instrument = "Balance",
                edition = "2",
                asAt = "2026-01-05",
                scores = new[] { new { domain = "governance", score = 2 } },
            }
        );
        await yvonne.Http.DoAsync(
            $"/api/v1/cases/{support}/observations",
            new
            {
                measure = "Turnover",
                value = 84000.50m,
                asAt = "2025-12-31",
                source = "Accounts 2025",
                baseline = true,
            }
        );
        var logged = await yvonne.Http.DoAsync(
            $"/api/v1/cases/{support}/sessions",
            new
            {
                date = "2026-02-03",
                kind = "OneToOne",
                minutes = 90,
                topics = new[] { "pricing" },
                funderProject = "SEBF",
                note = "Amina is worried about cash flow",
            }
        );
        await rival.Http.RefusedWithAsync(
            $"/api/v1/sessions/{logged["id"]}/countersignature",
            new { capacity = "director" },
            HttpStatusCode.NotFound
        );
        var signed = await amina.Http.DoAsync($"/api/v1/sessions/{logged["id"]}/countersignature", new { capacity = "director" });
        await app.SettledAsync();

        foreach (var reader in new[] { amina, yvonne })
        {
            var line = await reader.Http.ReadAsync($"/api/v1/enterprises/{grounds}/line");
            Assert.Equal(90, line["countedMinutes"]!.GetValue<int>());
            Assert.Equal(84000.50m, line["observations"]![0]!["value"]!.GetValue<decimal>());
            Assert.True(line["diagnostics"]![0]!["baseline"]!.GetValue<bool>());
        }
        using var hidden = await rival.Http.GetAsync(new Uri($"/api/v1/enterprises/{grounds}/line", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, hidden.StatusCode);
    }
}
