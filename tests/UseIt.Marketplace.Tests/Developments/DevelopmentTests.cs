using System.Net;
using UseIt.Marketplace.Developments;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Developments;

/// <summary>A development from what is owed for it to the council's discharge, and who else may not say so.</summary>
public sealed class DevelopmentTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private const string Ward = "E05011151";

    private static readonly Guid Quarter = Guid.CreateVersion7();
    private static readonly Guid Builder = Guid.CreateVersion7();
    private static readonly Guid Council = Guid.CreateVersion7();
    private static readonly Guid Path = Guid.CreateVersion7();
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2026, 6, 1);
    private static readonly ObligationDue AtFifty = new(ObligationTrigger.Occupation, Homes: 50, WithinDays: 28);
    private static readonly object[] Registered =
    [
        new DevelopmentRegistered(Quarter, Builder, Council, "Quarter", "Canal", Ward, 120, "1/PA", Builder),
    ];
    private static readonly object[] Owed =
    [
        .. Registered,
        new PlanningObligationAgreed(Quarter, Builder, Path, "A path", 400, "metres", AtFifty),
    ];

    [Fact]
    public void an_obligation_falls_due_on_its_day_or_after_its_trigger()
    {
        Assert.Equal(Today, ObligationDays.LastDay(new ObligationDue(ObligationTrigger.OnDay, Today), null, []));
        var begun = new ObligationDue(ObligationTrigger.Commencement, WithinDays: 60);
        Assert.Null(ObligationDays.LastDay(begun, null, []));
        Assert.Equal(Today.AddDays(60), ObligationDays.LastDay(begun, Today, []));
        Occupation[] lived = [new(49, Today), new(50, Today.AddDays(10)), new(90, Today.AddDays(20))];
        Assert.Null(ObligationDays.LastDay(AtFifty, Today, lived[..1]));
        // By the day the fiftieth was lived in, not by the last that was recorded.
        Assert.Equal(Today.AddDays(38), ObligationDays.LastDay(AtFifty, Today, lived));
        Assert.Equal(ObligationState.NotDueYet, ObligationDays.Of(null, discharged: false, Today));
        Assert.Equal(ObligationState.Due, ObligationDays.Of(Today, discharged: false, Today));
        Assert.Equal(ObligationState.Overdue, ObligationDays.Of(Today, discharged: false, Today.AddDays(1)));
        Assert.Equal(ObligationState.Discharged, ObligationDays.Of(Today, discharged: true, Today.AddDays(1)));
    }

    [Fact]
    public void an_obligation_that_comes_due_waits_for_the_developer_and_then_for_the_council()
    {
        var row = new DevelopmentRow(Quarter, Builder, Council, "Quarter", "Canal", Ward, 120, "1/PA", null, [], null, [], [], []);
        var path = new ObligationRow(Path, "A path", 400, "metres", AtFifty, [], null, null);
        string[] Said(DevelopmentRow development, Guid own, DateOnly today) =>
            [.. DevelopmentWaiting.Of(development, own, today).Select(t => t.What)];
        row = row with { Obligations = [path] };
        // Its trigger has not been reached.
        Assert.Empty(Said(row, Builder, Today));
        row = row with { Occupations = [new Occupation(50, Today)] };
        Assert.Equal(["Deliver a planning obligation"], Said(row, Builder, Today));
        Assert.Empty(Said(row, Council, Today.AddDays(28)));
        Assert.Equal(["A planning obligation is overdue"], Said(row, Builder, Today.AddDays(29)));
        Assert.Equal(["A planning obligation is overdue"], Said(row, Council, Today.AddDays(29)));
        var done = row with { Obligations = [path with { Deliveries = [new ObligationDelivery(400, Today, "Walked")] }] };
        Assert.Empty(Said(done, Builder, Today));
        Assert.Equal(["Decide whether a planning obligation is discharged"], Said(done, Council, Today));
        Assert.Empty(Said(done with { Obligations = [done.Obligations[0] with { DischargedOn = Today }] }, Council, Today.AddDays(99)));
        // One of a day comes up before it.
        var dated = row with
        {
            Obligations = [path with { Due = new ObligationDue(ObligationTrigger.OnDay, Today.AddDays(60)) }],
        };
        Assert.Equal(["Deliver a planning obligation"], Said(dated, Builder, Today));
        Assert.Empty(Said(dated, Builder, Today.AddDays(-1)));
        Assert.Empty(Said(dated, Path, Today));
    }

    [Fact]
    public void a_development_has_another_council_and_its_obligations_a_trigger_that_can_come()
    {
        Spec.Given<Development>()
            .When((Stream<Development> d) => Register(d, isChecked: true))
            .Refused("name-missing", "site-missing", "place-unknown", "homes-wrong", "reference-missing", "council-unknown");
        Spec.Given<Development>().When((Stream<Development> d) => Register(d, isChecked: false)).Refused("developer-not-checked");
        Agree(new AgreeObligation(Quarter, Path, "", 0, "", new ObligationDue(ObligationTrigger.OnDay)))
            .Refused("title-missing", "quantity-wrong", "unit-missing", "day-missing");
        Agree(new AgreeObligation(Quarter, Path, "x", 1, "x", AtFifty with { Homes = 121, WithinDays = -1 }))
            .Refused("trigger-homes-wrong", "within-days-wrong");
        Assert.Single(Agree(new AgreeObligation(Quarter, Path, "x", 1, "x", AtFifty with { Homes = 120 })).Decision.Events);

        static Decision Register(Stream<Development> development, bool isChecked)
        {
            var builder = BuildingOrganisation.Empty with { Kinds = [OrganisationKind.Buyer], Checked = isChecked };
            var command = new RegisterDevelopment(Quarter, Builder, Builder, "", " ", "E12000005", -1, "");
            return RegisterDevelopmentHandler.Handle(command, development, builder, builder, Actor.System);
        }
    }

    [Fact]
    public void homes_are_lived_in_one_after_another()
    {
        Progress(Registered, Today, 34)
            .Facts(new DevelopmentCommenced(Quarter, Builder, Today), new HomesOccupied(Quarter, Builder, 34, Today));
        object[] lived = [.. Registered, new DevelopmentCommenced(Quarter, Builder, Today), new HomesOccupied(Quarter, Builder, 34, Today)];
        Progress(lived, Today, 33).Refused("homes-occupied-wrong");
        Progress(lived, Today, 121).Refused("homes-occupied-wrong");
        Progress(lived, Today.AddDays(-1), 40).Refused("progress-earlier");
        Progress(lived, Today.AddDays(1), 40).Refused("day-wrong");
        Progress(lived, Today, 34).Nothing();
        Progress(lived, Today, null).Nothing();
    }

    [Fact]
    public void the_council_discharges_what_was_delivered_and_nothing_follows()
    {
        Discharge(Owed).Refused("nothing-delivered");
        object delivered = new PlanningObligationDelivered(Quarter, Builder, Path, Guid.CreateVersion7(), 400, Today, "Lit");
        Discharge([.. Owed, delivered], " ").Refused("reference-missing");
        Discharge([.. Owed, delivered]).Facts(new PlanningObligationDischarged(Quarter, Council, Path, Today, "S106", Actor.System.Person));
        object discharged = new PlanningObligationDischarged(Quarter, Council, Path, Today, "S106", Council);
        Discharge([.. Owed, delivered, discharged]).Nothing();
        Deliver([.. Owed, delivered, discharged]).Refused("obligation-discharged");
        Assert.Single(Deliver(Owed).Decision.Events);
    }

    [Fact]
    public void a_package_is_let_once_and_not_to_oneself()
    {
        var (package, supplier) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        object[] announced =
        [
            .. Registered,
            new MainContractorAppointed(Quarter, Builder, Builder, Today),
            new WorksPackageExpected(Quarter, Builder, package, "Kitchens", Today, Today),
        ];
        Let(Registered, package, supplier).Refused("package-unknown");
        Let(announced, package, Builder).Refused("supplier-unknown");
        Let(announced, package, supplier)
            .Facts(
                new WorksPackageLet(Quarter, Builder, package, supplier, Today),
                new PackageSupplierKnown(Quarter, package, supplier, SocialEnterprise: false, Local: null)
            );
        object let = new WorksPackageLet(Quarter, Builder, package, supplier, Today);
        Let([.. announced, let], package, supplier).Nothing();
        Let([.. announced, let], package, Guid.CreateVersion7()).Refused("package-let");
    }

    [Fact]
    public async Task from_what_is_owed_to_a_discharge_and_nobody_else_says_so()
    {
        var (developer, council) = (await app.BuyerAsync("Quarter Homes"), await app.BuyerAsync("Borough Council"));
        var (contractor, local) = (await app.EnterpriseAsync("Main Works"), await app.EnterpriseAsync("Kitchen fitters"));
        var today = UkTime.DayOf(await app.NowAsync());
        var (http, watch) = (developer.Author.Http, council.Author.Http);
        var development = BidSteps.Id(
            await http.DoAsync(
                "/api/v1/developments",
                new
                {
                    developerId = developer.Id,
                    councilId = council.Id,
                    name = "Quarter",
                    site = "By the canal",
                    placeCode = Ward,
                    homes = 120,
                    planningReference = "1/PA",
                }
            )
        );
        var at = $"/api/v1/developments/{development}";
        await http.DoAsync(
            $"{at}/phases",
            new
            {
                name = "One",
                start = today,
                end = today.AddDays(9),
            }
        );
        var owed = BidSteps.Id(
            await http.DoAsync(
                $"{at}/obligations",
                new
                {
                    title = "A lit path",
                    quantity = 400,
                    unit = "metres",
                    due = new
                    {
                        trigger = "Occupation",
                        homes = 50,
                        withinDays = 28,
                    },
                }
            )
        );
        await http.DoAsync($"{at}/progress", new { on = today, homesOccupied = 50 });
        await http.DoAsync($"{at}/contractor", new { contractorId = contractor.Id, on = today });
        var package = BidSteps.Id(
            await contractor.Http.DoAsync(
                $"{at}/packages",
                new
                {
                    title = "Kitchens",
                    opens = today,
                    starts = today,
                }
            )
        );
        await contractor.Http.DoAsync($"{at}/packages/{package}/letting", new { supplierId = local.Id, on = today });
        var delivery = $"{at}/obligations/{owed}/deliveries";
        var discharge = $"{at}/obligations/{owed}/discharge";
        var told = new
        {
            quantity = 400,
            on = today,
            words = "It is lit",
        };
        await http.DoAsync(delivery, told);
        // The developer does not discharge itself.
        await http.RefusedWithAsync(discharge, new { on = today, reference = "S106/1" }, HttpStatusCode.NotFound);
        await watch.DoAsync(discharge, new { on = today, reference = "S106/1" });
        await app.SettledAsync();
        var read = await (await app.ClientAsync()).ReadAsync(at);
        Assert.Equal("S106/1", read["obligations"]![0]!["dischargeReference"]!.GetValue<string>());
        Assert.Equal(local.Id, read["packages"]![0]!["supplierId"]!.GetValue<Guid>());

        var other = await app.BuyerAsync("Elsewhere");
        var anybody = await app.ClientAsync();
        (string Path, object Body)[] all =
        [
            (
                $"{at}/phases",
                new
                {
                    name = "x",
                    start = today,
                    end = today,
                }
            ),
            (
                $"{at}/obligations",
                new
                {
                    title = "x",
                    quantity = 1,
                    unit = "x",
                    due = new { trigger = "Commencement" },
                }
            ),
            ($"{at}/progress", new { on = today, homesOccupied = 60 }),
            (delivery, told),
            (discharge, new { on = today, reference = "x" }),
            ($"{at}/contractor", new { contractorId = other.Id, on = today }),
            (
                $"{at}/packages",
                new
                {
                    title = "x",
                    opens = today,
                    starts = today,
                }
            ),
            ($"{at}/packages/{package}/letting", new { supplierId = other.Id, on = today }),
        ];
        foreach (var (path, body) in all)
        {
            await other.Author.Http.RefusedWithAsync(path, body, HttpStatusCode.NotFound);
            await anybody.RefusedWithAsync(path, body, HttpStatusCode.Unauthorized);
        }
        using var strange = await Browsing.AsAsync(app, other.Author);
        foreach (var page in new[] { "phases/new", "obligations/new", "progress", "contractor", "packages/new", $"packages/{package}/let" })
            Assert.True((await strange.GetAsync($"/developments/{development}/{page}")).Status == HttpStatusCode.NotFound, page);
    }

    [Fact]
    public async Task on_pages_a_developer_owes_delivers_and_a_council_discharges()
    {
        var developer = await app.BuyerAsync("Page Homes");
        var council = await app.BuyerAsync("Wombat Borough");
        await app.SettledAsync();
        var today = UkTime.DayOf(await app.NowAsync());
        using var builder = await Browsing.AsAsync(app, developer.Author);
        using var watcher = await Browsing.AsAsync(app, council.Author);
        var development = await builder.DoneAsync(
            "/developments/new?Q=Wombat",
            [
                ("CouncilId", council.Id.ToString()),
                ("Name", "Marsupial Mews"),
                ("Site", "By the burrow"),
                ("Place", Ward),
                ("PlaceWords", "Ladywood"),
                ("Homes", "10"),
                ("PlanningReference", "2/PA"),
            ]
        );
        await app.SettledAsync();
        var page = $"{development}/obligations/new";
        var unsaid = await builder.SendAsync(await builder.GetAsync(page), page, ("Trigger", "Occupation"));
        Assert.Equal(
            [
                "Say in a line what it is",
                "Enter how much, more than 0",
                "Say in what it is counted, for example apprentices",
                "Enter after how many homes are lived in, no more than are planned",
            ],
            unsaid.Mistakes.Select(m => m.Sentence)
        );
        await builder.DoneAsync(
            page,
            [("Title", "A play area"), ("Quantity", "1"), ("Unit", "area"), ("Trigger", "Occupation"), ("Homes", "5")]
        );
        await app.SettledAsync();
        Assert.Contains("When 5 homes are lived in", (await watcher.GetAsync(development)).Html, StringComparison.Ordinal);
        await builder.DoneAsync($"{development}/progress", [("HomesOccupied", "5"), .. PageSteps.Day("On", today)]);
        await app.SettledAsync();
        var seen = await builder.GetAsync(development);
        var delivery = seen.Html[
                seen.Html.IndexOf(
                    $"{development}/obligations/",
                    seen.Html.IndexOf("<table", StringComparison.Ordinal),
                    StringComparison.Ordinal
                )..
            ]
            .Split('"')[0];
        await builder.DoneAsync(delivery, [("Quantity", "1"), .. PageSteps.Day("On", today), ("Words", "It is open")]);
        await app.SettledAsync();
        await watcher.DoneAsync(
            delivery.Replace("/delivery", "/discharge", StringComparison.Ordinal),
            [("Reference", "S106/9"), .. PageSteps.Day("On", today)]
        );
        await app.SettledAsync();
        using var visitor = new Browsing(app);
        var read = await visitor.GetAsync(development);
        Assert.Contains("S106/9", read.Html, StringComparison.Ordinal);
        Assert.Contains("It is open", read.Html, StringComparison.Ordinal);
        Assert.Contains("Marsupial Mews", (await visitor.GetAsync("/developments")).Html, StringComparison.Ordinal);
    }

    private static Then Agree(AgreeObligation command) =>
        Spec.Given<Development>(Registered).When((Development d) => AgreeObligationHandler.Handle(command, d));

    private static Then Progress(object[] facts, DateOnly on, int? homes) =>
        Spec.Given<Development>(facts)
            .When((Development d) => RecordSiteProgressHandler.Handle(new RecordSiteProgress(Quarter, on, homes), d, Now));

    private static Then Discharge(object[] facts, string reference = "S106") =>
        Spec.Given<Development>(facts)
            .When(
                (Development d) =>
                    DischargeObligationHandler.Handle(new DischargeObligation(Quarter, Path, Today, reference), d, Actor.System, Now)
            );

    private static Then Deliver(object[] facts) =>
        Spec.Given<Development>(facts)
            .When(
                (Development d) =>
                    RecordObligationDeliveryHandler.Handle(
                        new RecordObligationDelivery(Quarter, Path, Guid.CreateVersion7(), 400, Today, "Lit"),
                        d,
                        Now
                    )
            );

    private static Then Let(object[] facts, Guid package, Guid supplier) =>
        Spec.Given<Development>(facts)
            .When(
                (Development d) =>
                    LetPackageHandler.Handle(
                        new LetPackage(Quarter, package, supplier, Today),
                        d,
                        BuildingOrganisation.Empty with
                        {
                            Kinds = [OrganisationKind.Enterprise],
                        },
                        SupplierStanding.Empty,
                        Now
                    )
            );
}
