using System.Net;
using UseIt.Marketplace.Developments;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Enterprises;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Notifications;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Developments;

/// <summary>What is owed flows down to who does the work, with its proof; and work set aside, with what of it was reached.</summary>
public sealed class FlowDownTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private const string Ward = "E05011151";

    private static readonly Guid Quarter = Guid.CreateVersion7();
    private static readonly Guid Developer = Guid.CreateVersion7();
    private static readonly Guid Council = Guid.CreateVersion7();
    private static readonly Guid Contractor = Guid.CreateVersion7();
    private static readonly Guid Supplier = Guid.CreateVersion7();
    private static readonly Guid Owed = Guid.CreateVersion7();
    private static readonly Guid Package = Guid.CreateVersion7();
    private static readonly Guid Flow = Guid.CreateVersion7();
    private static readonly Guid Delivery = Guid.CreateVersion7();
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2026, 6, 1);
    private static readonly object[] Begun =
    [
        new DevelopmentRegistered(Quarter, Developer, Council, "Quarter", "Canal", Ward, 120, "1/PA", Developer),
        new PlanningObligationAgreed(Quarter, Developer, Owed, "Apprentices", 8, "apprentices", new(ObligationTrigger.OnDay, Today)),
        new MainContractorAppointed(Quarter, Developer, Contractor, Today),
        new WorksPackageExpected(Quarter, Contractor, Package, "Kitchens", Today, Today),
    ];

    [Fact]
    public void nobody_passes_on_more_than_it_holds_or_past_the_next()
    {
        PassOn(Developer, Supplier, 5).Refused("pass-on-to-wrong");
        PassOn(Developer, Developer, 5).Refused("pass-on-to-wrong");
        PassOn(Developer, Contractor, 9, " ").Refused("pass-on-too-much", "agreement-missing");
        PassOn(Developer, Contractor, 0).Refused("quantity-wrong");
        PassOn(Developer, Contractor, 6)
            .Facts(new ObligationPassedOn(Quarter, Owed, Flow, Developer, Contractor, 6, "Clause 4", Today, Actor.System.Person));
        var passed = Passed(6);
        PassOn(Developer, Contractor, 6, facts: [passed]).Nothing();
        PassOn(Developer, Contractor, 3, facts: [passed], flow: Guid.CreateVersion7()).Refused("pass-on-too-much");
        object let = new WorksPackageLet(Quarter, Contractor, Package, Supplier, Today);
        // What it has not accepted is not its own to pass on.
        PassOn(Contractor, Supplier, 1, facts: [passed, let], flow: Guid.CreateVersion7()).Refused("pass-on-too-much");
        object accepted = new PassedOnAccepted(Quarter, Flow, Developer, Contractor, Contractor);
        PassOn(Contractor, Supplier, 7, facts: [passed, let, accepted], flow: Guid.CreateVersion7()).Refused("pass-on-too-much");
        Assert.Single(PassOn(Contractor, Supplier, 6, facts: [passed, let, accepted], flow: Guid.CreateVersion7()).Decision.Events);
        object discharged = new PlanningObligationDischarged(Quarter, Council, Owed, Today, "S106", Council);
        PassOn(Developer, Contractor, 1, facts: [discharged]).Refused("obligation-discharged");
    }

    [Fact]
    public void a_delivery_is_told_after_acceptance_with_proof_and_decided_once()
    {
        var passed = Passed(6);
        object accepted = new PassedOnAccepted(Quarter, Flow, Developer, Contractor, Contractor);
        Deliver([passed]).Refused("pass-on-not-accepted");
        Deliver([passed, accepted], " ").Refused("proof-missing");
        Deliver([passed, accepted], on: Today.AddDays(1)).Refused("day-wrong");
        var by = Actor.System.Person;
        object told = new PassedOnDelivered(Quarter, Flow, Developer, Contractor, Delivery, 2, Today, "Payroll, folder 7", by);
        Deliver([passed, accepted]).Facts(told);
        Deliver([passed, accepted, told]).Nothing();
        Decide([passed, accepted], true).Refused("delivery-unknown");
        Decide([passed, accepted, told], false).Refused("reason-missing");
        Decide([passed, accepted, told], true).Facts(new PassedOnConfirmed(Quarter, Flow, Developer, Contractor, Delivery, by));
        object confirmed = new PassedOnConfirmed(Quarter, Flow, Developer, Contractor, Delivery, Developer);
        Decide([passed, accepted, told, confirmed], true).Nothing();
        Decide([passed, accepted, told, confirmed], false, "Late").Refused("delivery-decided");
    }

    [Fact]
    public void what_is_set_aside_goes_to_others_only_with_a_reason()
    {
        object aside = new WorksPackageSetAside(Quarter, Contractor, Package, SetAsideFor.SocialEnterprises);
        var mission = Guid.CreateVersion7();
        var verified = SupplierStanding
            .Empty.Evolve(
                new StatusEvidenceRecorded(Supplier, Supplier, mission, StatusCriterion.Mission, "Articles", null, Today, Today.AddDays(9))
            )
            .Evolve(new StatusEvidenceVerified(Supplier, Supplier, mission, Council));
        Assert.Equal((true, false), (verified.IsSocialEnterprise(Today.AddDays(9)), verified.IsSocialEnterprise(Today.AddDays(10))));
        Let([aside], SupplierStanding.Empty).Refused("set-aside-reason-missing");
        Let([aside], SupplierStanding.Empty, "Nobody else could")
            .Facts(
                new WorksPackageLet(Quarter, Contractor, Package, Supplier, Today),
                new PackageSupplierKnown(Quarter, Package, Supplier, false, true),
                new SetAsideNotKept(Quarter, Contractor, Package, SetAsideFor.SocialEnterprises, "Nobody else could")
            );
        Let([aside], verified)
            .Facts(
                new WorksPackageLet(Quarter, Contractor, Package, Supplier, Today),
                new PackageSupplierKnown(Quarter, Package, Supplier, true, true)
            );
        SetAside(Begun, Guid.CreateVersion7()).Refused("package-unknown");
        SetAside([.. Begun, aside], Package).Nothing();
        SetAside([.. Begun, new WorksPackageLet(Quarter, Contractor, Package, Supplier, Today)], Package).Refused("package-let");
    }

    [Theory]
    // B16 lies in Birmingham alone; B66 in Sandwell; nothing is guessed of an address nobody has given.
    [InlineData("B16 8JL", true)]
    [InlineData("B66 1AA", false)]
    [InlineData(null, null)]
    [InlineData("ZZ1 1ZZ", null)]
    public void a_firm_is_local_by_its_address_alone(string? postcode, bool? local) =>
        Assert.Equal(local, SetAsides.IsLocal(postcode, Ward));

    [Fact]
    public async Task from_developer_to_supplier_with_proof_and_nobody_else_sees_the_agreement()
    {
        var (developer, council) = (await app.BuyerAsync("Flow Homes"), await app.BuyerAsync("Flow Borough"));
        var (contractor, supplier) = (await app.EnterpriseAsync("Flow Works"), await app.EnterpriseAsync("Flow Kitchens"));
        var today = UkTime.DayOf(await app.NowAsync());
        var (http, builds) = (developer.Author.Http, contractor.Http);
        var development = BidSteps.Id(
            await http.DoAsync(
                "/api/v1/developments",
                new
                {
                    developerId = developer.Id,
                    councilId = council.Id,
                    name = "Flow Quarter",
                    site = "By the canal",
                    placeCode = Ward,
                    homes = 12,
                    planningReference = "3/PA",
                }
            )
        );
        var at = $"/api/v1/developments/{development}";
        var owed = BidSteps.Id(
            await http.DoAsync(
                $"{at}/obligations",
                new
                {
                    title = "Apprentices",
                    quantity = 8,
                    unit = "apprentices",
                    due = new { trigger = "Commencement" },
                }
            )
        );
        await http.DoAsync($"{at}/contractor", new { contractorId = contractor.Id, on = today });
        await http.DoAsync($"{at}/shares", new { @for = "SocialEnterprises", percent = 50 });
        var package = BidSteps.Id(
            await builds.DoAsync(
                $"{at}/packages",
                new
                {
                    title = "Kitchens",
                    opens = today,
                    starts = today,
                }
            )
        );
        await builds.DoAsync($"{at}/packages/{package}/set-aside", new { @for = "SocialEnterprises" });
        var letting = $"{at}/packages/{package}/letting";
        await builds.RefusedAsync(letting, new { supplierId = supplier.Id, on = today }, "set-aside-reason-missing");
        await builds.DoAsync(
            letting,
            new
            {
                supplierId = supplier.Id,
                on = today,
                reason = "No social enterprise offered",
            }
        );

        object Passing(Guid to, decimal quantity) =>
            new
            {
                toId = to,
                quantity,
                agreement = "Contract 1, clause 9",
                on = today,
            };
        var flows = $"{at}/obligations/{owed}/flows";
        var first = BidSteps.Id(await http.DoAsync(flows, Passing(contractor.Id, 5)));
        await builds.RefusedAsync(flows, Passing(supplier.Id, 2), "pass-on-too-much");
        await builds.DoAsync($"{at}/flows/{first}/acceptance", new { });
        // Of two at once no more is passed on than there is.
        var both = await Task.WhenAll(
            Enumerable.Range(0, 2).Select(_ => builds.SendCommandAsync(HttpMethod.Post, flows, Passing(supplier.Id, 4)))
        );
        var refused = Assert.Single(both, b => !b.IsSuccessStatusCode);
        Assert.Contains("pass-on-too-much", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await app.SettledAsync();
        var seen = (await supplier.Http.ReadAsync($"{at}/flows")).AsArray();
        var second = Assert.Single(seen)!["flowId"]!.GetValue<Guid>();
        await supplier.Http.DoAsync($"{at}/flows/{second}/acceptance", new { });
        var delivered = BidSteps.Id(
            await supplier.Http.DoAsync(
                $"{at}/flows/{second}/deliveries",
                new
                {
                    quantity = 3,
                    on = today,
                    proof = "Payroll of May, folder 7",
                }
            )
        );
        var decision = $"{at}/flows/{second}/deliveries/{delivered}/decision";
        // Who delivers does not confirm itself, and the developer is no side of this agreement.
        foreach (var other in new[] { supplier.Http, http, council.Author.Http })
            await other.RefusedWithAsync(decision, new { accepted = true }, HttpStatusCode.NotFound);
        await (await app.ClientAsync()).RefusedWithAsync(decision, new { accepted = true }, HttpStatusCode.Unauthorized);
        await builds.DoAsync(decision, new { accepted = true });
        await app.SettledAsync();
        foreach (var (who, count) in new[] { (http, 2), (council.Author.Http, 2), (builds, 2), (supplier.Http, 1) })
            Assert.Equal(count, (await who.ReadAsync($"{at}/flows")).AsArray().Count);
        var stranger = await app.EnterpriseAsync("Flow Stranger");
        using (var nothing = await stranger.Http.GetAsync(new Uri($"{at}/flows", UriKind.Relative)))
            Assert.Equal(HttpStatusCode.NotFound, nothing.StatusCode);
        var read = await (await app.ClientAsync()).ReadAsync(at);
        Assert.Equal("No social enterprise offered", read["packages"]![0]!["notKept"]!.GetValue<string>());
        Assert.Equal((1, 0), (read["reached"]![0]!["let"]!.GetValue<int>(), read["reached"]![0]!["reached"]!.GetValue<int>()));
        Assert.DoesNotContain("Contract 1, clause 9", read.ToJsonString(), StringComparison.Ordinal);
        using var visitor = new Browsing(app);
        var page = (await visitor.GetAsync($"/developments/{development}")).Html;
        Assert.Contains("No social enterprise offered", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Passed on down the chain", page, StringComparison.Ordinal);
        using var council1 = await Browsing.AsAsync(app, council.Author);
        Assert.Contains("3 apprentices", (await council1.GetAsync($"/developments/{development}")).Html, StringComparison.Ordinal);
        using var strange = await Browsing.AsAsync(app, stranger.Manager);
        foreach (var path in new[] { $"flows/{second}", $"obligations/{owed}/pass-on", "shares/new", $"packages/{package}/set-aside" })
            Assert.True((await strange.GetAsync($"/developments/{development}/{path}")).Status == HttpStatusCode.NotFound, path);
    }

    [Fact]
    public async Task on_pages_what_is_owed_is_passed_on_taken_delivered_and_sent_back()
    {
        var (developer, council) = (await app.BuyerAsync("Chain Homes"), await app.BuyerAsync("Chain Borough"));
        var contractor = await app.EnterpriseAsync("Chain Works");
        var today = UkTime.DayOf(await app.NowAsync());
        var development = Guid.CreateVersion7();
        await app.DoAsync(new RegisterDevelopment(development, developer.Id, council.Id, "Chain Mews", "Site", Ward, 5, "4/PA"));
        var owed = Guid.CreateVersion7();
        var at = $"/developments/{development}";
        var http = developer.Author.Http;
        await http.DoAsync(
            $"/api/v1{at}/obligations",
            new
            {
                obligationId = owed,
                title = "Work experience",
                quantity = 10,
                unit = "weeks",
                due = new { trigger = "Commencement" },
            }
        );
        await http.DoAsync($"/api/v1{at}/contractor", new { contractorId = contractor.Id, on = today });
        await app.SettledAsync();
        using var owes = await Browsing.AsAsync(app, developer.Author);
        using var builds = await Browsing.AsAsync(app, contractor.Manager);
        await owes.DoneAsync($"{at}/shares/new", [("For", "Either"), ("Percent", "30")]);
        var form = $"{at}/obligations/{owed}/pass-on";
        var unsaid = await owes.SendAsync(await owes.GetAsync(form), form);
        Assert.Contains("Enter how much, more than 0", unsaid.Mistakes.Select(m => m.Sentence));
        var flow = await owes.DoneAsync(
            form,
            [("ToId", contractor.Id.ToString()), ("Quantity", "6"), ("Agreement", "Clause 3"), .. PageSteps.Day("On", today)]
        );
        await app.SettledAsync();
        await builds.PressedAsync(flow, "Accept");
        await app.SettledAsync();
        await builds.PressedAsync(
            flow,
            "Deliver",
            [("Quantity", "2"), .. PageSteps.Day("On", today), ("Proof", "Register of attendance, folder 2")]
        );
        await app.SettledAsync();
        await owes.PressedAsync(flow, "Decide", [("Accepted", "false"), ("Reason", "The register is not signed")]);
        await app.SettledAsync();
        var seen = (await builds.GetAsync(flow)).Html;
        Assert.Contains("Sent back: The register is not signed", seen, StringComparison.Ordinal);
        Assert.Contains("Register of attendance, folder 2", seen, StringComparison.Ordinal);
        Assert.Equal(
            [("obligation-passed-on", true), ("passed-on-rejected", false)],
            await contractor.Http.ToldAsync("obligation-", "passed-on-")
        );
        Assert.Equal([("passed-on-delivered", true)], await http.ToldAsync("passed-on-"));
        using var visitor = new Browsing(app);
        Assert.Contains("Nothing is let yet", (await visitor.GetAsync(at)).Html, StringComparison.Ordinal);
    }

    [Fact]
    public void who_takes_on_what_was_passed_on_does_so_before_it_is_discharged()
    {
        object accepted = new PassedOnAccepted(Quarter, Flow, Developer, Contractor, Actor.System.Person);
        object discharged = new PlanningObligationDischarged(Quarter, Council, Owed, Today, "S106", Council);
        Take(Passed(6)).Facts(accepted);
        Take(Passed(6), accepted).Nothing();
        Take(Passed(6), discharged).Refused("obligation-discharged");
        // What was taken on stays so.
        Take(Passed(6), accepted, discharged).Nothing();

        static Then Take(params object[] facts) =>
            Spec.Given<Development>([.. Begun, .. facts])
                .When((Development d) => AcceptPassedOnHandler.Handle(new AcceptPassedOn(Quarter, Flow), d, Actor.System));
    }

    [Fact]
    public void a_share_is_declared_once_and_anew_only_as_another()
    {
        var declared = new DevelopmentShareDeclared(Quarter, Developer, SetAsideFor.Either, 30);
        Declare(30).Facts(declared);
        Declare(30, declared).Nothing();
        Declare(40, declared).Facts(declared with { Percent = 40 });
        foreach (var wrong in new[] { -1m, 0m, 100.01m })
            Declare(wrong, declared).Refused("percent-wrong");

        static Then Declare(decimal percent, params object[] facts) =>
            Spec.Given<Development>([.. Begun, .. facts])
                .When((Development d) => DeclareShareHandler.Handle(new DeclareShare(Quarter, SetAsideFor.Either, percent), d));
    }

    [Fact]
    public async Task what_comes_after_the_discharge_is_refused_in_words()
    {
        var (developer, council) = (await app.BuyerAsync("Late Homes"), await app.BuyerAsync("Late Borough"));
        var contractor = await app.EnterpriseAsync("Late Works");
        var today = UkTime.DayOf(await app.NowAsync());
        var (development, owed) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await app.DoAsync(new RegisterDevelopment(development, developer.Id, council.Id, "Late Mews", "Site", Ward, 5, "5/PA"));
        var (at, http) = ($"/api/v1/developments/{development}", developer.Author.Http);
        await http.DoAsync(
            $"{at}/obligations",
            new
            {
                obligationId = owed,
                title = "Work experience",
                quantity = 10,
                unit = "weeks",
                due = new { trigger = "Commencement" },
            }
        );
        await http.DoAsync($"{at}/contractor", new { contractorId = contractor.Id, on = today });
        object passing = new
        {
            toId = contractor.Id,
            quantity = 4,
            agreement = "Clause 3",
            on = today,
        };
        var flow = BidSteps.Id(await http.DoAsync($"{at}/obligations/{owed}/flows", passing));
        await http.DoAsync(
            $"{at}/obligations/{owed}/deliveries",
            new
            {
                quantity = 10,
                on = today,
                words = "All of it",
            }
        );
        await council.Author.Http.DoAsync($"{at}/obligations/{owed}/discharge", new { on = today, reference = "D/5" });
        await contractor.Http.RefusedSayingAsync(
            $"{at}/flows/{flow}/acceptance",
            new { },
            "obligation-discharged",
            "The council has discharged it"
        );
        await http.RefusedSayingAsync($"{at}/obligations/{owed}/flows", passing, "obligation-discharged", "The council has discharged it");
        Assert.Empty(await app.FactsAsync<PassedOnAccepted>(development));
        // Two who declare the same share at once have declared it once, and both are told that it is declared.
        var share = new { @for = "Either", percent = 30 };
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => http.DoAsync($"{at}/shares", share)));
        Assert.Single(await app.FactsAsync<DevelopmentShareDeclared>(development));
    }

    private static ObligationPassedOn Passed(decimal quantity) =>
        new(Quarter, Owed, Flow, Developer, Contractor, quantity, "Clause 4", Today, Developer);

    private static Then PassOn(
        Guid from,
        Guid to,
        decimal quantity,
        string agreement = "Clause 4",
        object[]? facts = null,
        Guid? flow = null
    ) =>
        Spec.Given<Development>([.. Begun, .. facts ?? []])
            .When(
                (Development d) =>
                    PassOnObligationHandler.Handle(
                        new PassOnObligation(Quarter, Owed, flow ?? Flow, to, quantity, agreement, Today),
                        d,
                        new Actor(Actor.System.Person, from, new HashSet<string> { Roles.Author }, "membership:x"),
                        Now
                    )
            );

    private static Then Deliver(object[] facts, string proof = "Payroll, folder 7", DateOnly? on = null) =>
        Spec.Given<Development>([.. Begun, .. facts])
            .When(
                (Development d) =>
                    DeliverPassedOnHandler.Handle(new DeliverPassedOn(Quarter, Flow, Delivery, 2, on ?? Today, proof), d, Actor.System, Now)
            );

    private static Then Decide(object[] facts, bool accepted, string? reason = null) =>
        Spec.Given<Development>([.. Begun, .. facts])
            .When(
                (Development d) =>
                    DecidePassedOnHandler.Handle(new DecidePassedOn(Quarter, Flow, Delivery, accepted, reason), d, Actor.System)
            );

    private static Then Let(object[] facts, SupplierStanding standing, string? reason = null) =>
        Spec.Given<Development>([.. Begun, .. facts])
            .When(
                (Development d) =>
                    LetPackageHandler.Handle(
                        new LetPackage(Quarter, Package, Supplier, Today, reason),
                        d,
                        BuildingOrganisation.Empty with
                        {
                            Kinds = [OrganisationKind.Enterprise],
                            PostalCode = "B16 8JL",
                        },
                        standing,
                        Now
                    )
            );

    private static Then SetAside(object[] facts, Guid package) =>
        Spec.Given<Development>(facts)
            .When(
                (Development d) => SetPackageAsideHandler.Handle(new SetPackageAside(Quarter, package, SetAsideFor.SocialEnterprises), d)
            );
}
