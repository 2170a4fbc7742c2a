using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.CommandLine;
using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Enterprises;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;
using UseIt.Testing;

namespace UseIt.Marketplace.Tests.OpenData;

/// <summary>One process from draft to verified delivery, laid down as facts by the clock of the store.</summary>
public sealed class OneProcess
{
    public Guid Buyer { get; } = Guid.CreateVersion7();
    public Guid Lead { get; } = Guid.CreateVersion7();
    public Guid Member { get; } = Guid.CreateVersion7();
    public Guid Rival { get; } = Guid.CreateVersion7();
    public Guid Tender { get; } = Guid.CreateVersion7();
    public Guid Lot { get; } = Guid.CreateVersion7();
    public Guid Contract { get; } = Guid.CreateVersion7();
    public Guid Commitment { get; } = Guid.CreateVersion7();
    public Guid Evidence { get; } = Guid.CreateVersion7();
    public string Ocid => $"ocds-213czf-{Tender}";

    private readonly Guid award = Guid.CreateVersion7();
    private readonly Guid evaluation = Guid.CreateVersion7();
    private readonly Guid consortium = Guid.CreateVersion7();
    private readonly Guid bid = Guid.CreateVersion7();
    private readonly Guid rivalBid = Guid.CreateVersion7();
    private readonly Guid requirement = Guid.CreateVersion7();
    private readonly Guid quality = Guid.CreateVersion7();
    private readonly DateTimeOffset published = new(2026, 6, 1, 8, 0, 0, TimeSpan.Zero);

    private static readonly CommitmentMetric Jobs = new(
        "Social Value Model",
        "PPN 002",
        "FTE-1",
        "full-time equivalents",
        new DateOnly(2027, 3, 31)
    );

    public (Guid Stream, string Type, object[] Facts)[] BeforeOpening =>
        [
            (
                Buyer,
                "organisation",
                [
                    new OrganisationRegistered(
                        Buyer,
                        "Soho Road Hospital Trust",
                        [OrganisationKind.Buyer],
                        [new Identifier("GB-NHS", "RXX01"), new Identifier("GB-PPON", "PAAA-1111-BBBB")],
                        new Address("1 Soho Road", "Birmingham", "West Midlands", "B21 9AA"),
                        new Uri("https://soho.example.org"),
                        false
                    ),
                ]
            ),
            (
                Lead,
                "organisation",
                [
                    new OrganisationRegistered(
                        Lead,
                        "Ladywood Grounds CIC",
                        [OrganisationKind.Enterprise],
                        [new Identifier("GB-COH", "01234567")],
                        null,
                        null,
                        false
                    ),
                ]
            ),
            (
                Member,
                "organisation",
                [new OrganisationRegistered(Member, "Winson Green Growers", [OrganisationKind.Enterprise], [], null, null, false)]
            ),
            (
                Rival,
                "organisation",
                [new OrganisationRegistered(Rival, "Rival Gardens Ltd", [OrganisationKind.Enterprise], [], null, null, false)]
            ),
            (
                Tender,
                "tender",
                [
                    new TenderDrafted(
                        Tender,
                        Buyer,
                        null,
                        "Ward gardens",
                        RegimeCodes.PrivateVoluntary,
                        new DateOnly(2026, 1, 1),
                        Guid.CreateVersion7()
                    ),
                    new TenderDescribed(
                        Tender,
                        "Ward gardens",
                        "Planting and upkeep of healing gardens",
                        ["77310000-6"],
                        [new Place("E08000025", "Birmingham")],
                        new Estimate(new Money(48000m), new Money(57600m)),
                        new Period(new DateOnly(2026, 9, 1), new DateOnly(2027, 8, 31)),
                        true,
                        "smeOrVcse"
                    ),
                    new LotAdded(
                        Tender,
                        Lot,
                        "Courtyards",
                        "Raised beds",
                        ["77310000-6"],
                        [new Place("E08000025", "Birmingham")],
                        new Estimate(new Money(48000m), null)
                    ),
                    new CriteriaSet(
                        Tender,
                        [
                            new Criterion(quality, CriterionKind.Quality, "Method", "How you will do it", 60m, 5m),
                            new Criterion(Guid.CreateVersion7(), CriterionKind.Price, "Price", "Lowest is best", 40m, 5m, "F1"),
                        ],
                        Envelopes.Two,
                        []
                    ),
                    new RequirementAdded(
                        Tender,
                        new Requirement(
                            requirement,
                            Lot,
                            RequirementKind.Commitment,
                            "Apprenticeships",
                            "How many apprentices will you train?",
                            true,
                            quality,
                            null,
                            Jobs
                        )
                    ),
                    new DeadlineSet(Tender, published.AddDays(30), published.AddDays(20), 5),
                ]
            ),
            (Tender, "tender", [new TenderPublished(Tender, Buyer, Ocid, published, published.AddDays(30))]),
            (
                consortium,
                "consortium",
                [new ConsortiumProposed(consortium, "Green Ladywood", Lead, Tender), new PartnerInvited(consortium, Member, "growing")]
            ),
            (
                bid,
                "bid",
                [
                    new BidStarted(bid, Tender, Lead, consortium, [Lead, Member], [Lot]),
                    new BidSubmitted(bid, Tender, Lead, [Lead, Member], 1, published.AddDays(29), [Lot]),
                ]
            ),
            (
                rivalBid,
                "bid",
                [
                    new BidStarted(rivalBid, Tender, Rival, null, [Rival], [Lot]),
                    new BidSubmitted(rivalBid, Tender, Rival, [Rival], 1, published.AddDays(29), [Lot]),
                ]
            ),
            (
                Guid.CreateVersion7(),
                "question",
                [
                    new QuestionAsked(Guid.CreateVersion7(), Tender, Rival, "Do we, Rival Gardens, get water?"),
                    new QuestionAnswered(Guid.CreateVersion7(), Tender, "Is water provided?", "Yes, at each courtyard."),
                ]
            ),
            (
                Tender,
                "tender",
                [
                    new DeadlineExtended(Tender, published.AddDays(30), published.AddDays(35), "A question was answered late"),
                    new TenderClosed(Tender, Buyer, published.AddDays(35), []),
                ]
            ),
        ];

