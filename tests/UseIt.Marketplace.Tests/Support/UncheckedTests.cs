using System.Net;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Web;

namespace UseIt.Marketplace.Tests.Support;

/// <summary>An organisation nobody has checked works on its own data, and nobody's word counts for their own organisation.</summary>
public sealed class UncheckedTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private static readonly string[] Every =
    [
        Roles.OrganisationAdministrator,
        Roles.Adviser,
        Roles.ProgrammeManager,
        Roles.Member,
        Roles.BidManager,
        Roles.Signatory,
    ];

    [Fact]
    public async Task a_support_organisation_of_ones_own_making_reaches_nobody_and_vouches_for_nobody()
    {
        var rival = await app.EnterpriseAsync("Smethwick Threads CIC");
        var print = await app.EnterpriseAsync("Winson Green Print Works CIC");
        var made = (
            await print.Http.DoAsync("/api/v1/organisations", new { name = "Fake Support", kinds = new[] { "support", "enterprise" } })
        )["id"]!.GetValue<Guid>();
        var attacker = await app.ClientAsync(print.Manager.Id, made);
        using var all = await attacker.SendCommandAsync(
            HttpMethod.Put,
            $"/api/v1/organisations/{made}/memberships/{print.Manager.Id}/roles",
            new { roles = Every }
        );
        Assert.Equal(HttpStatusCode.OK, all.StatusCode);
        var me = await attacker.ReadAsync("/api/v1/me");
        Assert.DoesNotContain(Roles.Adviser, me["roles"]!.AsArray().Select(r => r!.GetValue<string>()));
        Assert.True(me["unchecked"]!.GetValue<bool>());

        await attacker.RefusedWithAsync(
            "/api/v1/cases",
            new
            {
                supportOrganisationId = made,
                organisationId = rival.Id,
                need = "x",
            },
            HttpStatusCode.NotFound
        );
        using var line = await attacker.GetAsync(new Uri($"/api/v1/enterprises/{rival.Id}/line", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, line.StatusCode);
        foreach (var whom in new[] { made, rival.Id })
            await attacker.RefusedWithAsync(
                $"/api/v1/organisations/{whom}/identity-check",
                new { method = "adviserVouched" },
                HttpStatusCode.Forbidden
            );

        await attacker.DoAsync($"/api/v1/enterprises/{made}", new { legalForm = "CIC", mission = "m" });
        var evidence = await attacker.DoAsync(
            $"/api/v1/enterprises/{made}/status-evidence",
            new
            {
                criterion = "mission",
                statement = "we are good",
                from = "2020-01-01",
            }
        );
        await attacker.RefusedWithAsync(
            $"/api/v1/enterprises/{made}/status-evidence/{evidence["id"]}/verification",
            new { accepted = true },
            HttpStatusCode.Forbidden
        );
        // Nothing of it is published.
        await app.SettledAsync();
        using var profile = await rival.Http.GetAsync(new Uri($"/api/v1/enterprises/{made}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, profile.StatusCode);
        Assert.DoesNotContain("Fake Support", (await rival.Http.ReadAsync("/api/v1/enterprises")).ToJsonString(), StringComparison.Ordinal);

        // A suspension that is lifted checks nothing.
        await app.DoAsync(new SuspendOrganisation(made, "in doubt"));
        await app.DoAsync(new ReinstateOrganisation(made, "a mistake"));
        Assert.Equal("Registered", (await attacker.ReadAsync($"/api/v1/organisations/{made}"))["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task a_checked_adviser_does_not_vouch_or_verify_for_an_organisation_of_their_own()
    {
        var ise = await app.OrganisationAsync("iSE", OrganisationKind.Support, OrganisationKind.Enterprise);
        var yvonne = await app.PersonAsync("Yvonne Clarke", ise, Every);
        var hers = (await yvonne.Http.DoAsync("/api/v1/organisations", new { name = "Her CIC", kinds = new[] { "enterprise" } }))[
            "id"
        ]!.GetValue<Guid>();
        await yvonne.Http.RefusedAsync(
            $"/api/v1/organisations/{hers}/identity-check",
            new { method = "adviserVouched" },
            "own-organisation"
        );
        foreach (var own in new[] { ise, hers })
        {
            var acting = await app.ClientAsync(yvonne.Id, own);
            if (own == hers)
                using (
                    await acting.SendCommandAsync(
                        HttpMethod.Put,
                        $"/api/v1/organisations/{hers}/memberships/{yvonne.Id}/roles",
                        new { roles = new[] { Roles.OrganisationAdministrator, Roles.BidManager } }
                    )
                ) { }
            await acting.DoAsync($"/api/v1/enterprises/{own}", new { legalForm = "CIC", mission = "m" });
            var evidence = await acting.DoAsync(
                $"/api/v1/enterprises/{own}/status-evidence",
                new
                {
                    criterion = "mission",
                    statement = "we are good",
                    from = "2020-01-01",
                }
            );
            await yvonne.Http.RefusedAsync(
                $"/api/v1/enterprises/{own}/status-evidence/{evidence["id"]}/verification",
                new { accepted = true },
                "own-organisation"
            );
            await yvonne.Http.RefusedAsync(
                "/api/v1/cases",
                new
                {
                    supportOrganisationId = ise,
                    organisationId = own,
                    need = "x",
                },
                "own-organisation"
            );
        }
    }

    [Fact]
    public async Task a_support_organisation_sees_and_writes_nothing_of_an_enterprise_until_it_has_agreed()
    {
        var ise = await app.OrganisationAsync("iSE", OrganisationKind.Support);
        var yvonne = await app.PersonAsync("Yvonne Clarke", ise, Roles.Adviser);
        var grounds = await app.EnterpriseAsync("Ladywood Grounds CIC");
        object Enquiry(Guid support) =>
            new
            {
                supportOrganisationId = support,
                organisationId = grounds.Id,
                need = "Wants to bid",
            };
        var opened = (await yvonne.Http.DoAsync("/api/v1/cases", Enquiry(ise)))["id"]!.GetValue<Guid>();
        await app.SettledAsync();
        Assert.Equal(HttpStatusCode.NotFound, await LineAsync());
        await yvonne.Http.RefusedAsync(
            $"/api/v1/cases/{opened}/observations",
            new
            {
                measure = "Turnover",
                value = 1m,
                asAt = "2025-12-31",
                source = "Accounts",
            },
            "case-not-accepted"
        );
        await yvonne.Http.RefusedWithAsync($"/api/v1/cases/{opened}/acceptance", new { }, HttpStatusCode.Forbidden);

        using var browser = await Browsing.AsAsync(app, grounds.Manager);
        var page = await browser.GetAsync($"/line/{grounds.Id}");
        Assert.Contains("iSE asks to support you", page.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.SendAsync(page, $"/line/{grounds.Id}?handler=Accept")).Status);
        await app.SettledAsync();
        Assert.Equal(HttpStatusCode.OK, await LineAsync());
        Assert.DoesNotContain("asks to support you", (await browser.GetAsync($"/line/{grounds.Id}")).Html, StringComparison.Ordinal);

        // Whoever asks has agreed; but not with an organisation that supports nobody.
        await grounds.Http.RefusedAsync("/api/v1/cases", Enquiry(grounds.Id), "support-organisation-unknown");
        var other = await app.OrganisationAsync("Citizen Coaching", OrganisationKind.Support);
        var kath = await app.PersonAsync("Kath Doyle", other, Roles.Adviser);
        await grounds.Http.DoAsync("/api/v1/cases", Enquiry(other));
        await app.SettledAsync();
        await kath.Http.ReadAsync($"/api/v1/enterprises/{grounds.Id}/line");

        async Task<HttpStatusCode> LineAsync()
        {
            using var answer = await yvonne.Http.GetAsync(new Uri($"/api/v1/enterprises/{grounds.Id}/line", UriKind.Relative));
            return answer.StatusCode;
        }
    }
}
