using System.Net;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Needs;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Needs;

/// <summary>A need from its posting to the community's word that it is met, counted towards one contract and no other.</summary>
public sealed class NeedTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private const string Ward = "E05011151";

    private static readonly Guid Beds = Guid.CreateVersion7();
    private static readonly Guid Group = Guid.CreateVersion7();
    private static readonly Guid Grower = Guid.CreateVersion7();
    private static readonly Guid Offer = Guid.CreateVersion7();
    private static readonly Guid Deal = Guid.CreateVersion7();
    private static readonly Guid Hours = Guid.CreateVersion7();
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2026, 6, 1);
    private static readonly object[] Offered =
    [
        new NeedPosted(Beds, Group, "Beds", "Four", Ward, Today.AddDays(30), null, Group),
        new NeedOfferMade(Beds, Offer, Grower, "We dig", 24, "hours", Today.AddDays(9), Grower),
    ];
    private static readonly object[] Accepted = [.. Offered, new NeedOfferAccepted(Beds, Group, Offer, Grower, Group)];
    private static readonly AttributingContract Contract = new(Group, [Grower], [Hours], InForce: true);

    [Fact]
    public void a_need_is_specific_in_a_place_and_by_a_day_to_come()
    {
        Spec.Given<Need>()
            .When((Stream<Need> n) => Post(n, new PostingGroup(Checked: true)))
            .Refused("title-missing", "what-missing", "place-unknown", "by-past");
        Spec.Given<Need>().When((Stream<Need> n) => Post(n, PostingGroup.Empty)).Refused("group-not-checked");
        Make([Offered[0]], new OfferForNeed(Beds, Offer, Grower, "", Today, -1))
            .Refused("what-missing", "by-past", "quantity-wrong", "unit-missing");
        Make(Offered, new OfferForNeed(Beds, Guid.CreateVersion7(), Grower, "x", Today.AddDays(1))).Refused("offered-twice");
        Make(Accepted, new OfferForNeed(Beds, Guid.CreateVersion7(), Group, "x", Today.AddDays(1))).Refused("need-not-open");

        static Decision Post(Stream<Need> need, PostingGroup group) =>
            PostNeedHandler.Handle(new PostNeed(Beds, Group, "", " ", "E12000005", Today), need, group, Actor.System, Now);
    }

    [Fact]
    public void one_offer_is_accepted_and_counts_once()
    {
        Accept(Offered, Guid.CreateVersion7()).Refused("offer-unknown");
        Accept(Offered, Offer).Facts(new NeedOfferAccepted(Beds, Group, Offer, Grower, Actor.System.Person));
        Accept(Accepted, Offer).Nothing();
        Accept(Accepted, Guid.CreateVersion7()).Refused("need-not-open");

        Count(Offered, Contract).Refused("nothing-accepted");
        Count(Accepted, Contract with { InForce = false }).Refused("contract-not-theirs");
        Count(Accepted, Contract with { Suppliers = [Group], Commitments = [] }).Refused("contract-not-theirs", "commitment-unknown");
        Assert.Single(Count(Accepted, Contract).Decision.Events);
        object counted = new NeedOfferAttributed(Beds, Offer, Grower, Deal, Hours, Grower, Grower);
        Count([.. Accepted, counted], Contract).Nothing();
        object elsewhere = new NeedOfferAttributed(Beds, Offer, Grower, Guid.CreateVersion7(), Hours, Grower, Grower);
        Count([.. Accepted, elsewhere], Contract).Refused("already-attributed");

        // What counts is not taken back; what does not leaves the need open again.
        Back([.. Accepted, counted]).Refused("offer-counted");
        Back(Accepted).Facts(new NeedOfferWithdrawn(Beds, Offer, Grower, "Ill"));
        Assert.Equal(NeedStage.Open, State([.. Accepted, new NeedOfferWithdrawn(Beds, Offer, Grower, "Ill")]).Stage);
    }

    [Fact]
    public void nobody_meets_a_need_of_their_own_and_what_is_gone_counts_no_more()
    {
        Make([Offered[0]], new OfferForNeed(Beds, Offer, Group, "We do it ourselves", Today.AddDays(9))).Refused("own-need");
        Count([.. Accepted, new NeedWithdrawn(Beds, Group, "Moved away")], Contract).Refused("need-not-open");
    }

    [Fact]
    public void the_community_says_whether_it_is_met()
    {
        Confirm(Accepted, true).Refused("need-not-done");
        Done(Offered, Today).Refused("need-not-open");
        Done(Accepted, Today.AddDays(1)).Refused("day-wrong");
        Done(Accepted, Today).Facts(new NeedDone(Beds, Offer, Grower, Today, "Dug"));
        object done = new NeedDone(Beds, Offer, Grower, Today, "Dug");
        Confirm([.. Accepted, done], false).Facts(new NeedNotMet(Beds, Group, Offer, "Words"));
        Assert.Equal(NeedStage.Accepted, State([.. Accepted, done, new NeedNotMet(Beds, Group, Offer, "Words")]).Stage);
        Confirm([.. Accepted, done], true).Facts(new NeedConfirmed(Beds, Group, Offer, Actor.System.Person, "Words"));
        Spec.Given<Need>([.. Accepted, done])
            .When((Need n) => WithdrawNeedHandler.Handle(new WithdrawNeed(Beds, "x"), n))
            .Refused("need-not-open");
    }

    [Fact]
    public async Task from_a_need_to_the_one_commitment_it_counts_towards()
    {
        var (group, grower, rival, other) = (
            await app.EnterpriseAsync("Lunch club"),
            await app.EnterpriseAsync("Growers"),
            await app.EnterpriseAsync("Builders"),
            await app.BuyerAsync("Another Trust")
        );
        var today = UkTime.DayOf(await app.NowAsync());
        var need = await PostAsync(group, today);
        var at = $"/api/v1/needs/{need}";
        var offer = BidSteps.Id(
            await grower.Http.DoAsync(
                $"{at}/offers",
                new
                {
                    organisationId = grower.Id,
                    what = "We dig",
                    by = today.AddDays(9),
                    quantity = 24,
                    unit = "hours",
                }
            )
        );
        await rival.Http.DoAsync(
            $"{at}/offers",
            new
            {
                organisationId = rival.Id,
                what = "New timber",
                by = today.AddDays(9),
            }
        );
        await app.SettledAsync();
        var anybody = await app.ClientAsync();
        // Who offers is between them and the group until one is accepted; no person is told at all.
        Assert.Empty((await anybody.ReadAsync(at))["offers"]!.AsArray());
        Assert.Single((await rival.Http.ReadAsync(at))["offers"]!.AsArray());
        Assert.Equal(2, (await group.Http.ReadAsync(at))["offers"]!.AsArray().Count);
        await group.Http.DoAsync($"{at}/offers/{offer}/acceptance", new { });

        var (first, second) = (await ContractAsync(group.Id, grower.Id, today), await ContractAsync(group.Id, grower.Id, today));
        // Two at once, for two contracts: one counts.
        var answers = await Task.WhenAll(
            new[] { first, second }.Select(c =>
                grower.Http.SendCommandAsync(
                    HttpMethod.Post,
                    $"{at}/attribution",
                    new { contractId = c.Contract, commitmentId = c.Commitment }
                )
            )
        );
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.UnprocessableEntity], answers.Select(a => a.StatusCode).Order());
        await grower.Http.DoAsync($"{at}/done", new { on = today, words = "Four beds stand" });
        await group.Http.DoAsync($"{at}/confirmation", new { met = true, words = "Eleven people plant" });
        await app.SettledAsync();
        var read = await anybody.ReadAsync(at);
        Assert.Equal("Confirmed", read["stage"]!.GetValue<string>());
        Assert.Null(read["attribution"]);
        Assert.Equal(grower.Id, read["offers"]![0]!["organisationId"]!.GetValue<Guid>());
        // The same hours stand in evidence of the same day: flagged for the parties, nobody else's affair.
        Assert.Equal(2, (await grower.Http.ReadAsync($"{at}/overlaps")).AsArray().Count);
        using (var none = await rival.Http.GetAsync(new Uri($"{at}/overlaps", UriKind.Relative)))
            Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        using var supplier = await Browsing.AsAsync(app, grower.Manager);
        Assert.Contains("it counts once", (await supplier.GetAsync($"/needs/{need}")).Html, StringComparison.Ordinal);

        (TestPerson Who, string Path, object Body, HttpStatusCode Answer)[] strangers =
        [
            (rival.Manager, $"{at}/offers/{offer}/acceptance", new { }, HttpStatusCode.NotFound),
            (rival.Manager, $"{at}/withdrawal", new { reason = "x" }, HttpStatusCode.NotFound),
            (rival.Manager, $"{at}/offers/{offer}/withdrawal", new { reason = "x" }, HttpStatusCode.NotFound),
            (rival.Manager, $"{at}/done", new { on = today, words = "x" }, HttpStatusCode.NotFound),
            (rival.Manager, $"{at}/confirmation", new { met = true, words = "x" }, HttpStatusCode.NotFound),
            (
                rival.Manager,
                $"{at}/attribution",
                new { contractId = first.Contract, commitmentId = first.Commitment },
                HttpStatusCode.NotFound
            ),
            (
                rival.Manager,
                "/api/v1/needs",
                new
                {
                    groupId = group.Id,
                    title = "x",
                    what = "x",
                    placeCode = Ward,
                    by = today.AddDays(9),
                },
                HttpStatusCode.NotFound
            ),
            (other.Approver, $"{at}/confirmation", new { met = true, words = "x" }, HttpStatusCode.Forbidden),
        ];
        foreach (var (who, path, body, answer) in strangers)
            await who.Http.RefusedWithAsync(path, body, answer);
        await anybody.RefusedWithAsync($"{at}/done", new { on = today, words = "x" }, HttpStatusCode.Unauthorized);
        using var strange = await Browsing.AsAsync(app, rival.Manager);
        foreach (
            var page in new[] { $"offers/{offer}/accept", $"offers/{offer}/withdraw", "withdraw", "done", "attribution", "confirmation" }
        )
            Assert.True((await strange.GetAsync($"/needs/{need}/{page}")).Status == HttpStatusCode.NotFound, page);
    }

    [Fact]
    public async Task on_pages_a_group_posts_a_supplier_offers_and_the_need_is_met()
    {
        var (group, grower) = (await app.EnterpriseAsync("Lunch club"), await app.EnterpriseAsync("Growers"));
        var today = UkTime.DayOf(await app.NowAsync());
        using var poster = await Browsing.AsAsync(app, group.Manager);
        using var supplier = await Browsing.AsAsync(app, grower.Manager);
        var unsaid = await poster.SendAsync(await poster.GetAsync("/needs/new"), "/needs/new");
        Assert.Equal(
            [
                "Say in a line what is needed",
                "Say what it is, without names of people",
                "Choose the ward or the district it is in",
                "Enter a day in the future",
            ],
            unsaid.Mistakes.Select(m => m.Sentence)
        );
        var need = await poster.DoneAsync(
            "/needs/new",
            [
                ("Title", "A ramp at the side door"),
                ("What", "Four metres"),
                ("Place", Ward),
                ("PlaceWords", "Ladywood"),
                .. PageSteps.Day("By", today.AddDays(30)),
                ("OnBehalfOf", "Friends of the hall"),
            ]
        );
        await app.SettledAsync();
        using var visitor = new Browsing(app);
        Assert.Contains("A ramp at the side door", (await visitor.GetAsync("/needs")).Html, StringComparison.Ordinal);
        await supplier.DoneAsync($"{need}/offers/new", [("What", "We build it"), .. PageSteps.Day("By", today.AddDays(9))]);
        await app.SettledAsync();
        Assert.DoesNotContain("We build it", (await visitor.GetAsync(need)).Html, StringComparison.Ordinal);
        var offers = await poster.GetAsync(need);
        Assert.Contains("We build it", offers.Html, StringComparison.Ordinal);
        var start = offers.Html.IndexOf($"{need}/offers/", StringComparison.Ordinal);
        await poster.DoneAsync(offers.Html[start..].Split('"')[0], []);
        await app.SettledAsync();
        await supplier.DoneAsync($"{need}/done", [.. PageSteps.Day("On", today), ("Words", "It stands")]);
        await app.SettledAsync();
        await poster.DoneAsync($"{need}/confirmation", [("Met", "true"), ("Words", "Prams come in")]);
        await app.SettledAsync();
        Assert.Contains("Prams come in", (await visitor.GetAsync(need)).Html, StringComparison.Ordinal);
        Assert.Contains("A ramp at the side door", (await supplier.GetAsync("/needs/own")).Html, StringComparison.Ordinal);
    }

    private static async Task<Guid> PostAsync(TestEnterprise group, DateOnly today) =>
        BidSteps.Id(
            await group.Http.DoAsync(
                "/api/v1/needs",
                new
                {
                    groupId = group.Id,
                    title = "Four raised beds",
                    what = "Waist high",
                    placeCode = Ward,
                    by = today.AddDays(30),
                }
            )
        );

    // A contract in force with one commitment in hours, and evidence of 40 of them in a time that holds today.
    private async Task<(Guid Contract, Guid Commitment)> ContractAsync(Guid buyer, Guid supplier, DateOnly today)
    {
        var (contract, commitment, tender, lot) = (
            Guid.CreateVersion7(),
            Guid.CreateVersion7(),
            Guid.CreateVersion7(),
            Guid.CreateVersion7()
        );
        var award = Guid.CreateVersion7();
        await app.StoreAsync(
            Guid.Empty,
            [
                (
                    contract,
                    "contract",
                    0,
                    [
                        new ContractPrepared(
                            contract,
                            award,
                            tender,
                            lot,
                            buyer,
                            [supplier],
                            supplier,
                            null,
                            "Grounds",
                            new Money(1000),
                            null,
                            "ab12",
                            [commitment]
                        ),
                        new ContractSigned(contract, award, tender, lot, buyer, [supplier], await app.NowAsync()),
                    ]
                ),
                (
                    commitment,
                    "commitment",
                    0,
                    [
                        new CommitmentPromised(
                            commitment,
                            Guid.CreateVersion7(),
                            tender,
                            lot,
                            Guid.CreateVersion7(),
                            supplier,
                            "Time given",
                            "We give time",
                            new CommitmentMetric("PPN 002", "February 2025", "7a", "hours"),
                            200,
                            Additional: true
                        ),
                        new CommitmentContracted(commitment, contract, buyer, [supplier], null),
                        new EvidenceRecorded(
                            commitment,
                            contract,
                            Guid.CreateVersion7(),
                            supplier,
                            40,
                            new Period(today.AddDays(-20), today),
                            "Planting days",
                            []
                        ),
                    ]
                ),
            ]
        );
        return (contract, commitment);
    }

    private static Need State(object[] facts) => facts.Aggregate(Need.Empty, (n, f) => n.Evolve(f));

    private static Then Make(object[] facts, OfferForNeed command) =>
        Spec.Given<Need>(facts).When((Stream<Need> n) => OfferForNeedHandler.Handle(command, n, Actor.System, Now));

    private static Then Accept(object[] facts, Guid offer) =>
        Spec.Given<Need>(facts).When((Need n) => AcceptNeedOfferHandler.Handle(new AcceptNeedOffer(Beds, offer), n, Actor.System));

    private static Then Count(object[] facts, AttributingContract contract) =>
        Spec.Given<Need>(facts)
            .When((Need n) => AttributeNeedOfferHandler.Handle(new AttributeNeedOffer(Beds, Deal, Hours), n, contract, Actor.System));

    private static Then Back(object[] facts) =>
        Spec.Given<Need>(facts).When((Need n) => WithdrawNeedOfferHandler.Handle(new WithdrawNeedOffer(Beds, Offer, "Ill"), n));

    private static Then Done(object[] facts, DateOnly on) =>
        Spec.Given<Need>(facts).When((Need n) => ReportNeedDoneHandler.Handle(new ReportNeedDone(Beds, on, "Dug"), n, Now));

    private static Then Confirm(object[] facts, bool met) =>
        Spec.Given<Need>(facts).When((Need n) => ConfirmNeedHandler.Handle(new ConfirmNeed(Beds, met, "Words"), n, Actor.System));
}