    public (Guid Stream, string Type, object[] Facts)[] FromOpening =>
        [
            (
                Tender,
                "tender",
                [
                    new BidsOpened(
                        Tender,
                        Buyer,
                        BidPart.Quality,
                        [Guid.CreateVersion7(), Guid.CreateVersion7()],
                        [new OpenedBid(bid, Lot, 1, "aa"), new OpenedBid(rivalBid, Lot, 1, "bb")]
                    ),
                ]
            ),
            (
                evaluation,
                "evaluation",
                [
                    new EvaluationStarted(
                        evaluation,
                        Tender,
                        Buyer,
                        Lot,
                        [],
                        [new Bidder(bid, Lead, consortium, [Lead, Member]), new Bidder(rivalBid, Rival, null, [Rival])]
                    ),
                ]
            ),
            (
                award,
                "award",
                [
                    new AwardProposed(
                        award,
                        evaluation,
                        Tender,
                        Buyer,
                        Lot,
                        bid,
                        consortium,
                        [Lead, Member],
                        new Money(45000.5m),
                        "First by 3.2 points over Rival Gardens",
                        Guid.CreateVersion7()
                    ),
                    new AwardApproved(award, Tender, Lot, Guid.CreateVersion7()),
                ]
            ),
            (
                award,
                "award",
                [
                    new SummariesSent(award, Tender, Lot, published.AddDays(40), [new SummaryRecipient(rivalBid, Rival)]),
                    new AwardNoticePublished(award, Tender, Lot, published.AddDays(40), null),
                ]
            ),
            (
                award,
                "award",
                [
                    new StandstillStarted(
                        award,
                        Tender,
                        Lot,
                        "PA_S51",
                        new DateOnly(2026, 7, 11),
                        new DateOnly(2026, 7, 22),
                        published.AddDays(52)
                    ),
                    new StandstillEnded(award, Tender, Lot),
                    new AwardConfirmed(award, Tender, Buyer, Lot, bid, consortium, [Lead, Member], new Money(45000.5m)),
                ]
            ),
            (
                Commitment,
                "commitment",
                [
                    new CommitmentPromised(
                        Commitment,
                        requirement,
                        Tender,
                        Lot,
                        bid,
                        Lead,
                        "Apprenticeships",
                        "Four apprentices from Ladywood",
                        Jobs,
                        4m,
                        true
                    ),
                ]
            ),
            (
                Guid.CreateVersion7(),
                "commitment",
                [
                    new CommitmentPromised(
                        Guid.CreateVersion7(),
                        requirement,
                        Tender,
                        Lot,
                        rivalBid,
                        Rival,
                        "Apprenticeships",
                        "One rival apprentice",
                        Jobs,
                        1m,
                        true
                    ),
                ]
            ),
            (
                Contract,
                "contract",
                [
                    new ContractPrepared(
                        Contract,
                        award,
                        Tender,
                        Lot,
                        Buyer,
                        [Lead, Member],
                        Lead,
                        consortium,
                        "Ward gardens: Courtyards",
                        new Money(45000.5m),
                        new Period(new DateOnly(2026, 9, 1), new DateOnly(2027, 8, 31)),
                        "cc",
                        [Commitment]
                    ),
                ]
            ),
            (Commitment, "commitment", [new CommitmentContracted(Commitment, Contract, Buyer, [Lead, Member], null)]),
            (
                Contract,
                "contract",
                [
                    new MilestoneSet(
                        Contract,
                        Guid.Parse("01990000-0000-7000-8000-000000000001"),
                        "First planting",
                        new DateOnly(2026, 11, 30)
                    ),
                    new ContractSigned(Contract, award, Tender, Lot, Buyer, [Lead, Member], published.AddDays(60)),
                ]
            ),
            (Tender, "tender", [new TenderAwarded(Tender, Lot, award)]),
            (
                Commitment,
                "commitment",
                [
                    new EvidenceRecorded(
                        Commitment,
                        Contract,
                        Evidence,
                        Lead,
                        3m,
                        new Period(new DateOnly(2026, 9, 1), new DateOnly(2026, 12, 31)),
                        "Names on file",
                        []
                    ),
                    new EvidenceVerified(Commitment, Contract, Evidence, 2.5m, null),
                ]
            ),
            (
                Contract,
                "contract",
                [
                    new MilestoneReported(
                        Contract,
                        Guid.Parse("01990000-0000-7000-8000-000000000001"),
                        MilestoneStatus.Met,
                        new DateOnly(2026, 11, 20)
                    ),
                ]
            ),
            (
                Commitment,
                "commitment",
                [
                    new EvidenceCorrected(Commitment, Contract, Evidence, 2m, "One left"),
                    new EvidenceVerified(Commitment, Contract, Evidence, 2m, null),
                ]
            ),
        ];
}

