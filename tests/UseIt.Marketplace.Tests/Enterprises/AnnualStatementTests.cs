using System.Net;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Enterprises;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Enterprises;

/// <summary>What an enterprise says of one of its years, and what its impact report makes of it.</summary>
public sealed class AnnualStatementTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private static readonly Guid Organisation = Guid.CreateVersion7();
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly March = new(2026, 3, 31);
    private static readonly Actor Manager = new(
        Guid.CreateVersion7(),
        Organisation,
        new HashSet<string> { Roles.BidManager },
        "membership:test"
    );

    [Fact]
    public void a_year_that_has_ended_is_told_whole_and_told_again_stands_instead()
    {
        var id = SocialEnterprise.IdOf(Organisation);
        object registered = new EnterpriseRegistered(id, Organisation, "Community interest company", null, "Green jobs");
        var whole = new RecordAnnualStatement(
            Organisation,
            March,
            250,
            " From the sheets ",
            "Neighbours, twice",
            "Nothing",
            " ",
            new Money(8_000),
            new Money(5_000)
        );
        var said = new AnnualStatement(
            March,
            250,
            "From the sheets",
            "Neighbours, twice",
            "Nothing",
            null,
            new Money(8_000),
            new Money(5_000)
        );
        var fact = new AnnualStatementRecorded(id, Organisation, said, Manager.Person);
        Told(whole, registered).Facts(fact);
        Told(whole, registered, fact).Nothing();
        Told(whole with { PeopleReached = 251 }, registered, fact).Facts(fact with { Statement = said with { PeopleReached = 251 } });
        Told(whole).Refused("enterprise-not-registered");
        Told(whole with { YearEnd = new(2026, 6, 1) }, registered).Refused("year-not-over");
        Told(new RecordAnnualStatement(Organisation, March, AssetTransfers: " "), registered).Refused("statement-empty");
        Told(whole with { PeopleReached = 4 }, registered).Refused("people-too-few");
        Told(whole with { PeopleCounted = null }, registered).Refused("people-counted-missing");
        Told(whole with { Surplus = null }, registered).Refused("surplus-missing");
        foreach (var wrong in new[] { -1m, 8_000.01m })
            Told(whole with { Reinvested = new Money(wrong) }, registered).Refused("reinvested-wrong");
        // A loss is a year as well.
        Assert.Empty(Told(whole with { Surplus = new Money(-300), Reinvested = null }, registered).Decision.Refusals);
    }

    [Fact]
    public async Task on_its_page_it_fills_the_impact_report_and_what_is_left_out_is_not_recorded()
    {
        var enterprise = await app.EnterpriseAsync("Bright Years CIC");
        using var browser = await Browsing.AsAsync(app, enterprise.Manager);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/enterprise/years")).Status);
        await enterprise.Manager.Http.DoAsync(
            $"/api/v1/enterprises/{enterprise.Id}",
            new { legalForm = "Community interest company", mission = "Clear views" }
        );
        const string At = "/enterprise/years";
        var form = await browser.GetAsync(At);
        var wrong = await browser.SendAsync(form, At, ("PeopleReached", "many"), ("Consultation", "Neighbours & friends"));
        Assert.Equal([("PeopleReached", "Enter a whole number, for example 250")], wrong.Mistakes);
        Assert.Contains("Neighbours &amp; friends", wrong.Html, StringComparison.Ordinal);
        var early = await browser.SendAsync(form, At, ("Consultation", "Neighbours"));
        Assert.Equal([RecordAnnualStatementHandler.YearNotOver.Sentence], early.Mistakes.Select(m => m.Sentence));
        (string, string)[] typed =
        [
            ("YearEnd.Day", "31"),
            ("YearEnd.Month", "3"),
            ("YearEnd.Year", "2026"),
            ("PeopleReached", "1,250"),
            ("PeopleCounted", "From the sheets of all courses"),
            ("Consultation", "Neighbours & friends"),
            ("Surplus", "£8,000"),
            ("Reinvested", "5,000"),
        ];
        Assert.Equal("/enterprise", (await browser.SendAsync(form, At, typed)).Header("Location"));
        Assert.Contains("1,250 people reached", (await browser.GetAsync("/enterprise")).Html, StringComparison.Ordinal);
        var again = await browser.GetAsync($"{At}/2026-03-31");
        Assert.Equal(("1250", "8000"), (again.Typed("PeopleReached"), again.Typed("Surplus")));
        foreach (var none in new[] { "2025-03-31", "yesterday" })
            Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"{At}/{none}")).Status);

        await app.SettledAsync();
        var run = await enterprise.Manager.Http.DoAsync("/api/v1/reports", new { kind = "impact", subjectId = enterprise.Id });
        var model = await enterprise.Manager.Http.ReadAsync($"/api/v1/reports/{run["id"]}.json");
        Assert.Equal(
            (1250m, "Unverified"),
            (model["peopleReached"]!["value"]!.GetValue<decimal>(), (string?)model["peopleReached"]!["state"])
        );
        Assert.Equal(62.5m, model["reinvested"]!["value"]!.GetValue<decimal>());
        var html = WebUtility.HtmlDecode(
            await enterprise.Manager.Http.GetStringAsync(new Uri($"/api/v1/reports/{run["id"]}.html", UriKind.Relative))
        );
        Assert.Contains($"As the enterprise has stated for its year to {UkTime.Display(March)}", html, StringComparison.Ordinal);
        Assert.Contains("<dt>Who was consulted, and what came of it</dt><dd>Neighbours & friends</dd>", html, StringComparison.Ordinal);
        Assert.Contains("<dt>What directors were paid</dt><dd>Not recorded</dd>", html, StringComparison.Ordinal);
        var behind = await enterprise.Manager.Http.ReadAsync($"/api/v1/reports/{run["id"]}/evidence/people-reached");
        Assert.Single(behind["facts"]!.AsArray());

        // Over the API by its own people alone.
        var path = $"/api/v1/enterprises/{enterprise.Id}/annual-statements";
        using var told = await enterprise.Manager.Http.SendCommandAsync(
            HttpMethod.Post,
            path,
            new { yearEnd = "2025-03-31", directorsPay = "Nothing" }
        );
        Assert.Equal(HttpStatusCode.OK, told.StatusCode);
        var other = await app.EnterpriseAsync("Other Years CIC");
        using var not = await other.Manager.Http.SendCommandAsync(
            HttpMethod.Post,
            path,
            new { yearEnd = "2025-03-31", directorsPay = "A lot" }
        );
        Assert.Equal(HttpStatusCode.NotFound, not.StatusCode);
    }

    private static Then Told(RecordAnnualStatement command, params object[] facts) =>
        Spec.Given<SocialEnterprise>(facts)
            .When((Stream<SocialEnterprise> s) => RecordAnnualStatementHandler.Handle(command, s, Manager, Now));
}
