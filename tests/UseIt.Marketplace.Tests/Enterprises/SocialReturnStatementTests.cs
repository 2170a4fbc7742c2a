using System.Net;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Enterprises;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.SocialValue;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Enterprises;

/// <summary>Under which assumptions an enterprise values what it does, and the part of its impact report that follows from them.</summary>
public sealed class SocialReturnStatementTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private static readonly Guid Organisation = Guid.CreateVersion7();
    private static readonly Actor Manager = new(
        Guid.CreateVersion7(),
        Organisation,
        new HashSet<string> { Roles.BidManager },
        "membership:test"
    );
    private static readonly ReturnOutcome Jobs = new(
        Guid.CreateVersion7(),
        "Young people in work",
        20,
        "people",
        new Money(1_500),
        "A survey of 2024",
        0.25m,
        0.1m,
        0.3m,
        0.2m,
        3,
        "A survey of 18 of the 20"
    );
    private static readonly SocialReturnStatement Statement = new(
        new Money(20_000),
        "Accounts to 31 March 2026",
        [Jobs],
        new LocalSpendRounds(100_000, 60_000, 11_620, "A survey of our suppliers")
    );

    [Fact]
    public void every_assumption_has_its_source_and_none_is_taken_to_be_nothing()
    {
        var id = SocialEnterprise.IdOf(Organisation);
        object registered = new EnterpriseRegistered(id, Organisation, "Community interest company", null, "Green jobs");
        var fact = new SocialReturnStated(id, Organisation, Statement, Manager.Person);
        Stated(Statement, registered).Facts(fact);
        Stated(Statement with { Outcomes = [Jobs with { }] }, registered, fact).Nothing();
        Stated(Statement with { Local = null }, registered, fact).Facts(fact with { Statement = Statement with { Local = null } });
        Stated(null, registered, fact).Facts(fact with { Statement = null });
        Stated(null, registered).Nothing();
        Stated(Statement).Refused("enterprise-not-registered");
        Stated(Statement with { Inputs = new Money(0), InputsSource = " " }, registered).Refused("inputs-wrong", "inputs-source-missing");
        Stated(Statement with { Local = new LocalSpendRounds(0, 1, 1, "") }, registered)
            .Refused("local-spend-wrong", "local-source-missing");
        Stated(Statement with { Outcomes = [.. Enumerable.Repeat(Jobs, 21)] }, registered).Refused("outcomes-too-many");
        var wrong = Stated(
            Statement with
            {
                Outcomes = [Jobs, new ReturnOutcome(Guid.CreateVersion7(), " ", 0, "", new Money(-1), "", -0.01m, 1.01m, -1, 2, 0, "")],
            },
            registered
        ).Decision.Refusals;
        Assert.Equal(
            [
                "title",
                "quantity",
                "unit",
                "proxy",
                "proxySource",
                "deadweight",
                "displacement",
                "attribution",
                "dropOff",
                "years",
                "assumptionsSource",
            ],
            wrong.Select(r => r.Field!["statement.outcomes[1].".Length..])
        );
    }

    [Fact]
    public void the_rates_are_dated_data_and_what_was_stated_before_the_first_of_them_is_valued_by_it()
    {
        Assert.Same(DiscountRates.GreenBook, DiscountRates.On(new DateOnly(2020, 1, 1)));
        Assert.Same(DiscountRates.GreenBook, DiscountRates.On(new DateOnly(2030, 1, 1)));
        Assert.Equal([0.035m, 0.03m, 0.025m, 0.02m, 0.015m, 0.01m], DiscountRates.GreenBook.Steps.Select(s => s.Rate));
        Assert.Equal(0.015m, DiscountRates.GreenBookHealth.Steps[0].Rate);
        Assert.Contains("as read on 22 November 2026", DiscountRates.GreenBook.Source, StringComparison.Ordinal);
    }

    [Fact]
    public async Task on_its_pages_it_becomes_a_part_of_the_impact_report_apart_from_all_other_figures()
    {
        var enterprise = await app.EnterpriseAsync("Valued CIC");
        using var browser = await Browsing.AsAsync(app, enterprise.Manager);
        const string At = "/enterprise/social-return";
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(At)).Status);
        await enterprise.Manager.Http.DoAsync(
            $"/api/v1/enterprises/{enterprise.Id}",
            new { legalForm = "Community interest company", mission = "Clear views" }
        );
        var outcome = $"{At}/outcomes/{Guid.CreateVersion7()}";
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(outcome)).Status);
        var missing = await browser.SendAsync(await browser.GetAsync(At), At, ("Income", "100,000"));
        Assert.Equal(["Inputs", "InputsSource", "Income", "LocalSource"], missing.Mistakes.Select(m => m.Target));
        (string, string)[] inputs =
        [
            ("Inputs", "£20,000"),
            ("InputsSource", "Accounts to 31 March 2026"),
            ("Income", "100,000"),
            ("SpentLocally", "60,000"),
            ("SpentAgain", "11,620"),
            ("LocalSource", "A survey of our suppliers"),
        ];
        Assert.Equal(At, (await browser.SendAsync(await browser.GetAsync(At), At, inputs)).Header("Location"));
        var form = await browser.GetAsync(outcome);
        var empty = await browser.SendAsync(form, outcome, ("Quantity", "20"), ("Deadweight", "some"));
        Assert.Equal([("Deadweight", "Enter a percentage from 0 to 100, for example 25")], empty.Mistakes);
        Assert.Equal(10, (await browser.SendAsync(form, outcome, ("Quantity", "20"))).Mistakes.Count);
        (string, string)[] typed =
        [
            ("Title", "Young people in work"),
            ("Quantity", "20"),
            ("Unit", "people"),
            ("Proxy", "1,500"),
            ("ProxySource", "A survey of 2024"),
            ("Deadweight", "25"),
            ("Displacement", "10%"),
            ("Attribution", "30"),
            ("Years", "3"),
            ("DropOff", "20"),
            ("AssumptionsSource", "A survey of 18 of the 20"),
        ];
        Assert.Equal(At, (await browser.SendAsync(form, outcome, typed)).Header("Location"));
        Assert.Equal("25", (await browser.GetAsync(outcome)).Typed("Deadweight"));

        await app.SettledAsync();
        var (model, html) = await ImpactAsync();
        var told = model["return"]!;
        // Worked out by hand: 20 x 1,500 x 0.75 x 0.9 x 0.7, then 20% less twice, each discounted by 3.5% a year.
        Assert.Equal(14_175m, told["outcomes"]![0]!["firstYear"]!["value"]!.GetValue<decimal>());
        Assert.Equal(13.5m, told["outcomes"]![0]!["additional"]!["value"]!.GetValue<decimal>());
        Assert.Equal(32_464.09m, Math.Round(told["presentValue"]!["value"]!.GetValue<decimal>(), 2));
        Assert.Equal(1.6232m, Math.Round(told["ratio"]!["value"]!.GetValue<decimal>(), 4));
        Assert.Equal(1.7162m, told["localMultiplier"]!["value"]!.GetValue<decimal>());
        var rows = told["sensitivity"]!.AsArray();
        Assert.Equal(6, rows.Count);
        // Where 20 people and £1,500 are by so much less, the ratio is 1.
        Assert.Equal(12.32m, Math.Round(rows[0]!["switchingValue"]!.GetValue<decimal>(), 2));
        Assert.Equal(924.1m, Math.Round(rows[1]!["switchingValue"]!.GetValue<decimal>(), 1));
        Assert.Contains("Social return, under these assumptions", html, StringComparison.Ordinal);
        Assert.Contains("is not for comparison", html, StringComparison.Ordinal);
        Assert.Contains("A survey of 18 of the 20", html, StringComparison.Ordinal);
        Assert.Contains("1.6232", html, StringComparison.Ordinal);

        // Taken back, the report says nothing of it.
        await browser.SendAsync(await browser.GetAsync(outcome), $"{outcome}?handler=Remove");
        Assert.DoesNotContain("Young people in work", (await browser.GetAsync(At)).Html, StringComparison.Ordinal);
        await browser.SendAsync(await browser.GetAsync(At), $"{At}?handler=Withdraw");
        var (without, silent) = await ImpactAsync();
        Assert.Null(without["return"]);
        Assert.DoesNotContain("Social return", silent, StringComparison.Ordinal);

        // Nobody else says it.
        var other = await app.EnterpriseAsync("Other Values CIC");
        using var not = await other.Manager.Http.SendCommandAsync(
            HttpMethod.Put,
            $"/api/v1/enterprises/{enterprise.Id}/social-return",
            new { }
        );
        Assert.Equal(HttpStatusCode.NotFound, not.StatusCode);

        async Task<(System.Text.Json.Nodes.JsonNode Model, string Html)> ImpactAsync()
        {
            var run = await enterprise.Manager.Http.DoAsync("/api/v1/reports", new { kind = "impact", subjectId = enterprise.Id });
            return (
                await enterprise.Manager.Http.ReadAsync($"/api/v1/reports/{run["id"]}.json"),
                WebUtility.HtmlDecode(
                    await enterprise.Manager.Http.GetStringAsync(new Uri($"/api/v1/reports/{run["id"]}.html", UriKind.Relative))
                )
            );
        }
    }

    private static Then Stated(SocialReturnStatement? statement, params object[] facts) =>
        Spec.Given<SocialEnterprise>(facts)
            .When(
                (Stream<SocialEnterprise> s) => StateSocialReturnHandler.Handle(new StateSocialReturn(Organisation, statement), s, Manager)
            );
}
