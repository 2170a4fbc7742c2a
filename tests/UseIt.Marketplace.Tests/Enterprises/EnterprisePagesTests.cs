using System.Net;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Enterprises;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Enterprises;

public sealed class EnterprisePages(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private static readonly string[] Room = ["/enterprise", "/enterprise/profile", "/enterprise/bid-ready"];

    private static string Some(string path) => $"/enterprise/{path}/{Guid.CreateVersion7()}";

    [Fact]
    public async Task an_enterprise_says_what_it_is_and_can_do_and_is_found_by_plain_words()
    {
        var enterprise = await app.EnterpriseAsync("Bright Panes CIC");
        using var browser = await Browsing.AsAsync(app, enterprise.Manager);
        using var visitor = new Browsing(app);
        Assert.Contains("say what the enterprise is for first", (await browser.GetAsync("/enterprise")).Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync($"/enterprises/{enterprise.Id}")).Status);

        var profile = await browser.GetAsync("/enterprise/profile");
        var refused = await browser.SendAsync(profile, "/enterprise/profile", ("Form", "other"), ("TradingSince.Day", "1"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains(
            refused.Mistakes,
            m => m.Target == "TradingSince-month" || m.Target == "TradingSince-day" || m.Target == "TradingSince"
        );
        refused = await browser.SendAsync(profile, "/enterprise/profile", ("Form", "other"), ("Mission", "Clear views"));
        Assert.Equal([("OtherForm", RegisterEnterpriseHandler.LegalFormMissing.Sentence)], refused.Mistakes);
        Assert.Contains("Clear views", refused.Html, StringComparison.Ordinal);
        foreach (var mission in new[] { "Clear views for everybody", "Clear views and good jobs" })
            Assert.Equal(
                "/enterprise",
                (
                    await browser.SendAsync(
                        await browser.GetAsync("/enterprise/profile"),
                        "/enterprise/profile",
                        ("Form", "Community interest company"),
                        ("Mission", mission)
                    )
                ).Header("Location")
            );

        var capability = Some("capabilities");
        var page = await browser.GetAsync(capability);
        var found = await browser.SendAsync(
            page,
            capability,
            ("Title", "Windows of clinics"),
            ("CpvWords", "window cleaner"),
            ("find", "Cpv")
        );
        Assert.Equal((HttpStatusCode.OK, "Windows of clinics"), (found.Status, found.Typed("Title")));
        Assert.Matches("value=\"90911300\"[^>]*><label[^>]*>Window-cleaning services", found.Html);
        refused = await browser.SendAsync(found, capability, ("CpvWords", "xqzzy"), ("PlacesWords", "B16"));
        Assert.Equal(["Title", "Cpv", "Places"], refused.Mistakes.Select(m => m.Target));
        (string, string)[] said =
        [
            ("Title", "Windows of clinics"),
            ("CpvWords", "window cleaner"),
            ("Cpv", "90911300"),
            ("Places", "E05011151"),
            ("Words", "glass, panes"),
            ("Public", "True"),
        ];
        await browser.SendAsync(found, capability, said);
        await browser.SendAsync(found, capability, said);
        var room = await browser.GetAsync("/enterprise");
        Assert.Contains("Window-cleaning services", room.Html, StringComparison.Ordinal);
        Assert.Contains("Clear views and good jobs", room.Html, StringComparison.Ordinal);

        await app.SettledAsync();
        foreach (
            var search in new[]
            {
                "cpvWords=window+cleaner",
                "cpv=90910000",
                "cpvWords=panes",
                "placeWords=B16",
                "cpvWords=window+cleaner&placeWords=Birmingham",
                "cpv=90911300&place=E12000005",
            }
        )
            Assert.Contains("Bright Panes CIC", (await visitor.GetAsync($"/enterprises?{search}")).Html, StringComparison.Ordinal);
        foreach (
            var search in new[] { "cpvWords=interpreter", "placeWords=Coventry", "placeWords=Atlantis", "cpv=90911300&place=E08000026" }
        )
            Assert.DoesNotContain("Bright Panes CIC", (await visitor.GetAsync($"/enterprises?{search}")).Html, StringComparison.Ordinal);
        var seen = await visitor.GetAsync($"/enterprises/{enterprise.Id}");
        Assert.Equal("Bright Panes CIC", seen.Heading);
        Assert.Contains("Windows of clinics", seen.Html, StringComparison.Ordinal);

        // What only its own people may see is nowhere else.
        await browser.SendAsync(found, capability, [.. said[..^1], ("Public", "False")]);
        await app.SettledAsync();
        Assert.DoesNotContain(
            "Windows of clinics",
            (await visitor.GetAsync($"/enterprises/{enterprise.Id}")).Html,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("Bright Panes CIC", (await visitor.GetAsync("/enterprises?cpv=90911300")).Html, StringComparison.Ordinal);

        await browser.SendAsync(await browser.GetAsync(capability), $"{capability}?handler=Withdraw");
        Assert.DoesNotContain("Windows of clinics", (await browser.GetAsync("/enterprise")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task status_is_shown_as_checked_only_when_it_is_and_withdrawn_evidence_is_gone()
    {
        var enterprise = await app.EnterpriseAsync("Bright Panes CIC");
        await enterprise.Http.DoAsync($"/api/v1/enterprises/{enterprise.Id}", new { legalForm = "CIC", mission = "Clear views" });
        var adviser = await app.PersonAsync("Yvonne Clarke", await app.OrganisationAsync("iSE", OrganisationKind.Support), Roles.Adviser);
        using var browser = await Browsing.AsAsync(app, enterprise.Manager);
        using var visitor = new Browsing(app);
        var path = Some("status");
        var page = await browser.GetAsync($"{path}?criterion=Mission");
        var refused = await browser.SendAsync(page, path, ("Criterion", "Mission"));
        Assert.Equal(["Statement", "From"], refused.Mistakes.Select(m => m.Target!.Split('-', '_', '.')[0]));
        (string, string)[] said =
        [
            ("Criterion", "Mission"),
            ("Statement", "Object clause 4"),
            ("From.Day", "1"),
            ("From.Month", "4"),
            ("From.Year", "2026"),
        ];
        Assert.Equal(HttpStatusCode.Found, (await browser.SendAsync(page, path, said)).Status);
        await app.SettledAsync();
        Assert.DoesNotContain(
            "Checked by an adviser",
            (await visitor.GetAsync($"/enterprises/{enterprise.Id}")).Html,
            StringComparison.Ordinal
        );
        await adviser.Http.DoAsync(
            $"/api/v1/enterprises/{enterprise.Id}/status-evidence/{path.Split('/')[^1]}/verification",
            new { accepted = true }
        );
        await app.SettledAsync();
        Assert.Contains("Checked by an adviser", (await visitor.GetAsync($"/enterprises/{enterprise.Id}")).Html, StringComparison.Ordinal);
        Assert.Contains("Checked by an adviser", (await browser.GetAsync("/enterprise")).Html, StringComparison.Ordinal);

        await browser.SendAsync(await browser.GetAsync(path), $"{path}?handler=Withdraw");
        await app.SettledAsync();
        Assert.DoesNotContain(
            "Checked by an adviser",
            (await visitor.GetAsync($"/enterprises/{enterprise.Id}")).Html,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task the_bid_ready_file_says_what_is_there_what_will_be_and_what_is_not_for_us()
    {
        var enterprise = await app.EnterpriseAsync("Bright Panes CIC");
        await enterprise.Http.DoAsync($"/api/v1/enterprises/{enterprise.Id}", new { legalForm = "CIC", mission = "Clear views" });
        using var browser = await Browsing.AsAsync(app, enterprise.Manager);
        var path = Some("bid-ready");
        var page = await browser.GetAsync($"{path}?kind=Insurance&title=Public%20liability%20insurance");
        Assert.Equal("Public liability insurance", page.Typed("Title"));
        var refused = await browser.SendAsync(page, path, ("Title", "Public liability insurance"), ("State", "Have"), ("Cover", "lots"));
        Assert.Equal(["Cover"], refused.Mistakes.Select(m => m.Target));
        Assert.Equal("lots", refused.Typed("Cover"));
        for (var n = 0; n < 2; n++)
            Assert.Equal(
                HttpStatusCode.Found,
                (
                    await browser.SendAsync(page, path, ("Title", "Public liability insurance"), ("State", "Have"), ("Cover", "£5,000,000"))
                ).Status
            );
        var other = Some("bid-ready");
        await browser.SendAsync(
            await browser.GetAsync($"{other}?kind=Insurance"),
            other,
            ("Title", "Employers' liability insurance"),
            ("State", "NotForUs"),
            ("Reason", "we employ nobody")
        );
        var reference = Some("bid-ready");
        var form = await browser.GetAsync($"{reference}?kind=Reference");
        refused = await browser.SendAsync(form, reference, ("Title", "Aston Clinic"), ("State", "Have"), ("RefereeName", "Pat Referee"));
        Assert.Equal(["RefereeContact", "RefereeAgreed"], refused.Mistakes.Select(m => m.Target));
        await browser.SendAsync(
            form,
            reference,
            ("Title", "Aston Clinic"),
            ("State", "Have"),
            ("RefereeName", "Pat Referee"),
            ("RefereeContact", "pat@clinic.example"),
            ("RefereeAgreed", "true")
        );
        var file = await browser.GetAsync("/enterprise/bid-ready");
        foreach (var state in new[] { "Have it, £5,000,000", "Not for us, because we employ nobody", "Aston Clinic" })
            Assert.Contains(state, file.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("pat@clinic.example", file.Html, StringComparison.Ordinal);
        Assert.Contains("pat@clinic.example", (await browser.GetAsync(reference)).Html, StringComparison.Ordinal);
        await using (
            var audited = app.Database.CreateCommand(
                $"select count(*) from audit.read where kind = 'referee' and subject = '{reference.Split('/')[^1]}'"
            )
        )
            Assert.Equal(1L, await audited.ExecuteScalarAsync());

        Assert.Equal(HttpStatusCode.Found, (await browser.SendAsync(await browser.GetAsync(path), $"{path}?handler=Remove")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(path)).Status);
        Assert.Equal(2, (await app.FactsAsync<BidReadyItemAdded>(SocialEnterprise.IdOf(enterprise.Id))).Count - 1);
    }

    [Fact]
    public async Task a_room_is_its_enterprises_own()
    {
        var enterprise = await app.EnterpriseAsync("Bright Panes CIC");
        await enterprise.Http.DoAsync($"/api/v1/enterprises/{enterprise.Id}", new { legalForm = "CIC", mission = "Clear views" });
        var buyer = await app.OrganisationAsync("City Hospital Trust", OrganisationKind.Buyer);
        string[] kept = ["/enterprise/profile", Some("capabilities"), Some("status"), Some("bid-ready")];
        using (var visitor = new Browsing(app))
            foreach (var path in Room.Concat(kept))
                Assert.StartsWith(
                    "/sign-in",
                    new Uri(app.Address, (await visitor.GetAsync(path)).Header("Location")!).AbsolutePath,
                    StringComparison.Ordinal
                );
        using (var buying = await Browsing.AsAsync(app, await app.PersonAsync("Ola Administrator", buyer, Roles.OrganisationAdministrator)))
            foreach (var path in Room.Concat(kept))
                Assert.Equal(HttpStatusCode.NotFound, (await buying.GetAsync(path)).Status);
        using var member = await Browsing.AsAsync(app, await app.PersonAsync("Mel Member", enterprise.Id, Roles.Member));
        foreach (var path in kept)
            Assert.Equal(HttpStatusCode.NotFound, (await member.GetAsync(path)).Status);
        foreach (var path in Room.Except(kept))
            Assert.Equal(HttpStatusCode.OK, (await member.GetAsync(path)).Status);
    }

    [Fact]
    public async Task who_is_suspended_closed_or_unchecked_is_in_no_directory()
    {
        var enterprise = await app.EnterpriseAsync("Resting Panes CIC");
        await enterprise.Http.DoAsync($"/api/v1/enterprises/{enterprise.Id}", new { legalForm = "CIC", mission = "Clear views" });
        var unchecked_ = Guid.CreateVersion7();
        await app.DoAsync(new RegisterOrganisation(unchecked_, "Unchecked Panes CIC", [OrganisationKind.Enterprise]));
        await app.DoAsync(
            new RegisterEnterprise(unchecked_, "CIC", "Clear views"),
            new Marketplace.Engine.Actor(Guid.CreateVersion7(), unchecked_, new HashSet<string> { Roles.BidManager }, "membership:test")
        );
        using var visitor = new Browsing(app);
        async Task<bool> SeenAsync(string name)
        {
            await app.SettledAsync();
            return (await visitor.GetAsync("/enterprises?cpvWords=panes")).Html.Contains(name, StringComparison.Ordinal);
        }
        Assert.True(await SeenAsync("Resting Panes CIC"));
        Assert.False(await SeenAsync("Unchecked Panes CIC"));
        await app.DoAsync(new SuspendOrganisation(enterprise.Id, "asked"));
        Assert.False(await SeenAsync("Resting Panes CIC"));
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync($"/enterprises/{enterprise.Id}")).Status);
        await app.DoAsync(new ReinstateOrganisation(enterprise.Id, "mended"));
        Assert.True(await SeenAsync("Resting Panes CIC"));
        await app.DoAsync(new CloseOrganisation(enterprise.Id, "over"));
        Assert.False(await SeenAsync("Resting Panes CIC"));
    }

    [Fact]
    public async Task five_thousand_enterprises_are_paged_by_name_and_searched_by_index()
    {
        var view = app.Services.GetRequiredService<EnterpriseProfiles>();
        string[] codes = [.. Cpv.All.Keys.Where(c => c[0] >= '5' && c.EndsWith("000", StringComparison.Ordinal))];
        await using (
            var fill = app.Database.CreateCommand(
                $$"""
                insert into {{view.Table}} (key, data)
                select gen_random_uuid(), jsonb_build_object('organisationId', gen_random_uuid(), 'name', 'Bulk ' || n, 'legalForm', 'CIC',
                  'mission', 'Work number ' || n, 'registered', true, 'identityChecked', true, 'atRest', false, 'evidence', '[]'::jsonb,
                  'capabilities', jsonb_build_array(jsonb_build_object('capabilityId', gen_random_uuid(), 'title', 'Trade ' || n,
                    'cpv', jsonb_build_array((string_to_array('{{string.Join(' ', codes)}}', ' '))[1 + n % {{codes.Length}}]),
                    'words', jsonb_build_array('word' || n), 'places', jsonb_build_array(jsonb_build_object('code',
                    'E050' || (11118 + n % 69)::text, 'name', 'Ward ' || n % 69)))))
                from generate_series(1, 5000) n;
                update {{view.Table}} set data = jsonb_set(data, '{organisationId}', to_jsonb(key)) where data ->> 'name' like 'Bulk %';
                """
            )
        )
            await fill.ExecuteNonQueryAsync();
        // As the server does by itself after a while: what was written last lies beside an index until then.
        await using (var tidy = app.Database.CreateCommand($"vacuum analyze {view.Table}"))
            await tidy.ExecuteNonQueryAsync();
        var search = app.Services.GetRequiredService<SearchEnterprises>();
        foreach (
            var (query, index) in new (EnterpriseQuery, string)[]
            {
                (new(), "name"),
                (new() { Words = "word4321" }, "words"),
                (new() { Cpv = ["90911300"] }, "cpv"),
                (new() { Cpv = ["77310000"], Places = ["E05011151"] }, ""),
                (new() { AnyOf = ["word77", "word78"], Cpv = ["79530000"] }, "words"),
            }
        )
        {
            await using var command = search.Command(query);
            command.CommandText = $"explain (analyze, buffers) {command.CommandText}";
            var plan = new List<string>();
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                plan.Add(reader.GetString(0));
            if (Environment.GetEnvironmentVariable("USEIT_PLANS") is { Length: > 0 } file)
                await File.AppendAllLinesAsync(file, [$"--- {query}", .. plan]);
            Assert.Contains(plan, line => line.Contains($"{view.Table.Split('.')[^1]}_{index}", StringComparison.Ordinal));
            Assert.DoesNotContain(plan, line => line.Contains("Seq Scan on enterprise_profiles", StringComparison.Ordinal));
        }
        var names = new List<string>();
        for (var query = new EnterpriseQuery { Words = "trade", Limit = 1700 }; ; )
        {
            var page = await search.FindAsync(query, CancellationToken.None);
            names.AddRange(page.Items.Select(e => e.Name));
            if (page.Next is not { } next)
                break;
            query = query with { After = next };
        }
        Assert.Equal(5000, names.Count(n => n.StartsWith("Bulk ", StringComparison.Ordinal)));
        Assert.Equal(names.Count, names.Distinct().Count());
    }
}
