using System.Net;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Skills;
using UseIt.Marketplace.Tests.Web;

namespace UseIt.Marketplace.Tests.Skills;

/// <summary>A concern about somebody's safety has a way of its own: the numbers first, then the leads alone.</summary>
public sealed class SafeguardingTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private const string Heard = "Zebulon shouted at her on Thursday";

    [Fact]
    public async Task a_concern_is_read_by_the_leads_and_by_nobody_else()
    {
        var desk = await app.DeskAsync();
        var lead = await app.PersonAsync("Lena Lead", desk.Id, Roles.Adviser);
        var outsider = await app.PersonAsync(
            "Olu Outsider",
            await app.OrganisationAsync("Elsewhere", OrganisationKind.Support),
            Roles.Adviser
        );
        var person = await desk.RegisterAsync("Mira Invented");
        var concerns = $"/api/v1/candidates/{person}/concerns";
        await desk.Adviser.RefusedAsync(concerns, new { what = Heard }, "no-safeguarding-leads");
        var leads = $"/api/v1/organisations/{desk.Id}/safeguarding-leads";
        await desk.Manager.RefusedAsync(leads, HttpMethod.Put, new { leads = Array.Empty<Guid>(), numbers = "" }, "leads-missing");
        await desk.Manager.RefusedAsync(
            leads,
            HttpMethod.Put,
            new { leads = new[] { outsider.Id }, numbers = "1" },
            "leads-not-colleagues"
        );
        using (
            var named = await desk.Manager.SendCommandAsync(
                HttpMethod.Put,
                leads,
                new { leads = new[] { lead.Id }, numbers = "Lena Lead, 0121 496 0444" }
            )
        )
            Assert.Equal(HttpStatusCode.OK, named.StatusCode);
        foreach (var (who, status) in new[] { (desk.Adviser, HttpStatusCode.Forbidden), (outsider.Http, HttpStatusCode.Forbidden) })
        {
            using var refused = await who.SendCommandAsync(HttpMethod.Put, leads, new { leads = new[] { outsider.Id }, numbers = "1" });
            Assert.Equal(status, refused.StatusCode);
        }
        await desk.Adviser.RefusedAsync(concerns, new { what = " " }, "what-missing");
        await outsider.Http.RefusedWithAsync(concerns, new { what = Heard }, HttpStatusCode.NotFound);
        await desk.Manager.RefusedWithAsync(concerns, new { what = Heard }, HttpStatusCode.Forbidden);

        // On the page the numbers stand before anything is written.
        await app.SettledAsync();
        using (var browser = await Browsing.AsAsync(app, desk.AdviserPerson))
        {
            var page = await browser.GetAsync($"/candidates/{person}/concern");
            Assert.Contains("999", page.Html, StringComparison.Ordinal);
            Assert.True(
                page.Html.IndexOf("0121 496 0444", StringComparison.Ordinal) is > 0 and var numbers
                    && numbers < page.Html.IndexOf("What did you see or hear?", StringComparison.Ordinal)
            );
            var sent = await browser.SendAsync(page, $"/candidates/{person}/concern", ("What", Heard));
            Assert.Equal(HttpStatusCode.Found, sent.Status);
            await app.SettledAsync();
            Assert.DoesNotContain(Heard, (await browser.GetAsync($"/candidates/{person}")).Html, StringComparison.Ordinal);
            Assert.DoesNotContain("href=\"/safeguarding/0", (await browser.GetAsync("/safeguarding")).Html, StringComparison.Ordinal);
        }
        var id = await RaisedAsync();
        Assert.Equal(0L, await CountAsync("select count(*) from events.mt_events where data::text ilike '%Zebulon%'"));
        Assert.Equal(
            0L,
            await CountAsync($"select count(*) from events.mt_events where type = 'concern_raised' and data::text like '%{person}%'")
        );

        foreach (var nobody in new[] { desk.Adviser, desk.Manager, outsider.Http })
        {
            using var answer = await nobody.GetAsync(new Uri($"/api/v1/concerns/{id}", UriKind.Relative));
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            await nobody.RefusedWithAsync(
                $"/api/v1/organisations/{desk.Id}/concerns/{id}/close",
                new { done = "x" },
                HttpStatusCode.NotFound
            );
        }
        foreach (var stranger in new[] { desk.AdviserPerson, desk.ManagerPerson, outsider })
        {
            using var browser = await Browsing.AsAsync(app, stranger);
            Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/safeguarding/{id}")).Status);
        }
        // Who erases the person does not erase the concern.
        await desk.Adviser.DoAsync($"/api/v1/candidates/{person}/erase", new { reason = ErasureReasons.AskedByThePerson });
        await app.SettledAsync();
        var read = await lead.Http.ReadAsync($"/api/v1/concerns/{id}");
        Assert.Equal((Heard, "Mira Invented"), (read["what"]!.GetValue<string>(), read["about"]!.GetValue<string>()));
        Assert.Equal(1L, await CountAsync($"select count(*) from audit.read where kind = 'concern' and subject = '{id}'"));
        using (var browser = await Browsing.AsAsync(app, lead))
        {
            Assert.Contains($"/safeguarding/{id}", (await browser.GetAsync("/safeguarding")).Html, StringComparison.Ordinal);
            var page = $"/safeguarding/{id}";
            var unsaid = await browser.SendAsync(await browser.GetAsync(page), page);
            Assert.Equal([CloseConcernHandler.DoneMissing.Sentence], unsaid.Mistakes.Select(m => m.Sentence));
            Assert.Equal(HttpStatusCode.Found, (await browser.SendAsync(unsaid, page, ("Done", "The council was told"))).Status);
            await app.SettledAsync();
            Assert.Contains("Dealt with", (await browser.GetAsync("/safeguarding")).Html, StringComparison.Ordinal);
            Assert.Contains("The council was told", (await browser.GetAsync(page)).Html, StringComparison.Ordinal);
        }
        using (var browser = await Browsing.AsAsync(app, desk.ManagerPerson))
        {
            var page = await browser.GetAsync("/safeguarding");
            Assert.Contains("0121 496 0444", page.Html, StringComparison.Ordinal);
            Assert.DoesNotContain($"/safeguarding/{id}", page.Html, StringComparison.Ordinal);
        }
    }

    private async Task<Guid> RaisedAsync()
    {
        await using var ask = app.Database.CreateCommand("select stream_id from events.mt_events where type = 'concern_raised'");
        return (Guid)(await ask.ExecuteScalarAsync())!;
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var ask = app.Database.CreateCommand(sql);
        return (long)(await ask.ExecuteScalarAsync())!;
    }
}
