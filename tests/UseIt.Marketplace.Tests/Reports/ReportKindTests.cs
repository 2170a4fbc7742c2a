using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using JasperFx.Events;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Enterprises;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Programmes;
using UseIt.Marketplace.Reports;
using UseIt.Marketplace.Spend;
using UseIt.Marketplace.Support;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Web;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Reports;

/// <summary>What each kind says about a small story, figure by figure against a file worked out by hand.</summary>
public sealed class ReportKindFiguresTests
{
    private static readonly DeliveryStory Story = new();

    public static TheoryData<string> Kinds() => [.. Models().Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void every_figure_is_the_one_worked_out_by_hand(string kind)
    {
        var model = Models()[kind];
        var expected = Expected()[kind]!.AsObject();
        var shown = model
            .Figures()
            .Select(f => ($"{(model.About(f.Key) is { } about ? $"{about} / " : "")}{f.Label} / {f.Unit}", f))
            .ToArray();
        Assert.Equal(expected.Select(e => e.Key).Order(StringComparer.Ordinal), shown.Select(s => s.Item1).Order(StringComparer.Ordinal));
        foreach (var (name, figure) in shown)
        {
            var hand = expected[name]!.AsArray();
            Assert.True(
                hand[0]?.GetValue<decimal>() == figure.Value,
                $"{name} is {figure.Value?.ToString(CultureInfo.InvariantCulture) ?? "not recorded"}"
            );
            Assert.True(hand.Count == 1 || hand[1]!.GetValue<string>() == figure.State, $"{name} is {figure.State}");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void what_is_recorded_names_its_facts_and_what_is_not_is_never_nought(string kind)
    {
        var model = Models()[kind];
        Assert.NotEmpty(model.Figures());
        Assert.Equal(model.Figures().Count(), model.Figures().Select(f => f.Key).Distinct().Count());
        foreach (var figure in model.Figures())
        {
            Assert.Equal(figure.Value is null, figure.Events.Count == 0);
            Assert.Equal(figure.Value is null, figure.AsAt is null);
        }
        // The table holds every figure, and a figure nobody has verified says so there too.
        var rows = model.Rows().ToArray();
        foreach (var figure in model.Figures().Where(f => f.Value is not null))
            Assert.Contains(rows, r => r.Key == figure.Key && r.Value == figure.Value && (figure.State is null || r.State == figure.State));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void what_is_frozen_is_read_again_as_it_was(string kind)
    {
        var model = Models()[kind];
        var frozen = JsonSerializer.SerializeToElement(model, model.GetType(), EventJson.Options);
        var again = (IReportModel)frozen.Deserialize(model.GetType(), EventJson.Options)!;
        Assert.Equal(
            CanonicalJson.Sha256(frozen),
            CanonicalJson.Sha256(JsonSerializer.SerializeToElement(again, model.GetType(), EventJson.Options))
        );
        Assert.Equal(model.Rows().Select(r => r.ToString()), again.Rows().Select(r => r.ToString()));
    }

    [Fact]
    public void a_measure_whose_commitments_lapse_is_no_longer_in_force_and_a_change_counts()
    {
        var schedule = ScheduleOfCommitments.From(Story.Facts, "cut", demonstration: true)!;
        var apprentices = schedule.Commitments.Single(c => c.Title == "Apprenticeships");
        Assert.Equal((4m, 0m), (apprentices.Promised.Value, apprentices.InForce.Value));
        Assert.Equal("The college closed its course", apprentices.LapsedBecause);
        Assert.Equal(["Not signed", "Not signed", "Not signed"], schedule.Rows().Where(r => r.Part == "Signature").Select(r => r.Words));
    }

    [Theory]
    // 182 of 365 days: a straight line asks for 49.86 of 100, and 85% of that is 42.38.
    [InlineData("2024-07-01", 50.0, "Green")]
    [InlineData("2024-07-01", 42.4, "Amber")]
    [InlineData("2024-07-01", 42.3, "Red")]
    [InlineData("2025-03-01", 99.0, "Amber")]
    [InlineData("2025-03-01", 100.0, "Green")]
    [InlineData("2023-12-31", 100.0, "NotRecorded")]
    public void a_rating_is_by_a_straight_line_to_the_target(string on, double reached, string rating)
    {
        var (first, last) = (new DateOnly(2024, 1, 1), new DateOnly(2024, 12, 31));
        var day = DateOnly.ParseExact(on, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        Assert.Equal(rating, ReportOfProgramme.RatingOf(first, day, (decimal)reached, 100, last).ToString());
        Assert.Equal(ProgrammeRating.NotRecorded, ReportOfProgramme.RatingOf(first, day, null, 100, last));
        Assert.Equal(ProgrammeRating.NotRecorded, ReportOfProgramme.RatingOf(first, day, (decimal)reached, 100, null));
    }

    [Fact]
    public void spend_by_place_is_drawn_with_its_title_description_and_figures_only_where_all_of_it_is_known()
    {
        var statement = StatementOfAnchor.From(DeliveryStory.Buyer, Let(), "cut", demonstration: true)!;
        var drawn = ReportCharts.Places(statement).ToString();
        Assert.Contains("<title id=\"spend-by-place-title\">Spend by place</title>", drawn, StringComparison.Ordinal);
        Assert.Contains("<desc", drawn, StringComparison.Ordinal);
        foreach (var bar in new[] { "£10,000 local", "£2,000 local", "£24,000 elsewhere", "£1,200 not placed" })
            Assert.Contains(bar, drawn, StringComparison.Ordinal);
        foreach (var year in statement.SpendYears!)
            Assert.Equal(year.Spend[0].Value, year.ByPlace.Sum(f => f.Value));
        var unknown = statement with
        {
            SpendYears = [.. statement.SpendYears!.Select(y => y with { Spend = [.. y.Spend.Where(f => !y.ByPlace.Contains(f))] })],
        };
        Assert.Equal("", ReportCharts.Places(unknown).ToString());
    }

    [Fact]
    public void whether_a_promise_would_be_kept_anyway_is_printed_only_where_the_bid_says_so()
    {
        Assert.All(ScheduleOfCommitments.From(Story.Facts, "cut", demonstration: true)!.Commitments, c => Assert.Null(c.Additional));
        foreach (var anyway in new[] { true, false })
        {
            var facts = Story.Facts with
            {
                Commitments =
                [
                    .. Story.Facts.Commitments.Select(e =>
                        e.Data is CommitmentPromised p
                            ? LogSteps.Stored(e.StreamId, p with { HappensAnyway = anyway }, e.Timestamp, e.Id)
                            : e
                    ),
                ],
            };
            var schedule = ScheduleOfCommitments.From(facts, "cut", demonstration: true)!;
            Assert.All(schedule.Commitments, c => Assert.Equal(!anyway, c.Additional));
            Assert.All(
                schedule.Rows().Where(r => r.Figure == "Beyond what the contract asks for anyway"),
                r => Assert.Equal(anyway ? "No" : "Yes", r.Words)
            );
        }
    }

    [Fact]
    public void a_bid_that_is_still_sealed_is_in_no_report()
    {
        var growth = GrowthOfEnterprise.From(new ToldEnterprise().Facts, "cut", demonstration: true);
        Assert.Equal(1m, growth.Bids.Value);
        Assert.Single(growth.Bids.Events);
    }

    private static Dictionary<string, IReportModel> Models() =>
        new()
        {
            ["commitment-schedule"] = ScheduleOfCommitments.From(Story.Facts, "cut", demonstration: true)!,
            ["bidder-comparison"] = ComparisonOfBids.From(Compared(), "cut", demonstration: true)!,
            ["enterprise-growth"] = GrowthOfEnterprise.From(new ToldEnterprise().Facts, "cut", demonstration: true),
            ["anchor-statement"] = StatementOfAnchor.From(DeliveryStory.Buyer, Let(), "cut", demonstration: true)!,
            ["impact"] = ImpactOfEnterprise.From(Delivered(), "cut", demonstration: true),
            ["programme-by-ward"] = ProgrammeInWards.From(Programmes.ToldProgramme.OfWards().All, "cut", demonstration: true),
            ["programme"] = ReportOfProgramme.From(Programmes.ToldProgramme.OfEverything().All, "cut", demonstration: true),
        };

    private static JsonObject Expected()
    {
        using var file = typeof(ReportKindFiguresTests).Assembly.GetManifestResourceStream("expected-kinds.json")!;
        return JsonNode.Parse(file)!.AsObject();
    }

    private static ComparisonFacts Compared()
    {
        var (evaluation, tender, lot, buyer) = (Id("evaluation"), Id("tender"), Id("lot"), Id("trust"));
        var (joint, alone) = (Id("joint"), Id("alone"));
        var (lead, partner, rival) = (Id("lead"), Id("partner"), Id("rival"));
        var (method, social, price, jobs) = (Id("method"), Id("social"), Id("price"), Id("jobs asked"));
        var facts = new List<IEvent>();
        IEvent Stored(Guid stream, object fact)
        {
            facts.Add(
                LogSteps.Stored(
                    stream,
                    fact,
                    new DateTimeOffset(2026, 5, 1, 9, 0, 0, TimeSpan.Zero).AddHours(facts.Count),
                    null,
                    1,
                    facts.Count + 1
                )
            );
            return facts[^1];
        }

        Stored(tender, new TenderDrafted(tender, buyer, null, "Grounds", "below-threshold", new(2026, 4, 1), Id("author")));
        Stored(tender, new LotAdded(tender, lot, "Ladywood", "", [], [], new Estimate()));
        Stored(
            tender,
            new RequirementAdded(
                tender,
                new Requirement(
                    jobs,
                    lot,
                    RequirementKind.Commitment,
                    "Jobs for local people",
                    "How many?",
                    true,
                    social,
                    null,
                    new CommitmentMetric("PPN 002", "February 2025", "1a", "full-time equivalents")
                )
            )
        );
        foreach (
            var (id, name) in new[]
            {
                (buyer, "Selly Vale Hospital"),
                (lead, "Ladywood Grounds CIC"),
                (partner, "Nechells Joinery Co-op"),
                (rival, "Vale Facilities Ltd"),
            }
        )
            Stored(id, new OrganisationRegistered(id, name, [OrganisationKind.Enterprise], [], null, null, true));
        var opened = Stored(joint, new UseIt.Marketplace.Bids.BidOpened(joint, tender, 1, BidPart.Quality, [lot], "00"));
        Stored(
            evaluation,
            new EvaluationStarted(
                evaluation,
                tender,
                buyer,
                lot,
                [
                    new Criterion(method, CriterionKind.Quality, "Method", "", 40, 5),
                    new Criterion(social, CriterionKind.SocialValue, "Social value", "", 20, 5),
                    new Criterion(price, CriterionKind.Price, "Price", "", 40, 100, "F1"),
                ],
                [new Bidder(joint, lead, null, [lead, partner]), new Bidder(alone, rival, null, [rival])]
            )
        );
        foreach (
            var (bid, criterion, score) in new[]
            {
                (joint, method, 4m),
                (joint, social, 5m),
                (alone, method, 3m),
                (alone, social, 2m),
                (alone, social, 3m),
            }
        )
            Stored(evaluation, new ConsensusReached(evaluation, bid, criterion, score, "Agreed", []));
        Stored(
            evaluation,
            new PricesAssessed(
                evaluation,
                tender,
                lot,
                "F1",
                [new PriceAssessed(joint, new Money(240_000m), 90), new PriceAssessed(alone, new Money(200_000m), 100)]
            )
        );
        Stored(
            evaluation,
            new BidsRanked(
                evaluation,
                tender,
                lot,
                [new RankedBid(joint, 32, 20, 36, 88, 1, null), new RankedBid(alone, 24, 12, 40, 76, 2, null)]
            )
        );
        IReadOnlyList<IEvent> Of(params Guid[] streams) => [.. facts.Where(e => streams.Contains(e.StreamId))];
        return new ComparisonFacts(
            Of(evaluation),
            Of(tender),
            Of(joint, alone),
            Of(buyer, lead, partner, rival),
            [],
            [new PromisedInBid(joint, jobs, 12, new Source(opened.Id, opened.Timestamp))]
        );
    }

    private static AnchorFacts Let()
    {
        var facts = Story.Facts;
        var enterprise = Id("enterprise");
        return new AnchorFacts(
            [
                .. facts.Contract,
                LogSteps.Stored(
                    DeliveryStory.ContractId,
                    new ContractSigned(
                        DeliveryStory.ContractId,
                        Guid.Empty,
                        Guid.Empty,
                        Guid.Empty,
                        DeliveryStory.Buyer,
                        [DeliveryStory.Lead, DeliveryStory.Member],
                        // Signed late on the last day of March as the UK counts its days, which is April there already.
                        new DateTimeOffset(2026, 3, 31, 23, 30, 0, TimeSpan.Zero)
                    ),
                    new DateTimeOffset(2026, 4, 1, 9, 0, 0, TimeSpan.Zero),
                    Id("signed"),
                    2,
                    900
                ),
            ],
            facts.Commitments,
            [
                .. facts.Parties,
                LogSteps.Stored(
                    enterprise,
                    new EnterpriseRegistered(enterprise, DeliveryStory.Lead, "CIC", null, "Green places"),
                    new DateTimeOffset(2026, 4, 1, 9, 0, 0, TimeSpan.Zero)
                ),
            ],
            Paid()
        );
    }

    // A file that counts and one that was taken back. The numbers are worked out by hand in expected-kinds.json.
    private static AnchorSpend Paid()
    {
        var (ledger, counts, back) = (Id("ledger"), Id("counts"), Id("taken back"));
        var position = 950L;
        IEvent Stored(object fact) =>
            LogSteps.Stored(ledger, fact, new DateTimeOffset(2026, 6, 10, 9, 0, 0, TimeSpan.Zero), null, 1, position++);
        IEvent File(Guid document) =>
            Stored(new PaidInvoicesTakenIn(ledger, DeliveryStory.Buyer, document, "", 0, 0, 0, 0, new(2026, 3, 31), new(2026, 6, 3)));
        PaidLine Line(int row, Guid? organisation, string? postcode, decimal net, DateOnly paid, string currency = Money.Pounds) =>
            new(row, "Supplier", null, postcode, new Money(net, currency), paid, null, organisation, false);
        return new AnchorSpend(
            [
                Stored(new LocalAreaDefined(ledger, DeliveryStory.Buyer, "Ladywood and Soho", ["B16", "B18"])),
                File(counts),
                File(back),
                Stored(new PaidInvoicesTakenBack(ledger, DeliveryStory.Buyer, back, "The wrong file")),
            ],
            new Dictionary<Guid, IReadOnlyList<PaidLine>>
            {
                [counts] =
                [
                    Line(2, DeliveryStory.Lead, "B18 7AB", 10_000m, new(2026, 3, 31)),
                    Line(3, DeliveryStory.Lead, "b187ab", 2_500.50m, new(2026, 4, 1)),
                    Line(4, DeliveryStory.Member, "B7 4BB", 4_000m, new(2026, 5, 10)),
                    Line(5, null, "LS1 4AP", 20_000m, new(2026, 5, 11)),
                    Line(6, null, null, 1_200m, new(2026, 5, 12)),
                    Line(7, DeliveryStory.Lead, "B18 7AB", -500.50m, new(2026, 6, 1)),
                    Line(8, null, "B18 7AB", 900m, new(2026, 6, 2), "EUR"),
                ],
            }
        );
    }

    private static ImpactFacts Delivered()
    {
        var enterprise = Id("enterprise");
        IEvent Stored(Guid stream, object fact, long position) =>
            LogSteps.Stored(stream, fact, new DateTimeOffset(2026, 7, 1, 9, 0, 0, TimeSpan.Zero), null, 1, position);
        IEvent Observed(string name, GrowthMeasure measure, decimal value, long position) =>
            Stored(
                Id(name),
                new GrowthObserved(
                    Id(name),
                    DeliveryStory.Lead,
                    null,
                    measure,
                    value,
                    "pounds a year",
                    new(2026, 3, 31),
                    "Accounts",
                    null,
                    false
                ),
                position
            );
        return new ImpactFacts(
            EnterpriseFacts.Of(
                DeliveryStory.Lead,
                [
                    .. Story.Facts.All,
                    Observed("turnover", GrowthMeasure.Turnover, 80_000m, 901),
                    Observed("trading", GrowthMeasure.TradingIncome, 60_000m, 902),
                    Stored(Id("trading"), new GrowthObservationVerified(Id("trading"), DeliveryStory.Lead, Id("adviser")), 903),
                ]
            )!,
            [
                Stored(enterprise, new EnterpriseRegistered(enterprise, DeliveryStory.Lead, "CIC", new(2019, 5, 1), "Green places"), 904),
                Stored(
                    enterprise,
                    new StatusEvidenceRecorded(
                        enterprise,
                        DeliveryStory.Lead,
                        Id("articles"),
                        StatusCriterion.Mission,
                        "Article 3",
                        null,
                        new(2026, 1, 1),
                        null
                    ),
                    905
                ),
                Stored(
                    enterprise,
                    new AnnualStatementRecorded(
                        enterprise,
                        DeliveryStory.Lead,
                        new AnnualStatement(
                            new(2026, 3, 31),
                            250,
                            "Attendance sheets",
                            Surplus: new Money(8_000),
                            Reinvested: new Money(5_000)
                        ),
                        Id("grace")
                    ),
                    906
                ),
            ],
            Story.Facts.Commitments
        );
    }

    private static Guid Id(string name) => DeliveryStory.Id($"kinds: {name}");
}

/// <summary>Who may run and read each kind, on the real store and over HTTP.</summary>
public sealed class ReportKindTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task the_schedule_is_for_the_parties_of_the_contract()
    {
        var told = await ToldContract.TellAsync(app);
        await OnlyAsync("commitment-schedule", told.Contract, told.Volunteering, [told.Manager, told.Lead, told.Partner], [told.Stranger]);
    }

    [Fact]
    public async Task growth_is_for_the_enterprise_and_the_advisers_it_works_with()
    {
        var told = await ToldContract.TellAsync(app);
        var ise = await app.OrganisationAsync("iSE", OrganisationKind.Support);
        var adviser = await app.PersonAsync("Yvonne Clarke", ise, Roles.Adviser);
        var elsewhere = await app.PersonAsync(
            "Olu Adviser",
            await app.OrganisationAsync("Elsewhere", OrganisationKind.Support),
            Roles.Adviser
        );
        var enterprise = told.Lead.Organisation;
        await app.SettledAsync();
        await OnlyAsync("enterprise-growth", enterprise, told.Contract, [told.Lead], [told.Partner, told.Manager, adviser, elsewhere]);

        var (supported, session) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await app.StoreAsync(
            adviser.Id,
            [
                (
                    supported,
                    "case",
                    0,
                    [
                        new EnquiryReceived(supported, ise, enterprise, null, "Bids"),
                        new CaseAccepted(supported, ise, enterprise, told.Lead.Id),
                    ]
                ),
                (
                    session,
                    "session",
                    0,
                    [
                        new SessionLogged(
                            session,
                            supported,
                            enterprise,
                            adviser.Id,
                            new(2026, 5, 1),
                            SessionKind.OneToOne,
                            90,
                            [],
                            "Boost",
                            null
                        ),
                    ]
                ),
            ]
        );
        await app.SettledAsync();
        await OnlyAsync("enterprise-growth", enterprise, told.Contract, [told.Lead, adviser], [told.Partner, told.Manager, elsewhere]);
        var run = await adviser.Http.DoAsync("/api/v1/reports", new { kind = "enterprise-growth", subjectId = enterprise });
        var model = await adviser.Http.ReadAsync($"/api/v1/reports/{run["id"]}.json");
        // Not confirmed by the enterprise: it does not count, and says so.
        Assert.Null(model["hours"]!["value"]);
        Assert.Equal(1.5m, model["hoursByKind"]![0]!["unconfirmed"]!["value"]!.GetValue<decimal>());
        Assert.Equal("Unverified", model["hoursByKind"]![0]!["unconfirmed"]!["state"]!.GetValue<string>());
        Assert.Equal("Grounds and joinery", model["contracts"]![0]!["title"]!.GetValue<string>());
        var evidence = await adviser.Http.ReadAsync($"/api/v1/reports/{run["id"]}/evidence/hours-OneToOne-unconfirmed");
        Assert.Single(evidence["facts"]!.AsArray());
    }

    [Fact]
    public async Task a_report_run_right_after_a_command_has_it_in_though_no_view_has_followed()
    {
        var told = await ToldContract.TellAsync(app);
        await app.SettledAsync();
        var kind = app.Services.GetRequiredService<ReportKinds>().Find("enterprise-growth")!;
        var observation = Guid.CreateVersion7();
        await app.StoreAsync(
            observation,
            "observation",
            0,
            new GrowthObserved(
                observation,
                told.Lead.Organisation,
                null,
                GrowthMeasure.Turnover,
                1_234m,
                "pounds a year",
                new(2026, 3, 31),
                "Accounts",
                null,
                false
            )
        );
        var (cut, tokens) = (await app.Database.CeilingAsync(), app.Services.GetRequiredService<PositionTokens>());
        var model = (GrowthOfEnterprise)
            (
                await kind.MakeAsync(
                    new ReportAsked(told.Lead.Organisation, cut, tokens.Of(cut), false, Actor.System),
                    CancellationToken.None
                )
            )!;
        Assert.Equal(1_234m, model.Measures[0].Latest.Value);
        var before = (GrowthOfEnterprise)
            (
                await kind.MakeAsync(
                    new ReportAsked(told.Lead.Organisation, cut - 1, tokens.Of(cut - 1), false, Actor.System),
                    CancellationToken.None
                )
            )!;
        Assert.Null(before.Measures[0].Latest.Value);
    }

    [Fact]
    public async Task a_statement_is_for_the_buyers_own_people_and_shows_no_contract_as_spend()
    {
        var told = await ToldContract.TellAsync(app);
        var buyer = told.Manager.Organisation;
        var evaluator = await app.PersonAsync("Eva Scorer", buyer, Roles.Evaluator);
        var auditor = await app.PersonAsync(
            "Ola Auditor",
            await app.OrganisationAsync("Platform", OrganisationKind.Platform),
            Roles.Auditor
        );
        await app.SettledAsync();
        await OnlyAsync("anchor-statement", buyer, told.Lead.Organisation, [told.Manager, auditor], [told.Lead, told.Stranger, evaluator]);
        var run = await told.Manager.Http.DoAsync("/api/v1/reports", new { kind = "anchor-statement", subjectId = buyer });
        var model = await told.Manager.Http.ReadAsync($"/api/v1/reports/{run["id"]}.json");
        Assert.All(model["spend"]!.AsArray(), s => Assert.Null(s!["value"]));
        Assert.Equal(5.25m, model["measures"]![0]!["verified"]!["value"]!.GetValue<decimal>());
        Assert.Equal(4m, model["measures"]![0]!["unverified"]!["value"]!.GetValue<decimal>());
        var html = await told.Manager.Http.GetStringAsync(new Uri($"/api/v1/reports/{run["id"]}.html", UriKind.Relative));
        Assert.DoesNotContain("240,000", html, StringComparison.Ordinal);
        Assert.Contains("(unverified)", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task an_impact_report_is_for_the_enterprise_alone_and_holds_what_it_delivered_itself()
    {
        var told = await ToldContract.TellAsync(app);
        await app.SettledAsync();
        await OnlyAsync("impact", told.Lead.Organisation, told.Contract, [told.Lead], [told.Partner, told.Manager, told.Stranger]);
        var run = await told.Partner.Http.DoAsync("/api/v1/reports", new { kind = "impact", subjectId = told.Partner.Organisation });
        var model = await told.Partner.Http.ReadAsync($"/api/v1/reports/{run["id"]}.json");
        var measure = Assert.Single(model["measures"]!.AsArray());
        Assert.Null(measure!["verified"]!["value"]);
        Assert.Equal(4m, measure["unverified"]!["value"]!.GetValue<decimal>());
    }

    [Fact]
    public async Task every_kind_is_listed_with_what_it_can_be_about_and_read_in_every_format()
    {
        var told = await ToldContract.TellAsync(app);
        await app.SettledAsync();
        var output = new StringWriter();
        await UseIt.Marketplace.CommandLine.Report.ListAsync(app.Services, output);
        var listed = output.ToString().Split(Environment.NewLine).Select(l => l.Split('\t')).Where(l => l.Length == 3).ToArray();
        foreach (
            var (kind, subject, person) in new[]
            {
                ("contract-return", told.Contract, told.Manager),
                ("commitment-schedule", told.Contract, told.Manager),
                ("enterprise-growth", told.Lead.Organisation, told.Lead),
                ("anchor-statement", told.Manager.Organisation, told.Manager),
                ("impact", told.Lead.Organisation, told.Lead),
            }
        )
        {
            Assert.Contains(listed, l => l[0] == kind && l[1] == subject.ToString() && l[2].Length > 0);
            var run = await person.Http.DoAsync("/api/v1/reports", new { kind, subjectId = subject });
            foreach (var format in new[] { "html", "csv", "xlsx", "json" })
            {
                var path = new Uri($"/api/v1/reports/{run["id"]}.{format}", UriKind.Relative);
                Assert.Equal(await person.Http.GetByteArrayAsync(path), await person.Http.GetByteArrayAsync(path));
            }
            var html = await person.Http.GetStringAsync(new Uri($"/api/v1/reports/{run["id"]}.html", UriKind.Relative));
            Assert.Single(System.Text.RegularExpressions.Regex.Matches(html, "<h1>"));
            Assert.Contains("Not recorded", html, StringComparison.Ordinal);
            // Every link to facts leads to facts.
            foreach (
                var link in System
                    .Text.RegularExpressions.Regex.Matches(html, "href=\"/reports/([^\"]+/evidence/[^\"]+)\"")
                    .Select(m => m.Groups[1].Value)
                    .Distinct()
            )
                Assert.NotEmpty((await person.Http.ReadAsync($"/api/v1/reports/{link}"))["facts"]!.AsArray());
        }
    }

    private async Task OnlyAsync(string kind, Guid subject, Guid another, TestPerson[] may, TestPerson[] mayNot)
    {
        var body = new { kind, subjectId = subject };
        foreach (var person in mayNot)
            await person.Http.RefusedWithAsync("/api/v1/reports", body, HttpStatusCode.NotFound);
        await (await app.ClientAsync()).RefusedWithAsync("/api/v1/reports", body, HttpStatusCode.Unauthorized);
        foreach (var person in may)
        {
            await person.Http.RefusedWithAsync("/api/v1/reports", new { kind, subjectId = another }, HttpStatusCode.NotFound);
            var run = await person.Http.DoAsync("/api/v1/reports", body);
            Assert.Equal(kind, (await person.Http.ReadAsync($"/api/v1/reports/{run["id"]}"))["kind"]!.GetValue<string>());
            foreach (var closed in mayNot)
            foreach (var format in new[] { "html", "csv", "xlsx", "json", "pdf" })
            {
                using var read = await closed.Http.GetAsync(new Uri($"/api/v1/reports/{run["id"]}.{format}", UriKind.Relative));
                Assert.Equal(HttpStatusCode.NotFound, read.StatusCode);
            }
        }
    }
}