public sealed class ReleasesTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task a_process_is_told_step_by_step_and_nothing_of_its_bidders_before_the_opening()
    {
        var p = new OneProcess();
        await AppendAsync(p.BeforeOpening);
        var http = await app.ClientAsync();
        var before = await OfAsync(http, p);
        Assert.Equal(["tender", "tenderUpdate", "tenderUpdate"], before.Select(Tag));
        var text = string.Concat(before.Select(r => r.ToJsonString()));
        foreach (
            var bidder in new[]
            {
                "Ladywood Grounds",
                "Winson Green",
                "Rival",
                p.Lead.ToString(),
                p.Member.ToString(),
                p.Rival.ToString(),
                "01234567",
                "Green Ladywood",
                "numberOfTenderers",
                "statistics",
            }
        )
            Assert.DoesNotContain(bidder, text);
        Assert.Equal("Is water provided?", before[1]["tender"]!["enquiries"]![0]!["description"]!.GetValue<string>());

        await AppendAsync(p.FromOpening);
        var all = await OfAsync(http, p);
        Assert.Equal(
            [
                "tender",
                "tenderUpdate",
                "tenderUpdate",
                "tenderUpdate",
                "award",
                "awardUpdate",
                "awardUpdate",
                "contract",
                "tenderUpdate",
                "implementation",
                "implementationUpdate",
                "implementationUpdate",
                "implementationUpdate",
            ],
            all.Select(Tag)
        );
        // What was told stays as it was told.
        Assert.Equal(before.Select(r => r.ToJsonString()), all.Take(3).Select(r => r.ToJsonString()));
        Assert.Equal(all.Count, all.Select(r => r["id"]!.GetValue<string>()).Distinct().Count());
        Assert.Equal(all.Select(Date), all.Select(Date).Distinct().Order());

        var tender = all[0];
        Assert.Equal("GB-NHS-RXX01", tender["buyer"]!["id"]!.GetValue<string>());
        Assert.Equal(57600m, tender["tender"]!["value"]!["amountGross"]!.GetValue<decimal>());
        Assert.Equal("smeVcse", tender["tender"]!["otherRequirements"]!["reservedParticipation"]![0]!.GetValue<string>());
        Assert.Equal("2027-08-31T22:59:59Z", tender["tender"]!["contractPeriod"]!["endDate"]!.GetValue<string>());
        Assert.Equal(2, all[3]["tender"]!["numberOfTenderers"]!.GetValue<int>());
        Assert.Equal(2, all[3]["bids"]!["statistics"]![0]!["value"]!.GetValue<int>());

        var award = all[4];
        Assert.Equal(
            ["Lead member of the consortium Green Ladywood", "Member of the consortium Green Ladywood"],
            award["parties"]!.AsArray().Select(x => x!["roleDetails"]!.GetValue<string>())
        );
        Assert.Equal(
            ["GB-COH-01234567", $"useit-{p.Member}"],
            award["awards"]![0]!["suppliers"]!.AsArray().Select(x => x!["id"]!.GetValue<string>())
        );
        Assert.Equal("pending", award["awards"]![0]!["status"]!.GetValue<string>());
        Assert.Equal("active", all[6]["awards"]![0]!["status"]!.GetValue<string>());

        var contract = all[7]["contracts"]![0]!;
        Assert.Equal(45000.5m, contract["value"]!["amount"]!.GetValue<decimal>());
        Assert.Null(contract["x_commitments"]![0]!["deliveredQuantity"]);
        Assert.Equal(
            [2.5m, 2m],
            new[] { all[9], all[12] }.Select(r => r["contracts"]![0]!["x_commitments"]![0]!["deliveredQuantity"]!.GetValue<decimal>())
        );
        Assert.Equal("met", all[10]["contracts"]![0]!["implementation"]!["milestones"]![0]!["status"]!.GetValue<string>());
        // Between correction and second look nobody vouches for a figure.
        Assert.True(
            all[11]["contracts"]![0]!["x_commitments"]![0]!.AsObject().TryGetPropertyValue("deliveredQuantity", out var unknown)
                && unknown is null
        );
        var told = string.Concat(all.Select(r => r.ToJsonString()));
        Assert.DoesNotContain("Rival", told);
        Assert.DoesNotContain("rival", told);

        var record = (await http.ReadAsync($"/ocds/v1/records/{p.Ocid}"))["records"]![0]!;
        var compiled = record["compiledRelease"]!;
        Assert.Equal("complete", compiled["tender"]!["status"]!.GetValue<string>());
        Assert.Equal(
            new DateTimeOffset(2026, 7, 6, 8, 0, 0, TimeSpan.Zero),
            UkDate.Read(compiled["tender"]!["tenderPeriod"]!["endDate"]!.GetValue<string>())
        );
        Assert.Equal("partlyDelivered", compiled["contracts"]![0]!["x_commitments"]![0]!["status"]!.GetValue<string>());
        Assert.Equal(3, compiled["parties"]!.AsArray().Count);
    }

    [FactWithSharedData]
    public async Task what_is_served_and_exported_is_valid_and_imports_stay_apart()
    {
        var p = new OneProcess();
        await AppendAsync([.. p.BeforeOpening, .. p.FromOpening]);
        var real = Path.Combine(SharedData.Folder, "ocds");
        Assert.Equal(
            0,
            await ImportOcds.RunAsync(
                app.Services,
                [Path.Combine(real, "contracts_finder_releases_120.jsonl"), Path.Combine(real, "fts_032703-2026_release_package.json")],
                strict: true,
                TextWriter.Null
            )
        );
        await CaughtUpAsync();
        var schema = new OcdsSchema();
        var http = await app.ClientAsync();

        // Broken on purpose: the check can fail.
        var page = (await http.ReadAsync("/ocds/v1/releases?limit=1000")).AsObject();
        var broken = page.DeepClone().AsObject();
        broken["releases"]![0]!.AsObject().Remove("initiationType");
        broken["releases"]![0]!["tender"]!["status"] = "somewhere";
        broken["uri"] = "not a uri";
        Assert.Equal(3, schema.Problems(broken).Count);

        Assert.Empty(schema.Problems(page));
        Assert.Empty(schema.Problems((await http.ReadAsync($"/ocds/v1/records/{p.Ocid}")).AsObject()));
        Assert.DoesNotContain("ocds-b5fd17", page.ToJsonString());
        Assert.DoesNotContain("ocds-h6vhtk", page.ToJsonString());

        var folder = TestFolders.Scratch();
        var output = new StringWriter();
        Assert.Equal(0, await ExportOcds.RunAsync(app.Services, folder, imported: true, output));
        Assert.Contains("121 releases of 2 other publishers", output.ToString());
        var files = Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(
            ["imported-cabinet-office-0001.json", "imported-contracts-finder-0001.json", "records-0001.json", "releases-0001.json"],
            files.Select(Path.GetFileName)
        );
        foreach (var file in files)
            Assert.Empty(schema.Problems(Read(file)));

        var cabinetOffice = Read(files[0]);
        Assert.Equal("D2", cabinetOffice["publisher"]!["uid"]!.GetValue<string>());
        Assert.Equal(
            "http://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
            cabinetOffice["license"]!.GetValue<string>()
        );
        var aside = Read(files[1])["releases"]!
            .AsArray()
            .Where(r => r!["x_setAside"] is not null)
            .SelectMany(r => r!["x_setAside"]!.AsArray())
            .ToArray();
        Assert.Equal(
            ["http://Contract Finder", "http://Contract Finder", "https//www.togetherhousing.co.uk", "https//www.togetherhousing.co.uk"],
            aside.Select(a => a!["value"]!.GetValue<string>()).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task the_feed_goes_on_where_it_was_left_and_bad_questions_are_answered()
    {
        await AppendAsync([.. new OneProcess().BeforeOpening, .. new OneProcess().BeforeOpening]);
        var http = await app.ClientAsync();
        var whole = (await http.ReadAsync("/ocds/v1/releases?limit=1000"))["releases"]!
            .AsArray()
            .Select(r => r!["id"]!.GetValue<string>())
            .ToArray();
        Assert.True(whole.Length >= 6);
        var seen = new List<string>();
        for (var next = "/ocds/v1/releases?limit=2"; ; )
        {
            var page = await http.ReadAsync(next);
            if (page["releases"]!.AsArray().Count == 0)
                break;
            seen.AddRange(page["releases"]!.AsArray().Select(r => r!["id"]!.GetValue<string>()));
            next = new Uri(page["links"]!["next"]!.GetValue<string>()).PathAndQuery;
        }
        Assert.Equal(whole, seen);
        var more = new Uri((await http.ReadAsync("/ocds/v1/releases?after=0&limit=2"))["links"]!["next"]!.GetValue<string>()).Query;
        Assert.Matches("^\\?after=[A-Za-z0-9_-]{22}&limit=2$", more);
        Assert.Equal(whole[1], (await http.ReadAsync($"/ocds/v1/releases/{whole[1]}"))["releases"]![0]!["id"]!.GetValue<string>());
        foreach (
            var (path, status) in new[]
            {
                ("/ocds/v1/releases?after=yesterday", 400),
                ("/ocds/v1/releases?after=5", 400),
                ("/ocds/v1/releases?limit=0", 400),
                ("/ocds/v1/records/ocds-none", 404),
                ($"/ocds/v1/releases/{Guid.NewGuid()}", 404),
            }
        )
        {
            using var response = await http.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Equal(status, (int)response.StatusCode);
        }
        Assert.Equal(
            "Commitments",
            (await http.ReadAsync("/ocds/extensions/commitments/extension.json"))["name"]!["en"]!.GetValue<string>()
        );
    }

    [Fact]
    public async Task a_rebuilt_view_tells_the_same_and_the_feed_is_read_by_index()
    {
        var p = new OneProcess();
        await AppendAsync([.. p.BeforeOpening, .. p.FromOpening]);
        var http = await app.ClientAsync();
        var before = (await OfAsync(http, p)).Select(r => r.ToJsonString()).ToArray();
        var view = app.Services.GetRequiredService<Releases>();
        await app.RebuildAsync(view);
        Assert.Equal(before, (await OfAsync(http, p)).Select(r => r.ToJsonString()));
        await using var command = app.Database.CreateCommand(
            $"set enable_seqscan = off; set enable_bitmapscan = off; set enable_sort = off; explain select data -> 'release' from {view.Table} where position > 5 order by position limit 100"
        );
        var plan = "";
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            plan += reader.GetString(0);
        Assert.Contains($"Index Scan using {view.Table.Split('.')[1]}_position", plan);
    }

    private static string Tag(JsonNode release) => release["tag"]![0]!.GetValue<string>();

    private static DateTimeOffset Date(JsonNode release) => UkDate.Read(release["date"]!.GetValue<string>())!.Value;

    private static JsonObject Read(string file) => JsonNode.Parse(File.ReadAllText(file))!.AsObject();

    private static async Task<List<JsonObject>> OfAsync(HttpClient http, OneProcess p) =>
        [
            .. (await http.ReadAsync("/ocds/v1/releases?limit=1000"))["releases"]!
                .AsArray()
                .Where(r => r!["ocid"]!.GetValue<string>() == p.Ocid)
                .Select(r => r!.AsObject()),
        ];

    // What the story tells, the reactions would do as well, some time or other in between.
    private async Task AppendAsync(IEnumerable<(Guid Stream, string Type, object[] Facts)> story)
    {
        await using (
            var pause = app.Database.CreateCommand(
                "insert into events.paused_view (name, position, error, at) select name, 0, 'Told', events.clock() from unnest($1) name"
            )
        )
        {
            pause.Parameters.AddWithValue(MarketplaceHost.Modules().SelectMany(m => m.Reactions).Select(r => r.Progress).ToArray());
            await pause.ExecuteNonQueryAsync();
        }
        foreach (var (stream, type, facts) in story)
        {
            var at = (await app.Store.ReadStreamAsync(stream)).Count;
            await app.StoreAsync(stream, type, at, facts);
        }
        await using (var resume = app.Database.CreateCommand("delete from events.paused_view where error = 'Told'"))
            await resume.ExecuteNonQueryAsync();
        await CaughtUpAsync();
    }

    private async Task CaughtUpAsync() => await app.SettledAsync();
}

public sealed class DemonstrationReleases(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task everything_invented_says_so_on_package_and_release()
    {
        await using (var mark = app.Database.CreateCommand("update events.mark set kind = 'demo'"))
            await mark.ExecuteNonQueryAsync();
        var (buyer, tender) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await app.DoAsync(new RegisterOrganisation(buyer, "Invented Trust", [OrganisationKind.Buyer]));
        await app.StoreAsync(
            tender,
            "tender",
            0,
            new TenderDrafted(
                tender,
                buyer,
                null,
                "Invented",
                RegimeCodes.PrivateVoluntary,
                new DateOnly(2026, 1, 1),
                Guid.CreateVersion7()
            ),
            new TenderPublished(
                tender,
                buyer,
                "ocds-213czf-demo",
                new DateTimeOffset(2026, 6, 1, 8, 0, 0, TimeSpan.Zero),
                new DateTimeOffset(2026, 7, 1, 8, 0, 0, TimeSpan.Zero)
            )
        );
        await app.SettledAsync();
        var package = await (await app.ClientAsync()).ReadAsync("/ocds/v1/releases");
        Assert.Contains("invented", package["publisher"]!["name"]!.GetValue<string>());
        Assert.True(package["x_demo"]!.GetValue<bool>());
        Assert.True(package["releases"]![0]!["x_demo"]!.GetValue<bool>());
    }
}

public sealed class FittingForeignReleases
{
    [Fact]
    public void what_the_schema_rejects_is_set_aside_and_read_where_it_can_be()
    {
        var release = JsonNode
            .Parse(
                """{"ocid":"o","id":"1","date":"2026-06-01T10:00:00","tag":["tender"],"tender":{"documents":[{"id":"1","url":"http://Contract Finder"},{"id":"2","url":"https://example.org/a?b=[1]"},{"id":"3","url":"https://example.org/a%20b"}],"tenderPeriod":{"endDate":"soon"}}}"""
            )!
            .AsObject();
        var fit = ForeignRelease.Fit(release);
        Assert.Equal("2026-06-01T09:00:00Z", fit["date"]!.GetValue<string>());
        Assert.Equal("tender", fit["initiationType"]!.GetValue<string>());
        Assert.Equal(
            [
                "/tender/id",
                "/initiationType",
                "/date",
                "/tender/documents/0/url",
                "/tender/documents/1/url",
                "/tender/tenderPeriod/endDate",
            ],
            fit["x_setAside"]!.AsArray().Select(a => a!["path"]!.GetValue<string>())
        );
        Assert.Equal("http://Contract Finder", release["tender"]!["documents"]![0]!["url"]!.GetValue<string>());
    }
}
