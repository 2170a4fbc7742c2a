using System.Net;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Networks;

/// <summary>A marketplace from invitation to introduction, what the buyer said on its tender's page, and nobody else sees either.</summary>
public sealed class NetworkJourneyTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task from_an_introduction_to_a_tender_that_tells_all_bidders_the_same()
    {
        var met = await app.MarketplaceAsync();
        var (yvonne, trust, grounds) = (met.Coordinator.Http, met.Buyer, met.Enterprise);
        var intro = BidSteps.Id(
            await yvonne.DoAsync(
                $"/api/v1/market-engagements/{trust.Id}/introductions",
                new
                {
                    gatheringId = met.Gathering,
                    enterpriseId = grounds.Id,
                    about = "Keeping gardens",
                }
            )
        );
        var at = $"/api/v1/market-engagements/{trust.Id}/introductions/{intro}";
        var today = UkTime.DayOf(await app.NowAsync());
        await grounds.Http.DoAsync(
            $"{at}/promise",
            new
            {
                promisedBy = grounds.Id,
                what = "A list of tools",
                due = today.AddDays(5),
            }
        );
        await trust.Author.Http.DoAsync($"{at}/follow-up", new { outcome = "The list came", on = today });
        var statement = BidSteps.Id(
            await yvonne.DoAsync(
                $"/api/v1/market-engagements/{trust.Id}/statements",
                new { gatheringId = met.Gathering, statement = "We will split the grounds into lots" }
            )
        );

        // Nothing is published before the author has said whether it belongs to it.
        var tender = await app.DraftAsync(trust);
        var publication = $"/api/v1/tenders/{tender.Id}/publication";
        await trust.Approver.Http.RefusedAsync(publication, new { }, "market-statements-undecided");
        await app.SettledAsync();
        using (var author = await Browsing.AsAsync(app, trust.Author))
        {
            Assert.Contains(
                "What was said to the market",
                (await author.GetAsync($"/buyer/tenders/{tender.Id}")).Html,
                StringComparison.Ordinal
            );
            var page = await author.GetAsync($"/buyer/tenders/{tender.Id}/market-engagement");
            Assert.Contains("We will split the grounds into lots", page.Html, StringComparison.Ordinal);
        }
        var visitor = await app.ClientAsync();
        await trust.Author.Http.DoAsync(
            $"/api/v1/market-engagements/{trust.Id}/statements/{statement}/place",
            new { tenderId = tender.Id, belongs = true }
        );
        using (var early = await visitor.GetAsync(new Uri($"/api/v1/tenders/{tender.Id}/market-engagement", UriKind.Relative)))
            Assert.Equal(HttpStatusCode.NotFound, early.StatusCode);
        await trust.Approver.Http.DoAsync(publication, new { });
        await app.SettledAsync();
        Assert.Equal(
            "We will split the grounds into lots",
            (await visitor.ReadAsync($"/api/v1/tenders/{tender.Id}/market-engagement"))[0]!["statement"]!.GetValue<string>()
        );
        using (var anybody = new Browsing(app))
            Assert.Contains(
                "What the buyer said before publication",
                (await anybody.GetAsync($"/tenders/{tender.Id}")).Html,
                StringComparison.Ordinal
            );

        // From now on the two of them speak through Questions.
        await yvonne.DoAsync($"{at}/tender", new { tenderId = tender.Id });
        await grounds.Http.RefusedAsync(
            $"{at}/promise",
            new
            {
                promisedBy = grounds.Id,
                what = "A talk",
                due = today.AddDays(5),
            },
            "tender-is-running"
        );
        await app.SettledAsync();
        using (var enterprise = await Browsing.AsAsync(app, grounds.Manager))
        {
            var own = await enterprise.GetAsync($"/gatherings/{met.Gathering}/introductions/{intro}");
            Assert.Contains($"/tenders/{tender.Id}#questions", own.Html, StringComparison.Ordinal);
            Assert.Contains("A list of tools", own.Html, StringComparison.Ordinal);
        }
        var read = await met.Coordinator.Http.ReadAsync($"/api/v1/gatherings/{met.Gathering}");
        Assert.Equal(tender.Id, read["introductions"]![0]!["tenderId"]!.GetValue<Guid>());

        // The contract is told in facts here: its own way is walked in the main journey.
        var (contract, award) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await app.StoreAsync(
            contract,
            "contract",
            0,
            new ContractPrepared(
                contract,
                award,
                tender.Id,
                tender.GroundsLot,
                trust.Id,
                [grounds.Id],
                grounds.Id,
                null,
                "Grounds of the hospital",
                new Money(45_400),
                null,
                "ab12",
                []
            ),
            new ContractSigned(contract, award, tender.Id, tender.GroundsLot, trust.Id, [grounds.Id], await app.NowAsync())
        );
        await app.SettledAsync();
        using (var keeper = await Browsing.AsAsync(app, met.Coordinator))
        {
            var day = WebUtility.HtmlDecode((await keeper.GetAsync($"/gatherings/{met.Gathering}")).Html);
            foreach (var step in new[] { "Keeping gardens", "Done on", "Hospital grounds and cleaning", "Won", "£45,400" })
                Assert.Contains(step, day, StringComparison.Ordinal);
        }
        using (var anybody = new Browsing(app))
            Assert.Contains(
                "£45,400",
                WebUtility.HtmlDecode((await anybody.GetAsync($"/gatherings/{met.Gathering}")).Html),
                StringComparison.Ordinal
            );

        // Whoever judges bids for the buyer does not learn who was introduced, and neither does anybody else.
        var evaluator = await app.PersonAsync("Grace Okafor", trust.Id, Roles.Evaluator, Roles.Author);
        foreach (var reader in new[] { evaluator.Http, visitor, (await app.EnterpriseAsync("Rival")).Http })
            Assert.Empty((await reader.ReadAsync($"/api/v1/gatherings/{met.Gathering}"))["introductions"]!.AsArray());
        using var judging = await Browsing.AsAsync(app, evaluator);
        Assert.Equal(HttpStatusCode.NotFound, (await judging.GetAsync($"/gatherings/{met.Gathering}/introductions/{intro}")).Status);
        Assert.DoesNotContain("Keeping gardens", (await judging.GetAsync($"/gatherings/{met.Gathering}")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task nobody_else_touches_a_network_or_a_gathering()
    {
        var met = await app.MarketplaceAsync();
        var today = UkTime.DayOf(await app.NowAsync());
        var intro = BidSteps.Id(
            await met.Coordinator.Http.DoAsync(
                $"/api/v1/market-engagements/{met.Buyer.Id}/introductions",
                new
                {
                    gatheringId = met.Gathering,
                    enterpriseId = met.Enterprise.Id,
                    about = "Gardens",
                }
            )
        );
        var elsewhere = await app.OrganisationAsync("Elsewhere", OrganisationKind.Support);
        var other = await app.PersonAsync("Olu", elsewhere, Roles.Adviser);
        var rival = await app.EnterpriseAsync("Rival");
        var anybody = await app.ClientAsync();
        var (network, gathering) = ($"/api/v1/networks/{met.Network}", $"/api/v1/gatherings/{met.Gathering}");
        (string Path, object Body)[] kept =
        [
            (
                "/api/v1/networks",
                new
                {
                    supportOrganisationId = met.Ise,
                    name = "x",
                    purpose = "x",
                    on = today,
                }
            ),
            ($"{network}/members", new { organisationId = rival.Id, on = today }),
            ($"{network}/members/{met.Enterprise.Id}/leaving", new { reason = "x", on = today }),
            (
                $"{network}/clusters",
                new
                {
                    name = "x",
                    purpose = "x",
                    members = new[] { met.Enterprise.Id, rival.Id },
                }
            ),
            (
                "/api/v1/gatherings",
                new
                {
                    supportOrganisationId = met.Ise,
                    kind = "Marketplace",
                    title = "x",
                    theme = "x",
                    hostId = met.Ise,
                    venue = "x",
                    on = today,
                }
            ),
            ($"{gathering}/invitations", new { organisations = new[] { rival.Id } }),
            ($"{gathering}/attendance", new { organisations = new[] { met.Buyer.Id } }),
            (
                $"/api/v1/market-engagements/{met.Buyer.Id}/introductions",
                new
                {
                    gatheringId = met.Gathering,
                    enterpriseId = met.Enterprise.Id,
                    about = "x",
                }
            ),
        ];
        foreach (var (path, body) in kept)
        {
            await other.Http.RefusedWithAsync(path, body, HttpStatusCode.NotFound);
            await rival.Http.RefusedWithAsync(path, body, HttpStatusCode.Forbidden);
            await anybody.RefusedWithAsync(path, body, HttpStatusCode.Unauthorized);
        }
        var at = $"/api/v1/market-engagements/{met.Buyer.Id}/introductions/{intro}";
        (string Path, object Body)[] engaged =
        [
            (
                $"{at}/promise",
                new
                {
                    promisedBy = met.Buyer.Id,
                    what = "x",
                    due = today,
                }
            ),
            ($"{at}/follow-up", new { outcome = "x", on = today }),
            ($"{at}/tender", new { tenderId = Guid.CreateVersion7() }),
        ];
        foreach (var (path, body) in engaged)
        {
            await other.Http.RefusedWithAsync(path, body, HttpStatusCode.NotFound);
            await rival.Http.RefusedWithAsync(path, body, HttpStatusCode.NotFound);
            await anybody.RefusedWithAsync(path, body, HttpStatusCode.Unauthorized);
        }
        // An answer is for the invited.
        await rival.Http.RefusedWithAsync($"{gathering}/answers", new { coming = true, capability = "x" }, HttpStatusCode.NotFound);
        var buyer = await app.BuyerAsync("Another Trust");
        await buyer.Author.Http.RefusedWithAsync(
            $"/api/v1/market-engagements/{met.Buyer.Id}/statements",
            new { gatheringId = met.Gathering, statement = "x" },
            HttpStatusCode.NotFound
        );
        await buyer.Author.Http.RefusedWithAsync(
            $"/api/v1/market-engagements/{met.Buyer.Id}/statements/{Guid.CreateVersion7()}/place",
            new { tenderId = Guid.CreateVersion7(), belongs = true },
            HttpStatusCode.NotFound
        );
        await app.SettledAsync();
        using var strange = await Browsing.AsAsync(app, other);
        foreach (
            var page in new[]
            {
                $"/networks/{met.Network}/members/new",
                $"/networks/{met.Network}/members/{met.Enterprise.Id}/leave",
                $"/networks/{met.Network}/clusters/new",
                $"/gatherings/{met.Gathering}/invite",
                $"/gatherings/{met.Gathering}/attendance",
                $"/gatherings/{met.Gathering}/answer",
                $"/gatherings/{met.Gathering}/introductions/new",
                $"/gatherings/{met.Gathering}/introductions/{intro}",
                $"/gatherings/{met.Gathering}/statements/new",
            }
        )
            Assert.True((await strange.GetAsync(page)).Status == HttpStatusCode.NotFound, page);
    }

    [Fact]
    public async Task on_pages_from_forming_a_network_to_who_was_there_without_typing_a_name_twice()
    {
        var ise = await app.OrganisationAsync("Network keepers", OrganisationKind.Support);
        using var keeper = await Browsing.AsAsync(app, await app.PersonAsync("Yvonne Clarke", ise, Roles.Adviser));
        var threads = await app.EnterpriseAsync("Zebra Threads CIC");
        var print = await app.EnterpriseAsync("Zebra Print CIC");
        await app.SettledAsync();
        var today = UkTime.DayOf(await app.NowAsync());

        var unsaid = await keeper.SendAsync(await keeper.GetAsync("/networks/new"), "/networks/new", ("On.Day", ""));
        Assert.Contains("Enter its name", unsaid.Mistakes.Select(m => m.Sentence));
        var network = await keeper.DoneAsync(
            "/networks/new",
            [("Name", "Zebra network"), ("Purpose", "Work together"), ("Sectors", "Art\nSport"), .. PageSteps.Day("On", today)]
        );
        await app.SettledAsync();
        foreach (var member in new[] { threads, print })
        {
            var find = $"{network}/members/new?Q=Zebra";
            await keeper.DoneAsync(find, [("OrganisationId", member.Id.ToString()), ("Sectors", "Art"), .. PageSteps.Day("On", today)]);
            await app.SettledAsync();
        }
        await keeper.DoneAsync(
            $"{network}/clusters/new",
            [("Name", "Makers"), ("Purpose", "One shop"), ("Members", threads.Id.ToString()), ("Members", print.Id.ToString())]
        );
        var invite = await keeper.DoneAsync(
            $"/gatherings/new?network={network.Split('/')[^1]}",
            [
                ("Kind", "Meeting"),
                ("NetworkId", network.Split('/')[^1]),
                ("Title", "First Thursday"),
                ("Theme", "Pricing"),
                ("Venue", "The hall"),
                .. PageSteps.Day("On", today),
            ]
        );
        await app.SettledAsync();
        var gathering = await keeper.DoneAsync(invite, [("Organisations", threads.Id.ToString()), ("Organisations", print.Id.ToString())]);
        await app.SettledAsync();
        using (var guest = await Browsing.AsAsync(app, threads.Manager))
        {
            Assert.Contains("First Thursday", (await guest.GetAsync("/networks/own")).Html, StringComparison.Ordinal);
            await guest.DoneAsync($"{gathering}/answer", [("Coming", "true")]);
        }
        await app.SettledAsync();
        // Whoever said that they come is ticked: sent as it stands, nothing is typed.
        var there = await keeper.GetAsync($"{gathering}/attendance");
        await keeper.DoneAsync($"{gathering}/attendance", [("Organisations", threads.Id.ToString())]);
        Assert.Contains(
            $"value=\"{threads.Id}\" checked",
            there.Html.Replace("checked=\"checked\"", "checked", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
        await app.SettledAsync();
        using var visitor = new Browsing(app);
        var read = await visitor.GetAsync(network);
        Assert.Contains("Zebra Threads CIC", read.Html, StringComparison.Ordinal);
        Assert.Contains("Makers", read.Html, StringComparison.Ordinal);
        Assert.Contains("Art: 2 members", read.Html, StringComparison.Ordinal);
        // A meeting is its members' own.
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync(gathering)).Status);
        await keeper.DoneAsync($"{network}/members/{print.Id}/leave", [("Reason", "It moved"), .. PageSteps.Day("On", today)]);
        await app.SettledAsync();
        Assert.Contains("Art: 1 member", (await visitor.GetAsync(network)).Html, StringComparison.Ordinal);
    }
}
