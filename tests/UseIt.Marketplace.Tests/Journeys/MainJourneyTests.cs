using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Reports;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Awards;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Opportunities;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Journeys;

/// <summary>
/// The product's main job over HTTP, from draft to verified figure: a buyer, a lead with two members, a rival bidder, a rival consortium,
/// and iSE; author, approver, opener, evaluator, contract manager, enterprise, adviser, and the public.
/// </summary>
public sealed class MainJourneyTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    // Words of the bids, chosen to be found nowhere else.
    private const string Method = "Hedgehog-friendly mowing by three crews from Icknield Port Road";
    private const string Promise = "Six people from Ladywood trained at the walled nursery";
    private const string RivalMethod = "Quarterly strimming with hired kestrel machines";
    private const decimal Price = 41_237.91m;

    [Fact]
    public async Task from_draft_to_verified_social_value_figure()
    {
        // 1. The buyer drafts, and what is wrong is refused by its field.
        var buyer = await app.BuyerAsync();
        var tender = await app.DraftAsync(buyer);
        var wrong = tender.Criteria.Select((c, i) => i == 0 ? c with { Weight = 39.9m } : c);
        Assert.Equal(
            "criteria",
            (
                await buyer.Author.Http.RefusedAsync(
                    $"/api/v1/tenders/{tender.Id}/criteria",
                    new
                    {
                        criteria = wrong,
                        envelopes = "Two",
                        tieLadder = new[] { "Draw" },
                    },
                    "weights-not-one-hundred"
                )
            )["errors"]![0]!["field"]!.GetValue<string>()
        );
        using (var draft = await (await app.ClientAsync()).GetAsync(new Uri($"/api/v1/tenders/{tender.Id}", UriKind.Relative)))
            Assert.Equal(HttpStatusCode.NotFound, draft.StatusCode);
        await buyer.Author.Http.RefusedWithAsync($"/api/v1/tenders/{tender.Id}/publication", new { }, HttpStatusCode.Forbidden);
        await buyer.Approver.Http.DoAsync($"/api/v1/tenders/{tender.Id}/publication", new { });

        // 2. Enterprises find it and ask; everybody reads the answer, nobody who asked.
        var lead = await app.EnterpriseAsync("Ladywood Grounds CIC");
        var members = new[] { await app.EnterpriseAsync("Soho Training Co-op"), await app.EnterpriseAsync("Rotton Park Reuse CIC") };
        var rival = await app.EnterpriseAsync("Vale Facilities Ltd");
        var rivalLead = await app.EnterpriseAsync("Clean and Sound CIC");
        var rivalPartner = await app.EnterpriseAsync("Bright Corners CIC");
        await app.SettledAsync();
        var found = await (await app.ClientAsync()).ReadAsync("/api/v1/opportunities?q=grounds+hospital");
        Assert.Contains(found["items"]!.AsArray(), o => o!["id"]!.GetValue<Guid>() == tender.Id);
        var question = (
            await rival.Http.DoAsync($"/api/v1/tenders/{tender.Id}/questions", new { text = "May machines be stored on site?" })
        )["id"]!.GetValue<Guid>();
        await buyer.Author.Http.DoAsync(
            $"/api/v1/tenders/{tender.Id}/questions/{question}/answer",
            new { publishedQuestion = "May machines be stored on site?", answer = "Yes, in the old lodge." }
        );
        await app.SettledAsync();
        var page = (await lead.Http.ReadAsync($"/api/v1/tenders/{tender.Id}")).ToJsonString();
        Assert.Contains("in the old lodge", page, StringComparison.Ordinal);
        Assert.DoesNotContain(rival.Id.ToString(), page, StringComparison.Ordinal);
        Assert.Contains("Sealed by the server; an administrator with the server", page, StringComparison.Ordinal);
        await buyer.Author.Http.DoAsync(
            $"/api/v1/tenders/{tender.Id}/extension-proposals",
            new { to = tender.Deadline.AddDays(1), reason = "The plan was late" }
        );
        await buyer.Approver.Http.DoAsync($"/api/v1/tenders/{tender.Id}/extensions", new { to = tender.Deadline.AddDays(1) });

        // 3. A consortium of three agrees on one version of its terms; 99.99 is not a whole.
        var consortium = await AgreeAsync(tender, lead, members, "Green Ladywood");
        var rivals = await app.ConsortiumAsync(tender, tender.GroundsLot, rivalLead, rivalPartner);

        // 4. Members write, the lead submits, it is sealed.
        var bid = await WriteAsync(tender, consortium, lead, members);
        var rivalBid = await rival.WrittenBidAsync(tender, tender.GroundsLot, 39_000m, RivalMethod, 2);
        var rivalsBid = await rivals.WrittenBidAsync(tender, tender.GroundsLot, "Two crews and a wormery", "People from Soho");
        var receipt = await lead.SubmitAsync(bid);
        Assert.NotNull(receipt["answer"]);
        await rival.SubmitAsync(rivalBid);
        await rivalLead.SubmitAsync(rivalsBid);
        foreach (var eye in new[] { buyer.Author, buyer.Approver, buyer.FirstOpener })
        {
            // A bid that is there looks to the buyer exactly like one that is not.
            using var peek = await eye.Http.GetAsync(new Uri($"/api/v1/bids/{bid}", UriKind.Relative));
            using var nothing = await eye.Http.GetAsync(new Uri($"/api/v1/bids/{Guid.NewGuid()}", UriKind.Relative));
            Assert.False(peek.IsSuccessStatusCode);
            Assert.Equal(nothing.StatusCode, peek.StatusCode);
        }
        await buyer.FirstOpener.Http.RefusedWithAsync(
            $"/api/v1/tenders/{tender.Id}/opening-requests",
            new { part = "Quality" },
            HttpStatusCode.UnprocessableEntity
        );
        var dump = await ImportOcdsTests.DumpAsync(app.Database);
        foreach (var word in new[] { "Hedgehog", "walled nursery", "kestrel", "wormery", "41,237" })
            Assert.DoesNotContain(word, dump, StringComparison.OrdinalIgnoreCase);
        // As a number of its own: digests are full of digits.
        Assert.DoesNotMatch(@"\b41237\b", dump);
        var feed = (await (await app.ClientAsync()).ReadAsync("/ocds/v1/releases?after=0&limit=100")).ToJsonString();
        foreach (var bidder in new[] { lead, rival, rivalLead, rivalPartner }.Concat(members))
            Assert.DoesNotContain(bidder.Id.ToString(), feed, StringComparison.Ordinal);

        // 5. It closes by itself; two people open.
        await app.ClosedAsync(tender with { Deadline = tender.Deadline.AddDays(1) });
        await tender.RequestOpeningAsync();
        var evaluation = Evaluation.IdOf(tender.Id, tender.GroundsLot);
        await app.UntilAsync(async () => (await app.FactsAsync<EvaluationStarted>(evaluation)).Count == 1);

        // 6. Scored alone, then together; price after quality; ranked by the published method.
        var evaluators = new[]
        {
            await app.PersonAsync("Eva Scorer", buyer.Id, Roles.Evaluator),
            await app.PersonAsync("Gita Scorer", buyer.Id, Roles.Evaluator),
        };
        var path = $"/api/v1/evaluations/{evaluation}";
        (Guid Bid, decimal Method, decimal Social)[] marks = [(bid, 5, 5), (rivalBid, 3, 2), (rivalsBid, 4, 3)];
        foreach (var evaluator in evaluators)
            await buyer.Author.Http.DoAsync($"{path}/evaluators", new { evaluator = evaluator.Id });
        foreach (var evaluator in evaluators)
            await evaluator.Http.DoAsync($"{path}/interests", new { conflict = false });
        foreach (var (scored, _, _) in marks)
            await buyer.Author.Http.DoAsync(
                $"{path}/conditions",
                new
                {
                    bidId = scored,
                    tender.Of(tender.GroundsLot, RequirementKind.Capability).RequirementId,
                    met = true,
                    reason = "Two contracts are named",
                }
            );
        foreach (var evaluator in evaluators)
        {
            foreach (var (scored, method, social) in marks)
            {
                await evaluator.Http.DoAsync(
                    $"{path}/scores",
                    new
                    {
                        bidId = scored,
                        tender.Quality.CriterionId,
                        score = method,
                        reason = "As written",
                    }
                );
                await evaluator.Http.DoAsync(
                    $"{path}/scores",
                    new
                    {
                        bidId = scored,
                        tender.SocialValue.CriterionId,
                        score = social,
                        reason = "As promised",
                    }
                );
            }
            await evaluator.Http.DoAsync($"{path}/scores/submit", new { });
        }
        foreach (var (scored, method, social) in marks)
        {
            await buyer.Author.Http.DoAsync(
                $"{path}/consensus",
                new
                {
                    bidId = scored,
                    tender.Quality.CriterionId,
                    score = method,
                    reason = "Agreed",
                    agreedBy = evaluators.Select(e => e.Id),
                }
            );
            await buyer.Author.Http.DoAsync(
                $"{path}/consensus",
                new
                {
                    bidId = scored,
                    tender.SocialValue.CriterionId,
                    score = social,
                    reason = "Agreed",
                    agreedBy = evaluators.Select(e => e.Id),
                }
            );
        }
        foreach (var evaluator in evaluators)
            await evaluator.Http.DoAsync($"{path}/consensus/confirm", new { });
        await buyer.Author.Http.DoAsync($"{path}/quality/conclude", new { });
        await EndOtherLotAsync(tender);
        await tender.RequestOpeningAsync(BidPart.Price);
        await app.UntilAsync(async () => (await app.FactsAsync<BidsRanked>(evaluation)).Count == 1);
        // 40 + 20 + 40 x 39000 / 41237.91; 24 + 8 + 40; 32 + 12 + 40 x 39000 / 42000.
        var ranking = (await app.FactsAsync<BidsRanked>(evaluation))[0].Ranking;
        Assert.Equal([bid, rivalsBid, rivalBid], ranking.Select(r => r.BidId));
        Assert.Equal(72m, ranking[2].Total);

        // 7. Everybody is told at one instant; the standstill runs; the contract is signed.
        var award = Award.IdOf(evaluation);
        var awardPath = $"/api/v1/awards/{award}";
        await app.CheckedAsync(
            tender,
            [bid, rivalBid, rivalsBid],
            [lead.Id, .. members.Select(m => m.Id), rival.Id, rivalLead.Id, rivalPartner.Id]
        );
        await buyer.Author.Http.DoAsync($"{path}/award", new { reason = "Highest total by the published method" });
        await buyer.Approver.Http.DoAsync($"{awardPath}/approve", new { });
        await buyer.Author.Http.DoAsync($"{awardPath}/summaries", new { });
        Assert.Equal(
            6,
            Assert.Single(await app.FactsAsync<SummariesSent>(award)).Recipients.Select(r => r.OrganisationId).Distinct().Count()
        );
        await buyer.Author.Http.DoAsync($"{awardPath}/notice", new { standstillWorkingDays = 8 });
        await buyer.Approver.Http.RefusedAsync($"{awardPath}/confirm", new { }, "standstill-running");
        await app.ClockToAsync((await app.FactsAsync<StandstillStarted>(award))[0].EndsAt.AddMinutes(1));
        await app.UntilAsync(async () => (await app.FactsAsync<StandstillEnded>(award)).Count == 1);
        await buyer.Approver.Http.DoAsync($"{awardPath}/confirm", new { });
        var contract = Contract.IdOf(award);
        await app.UntilAsync(async () => (await app.FactsAsync<ContractPrepared>(contract)).Count == 1);
        var manager = await app.PersonAsync("Priya Raman", buyer.Id, Roles.ContractManager);
        var terms = (await app.FactsAsync<ContractPrepared>(contract))[0];
        Assert.Equal([Commitment.IdOf(tender.Of(tender.GroundsLot, RequirementKind.Commitment).RequirementId, bid)], terms.Commitments);
        foreach (var signer in members.Select(m => m.Manager).Prepend(lead.Manager).Prepend(manager))
            await signer.Http.DoAsync(
                $"/api/v1/contracts/{contract}/signatures",
                new
                {
                    partyId = signer.Organisation,
                    documentSha256 = terms.TermsSha256,
                    capacity = "director",
                    method = "Typed",
                    statement = "I may sign for my organisation and agree to these terms.",
                }
            );

        // 8. Delivery differs from the promise; evidence is verified by the buyer.
        var evidence = $"/api/v1/contracts/{contract}/commitments/{terms.Commitments[0]}/evidence";
        var day = UkTime.DayOf(await app.Store.ClockAsync()).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var first = (
            await members[0]
                .Http.DoAsync(
                    evidence,
                    new
                    {
                        quantity = 3,
                        period = new { start = day, end = day },
                        statement = "Three people began",
                    }
                )
        )["id"]!.GetValue<Guid>();
        var second = (
            await members[0]
                .Http.DoAsync(
                    evidence,
                    new
                    {
                        quantity = 2,
                        period = new { start = day, end = day },
                        statement = "Two more began",
                    }
                )
        )["id"]!.GetValue<Guid>();
        await manager.Http.DoAsync($"{evidence}/{first}/verify", new { quantity = 3 });
        await manager.Http.DoAsync($"{evidence}/{second}/verify", new { quantity = 1, remark = "One left in the first week" });

        // 9. The report: the hand-made figures, each leading to its facts; without one piece of evidence exactly its figures move.
        var report = (await manager.Http.DoAsync("/api/v1/reports", new { kind = "contract-return", subjectId = contract }))[
            "id"
        ]!.GetValue<Guid>();
        var figures = (await manager.Http.ReadAsync($"/api/v1/reports/{report}.json"))["commitments"]![0]!.AsObject();
        foreach (var (name, expected) in ExpectedFigures())
        {
            // The model is exact; the hand-made file has two decimals.
            var value = figures[name]!["value"]?.GetValue<decimal>();
            Assert.True((value is { } exact ? Math.Round(exact, 2) : null) == expected?.GetValue<decimal>(), $"{name} is {value}");
            var behind = await manager.Http.ReadAsync($"/api/v1/reports/{report}/evidence/{figures[name]!["key"]}");
            Assert.Equal(
                figures[name]!["events"]!.AsArray().Select(e => e!.GetValue<Guid>()).Order(),
                behind["facts"]!.AsArray().Select(f => f!["id"]!.GetValue<Guid>()).Order()
            );
        }
        // The same promise in four reports: what rests on the second piece of evidence, and what of it moves without it.
        var resting = (await app.Store.ReadStreamsAsync([terms.Commitments[0]], long.MaxValue, CancellationToken.None))
            .Where(e => e.Data is EvidenceRecorded r && r.EvidenceId == second || e.Data is EvidenceVerified v && v.EvidenceId == second)
            .Select(e => e.Id)
            .ToHashSet();
        Assert.Equal(2, resting.Count);
        (string Kind, Guid Subject, HttpClient Reader, string[] Moves)[] four =
        [
            ("contract-return", contract, manager.Http, ["Reported by suppliers", "Verified", "Verified, as a share of what is due"]),
            ("commitment-schedule", contract, manager.Http, []),
            ("anchor-statement", buyer.Id, manager.Http, ["Delivered and verified"]),
            ("impact", members[0].Id, members[0].Http, ["Delivered and verified"]),
        ];
        await app.SettledAsync();
        var before = await Task.WhenAll(four.Select(r => FiguresAsync(r.Reader, r.Kind, r.Subject)));
        await members[0].Http.DoAsync($"{evidence}/{second}/withdraw", new { reason = "The sheet belongs to another contract" });
        await app.SettledAsync();
        foreach (var (one, was) in four.Zip(before))
        {
            var now = await FiguresAsync(one.Reader, one.Kind, one.Subject);
            Assert.Equal(was.Keys.Order(), now.Keys.Order());
            var changed = was.Keys.Where(key => was[key].Value != now[key].Value).ToArray();
            Assert.All(changed, key => Assert.True(was[key].Events.Overlaps(resting), $"{one.Kind}: {key} does not rest on it"));
            var quarter = was
                .Values.Select(f => f.Label)
                .SingleOrDefault(l => l.StartsWith("Verified, delivered in ", StringComparison.Ordinal));
            Assert.Equal(
                one.Moves.Concat(quarter is null ? [] : [quarter]).Order(StringComparer.Ordinal),
                changed.Select(key => was[key].Label).Order(StringComparer.Ordinal)
            );
        }
        var later = (await manager.Http.DoAsync("/api/v1/reports", new { kind = "contract-return", subjectId = contract }))[
            "id"
        ]!.GetValue<Guid>();
        var without = (await manager.Http.ReadAsync($"/api/v1/reports/{later}.json"))["commitments"]![0]!.AsObject();
        var moved = ExpectedFigures()
            .Select(f => f.Key)
            .Where(name => figures[name]!["value"]?.ToJsonString() != without[name]!["value"]?.ToJsonString())
            .ToArray();
        Assert.Equal(["delivered", "evidenced", "verified"], moved.Order(StringComparer.Ordinal));
        Assert.Equal(
            figures.ToJsonString(),
            (await manager.Http.ReadAsync($"/api/v1/reports/{report}.json"))["commitments"]![0]!.ToJsonString()
        );

        // 10. The adviser sees the line; the public sees the releases, members and all.
        var ise = await app.OrganisationAsync("iSE", OrganisationKind.Support);
        var adviser = await app.PersonAsync("Yvonne Clarke", ise, Roles.Adviser);
        await lead.Http.DoAsync(
            "/api/v1/cases",
            new
            {
                supportOrganisationId = ise,
                organisationId = lead.Id,
                need = "Grow after the first contract",
            }
        );
        await app.SettledAsync();
        var line = await adviser.Http.ReadAsync($"/api/v1/enterprises/{lead.Id}/line");
        Assert.Single(line["wins"]!.AsArray());
        Assert.Single(line["contracts"]!.AsArray());
        var releases = (await (await app.ClientAsync()).ReadAsync("/ocds/v1/releases?after=0&limit=100")).ToJsonString();
        foreach (var tag in new[] { "\"tender\"", "\"tenderUpdate\"", "\"award\"", "\"contract\"", "\"implementation\"" })
            Assert.Contains($"[{tag}", releases, StringComparison.Ordinal);
        foreach (var member in members)
            Assert.Contains(member.Name, releases, StringComparison.Ordinal);

        // Nobody's name or address rests anywhere in the clear.
        dump = await ImportOcdsTests.DumpAsync(app.Database);
        foreach (
            var name in new[]
            {
                "Beatrice Author",
                "Carol Approver",
                "Eva Scorer",
                "Priya Raman",
                "Yvonne Clarke",
                "@example.org",
                "Manager of",
            }
        )
            Assert.DoesNotContain(name, dump, StringComparison.OrdinalIgnoreCase);
        await using var dead = app.Database.CreateCommand("select count(*) from wolverine.wolverine_dead_letters");
        Assert.Equal(0L, await dead.ExecuteScalarAsync());
    }

    /// <summary>Every figure of a report that is run now, by its key.</summary>
    private async Task<Dictionary<string, (string Label, decimal? Value, HashSet<Guid> Events)>> FiguresAsync(
        HttpClient http,
        string kind,
        Guid subject
    )
    {
        var run = BidSteps.Id(await http.DoAsync("/api/v1/reports", new { kind, subjectId = subject }));
        var kinds = app.Services.GetRequiredService<ReportKinds>();
        return kinds
            .Read(Assert.Single(await app.FactsAsync<ReportRun>(run)))
            .Figures()
            .ToDictionary(f => f.Key, f => (f.Label, f.Value, f.Events.ToHashSet()));
    }

    private static IEnumerable<KeyValuePair<string, JsonNode?>> ExpectedFigures()
    {
        using var file = typeof(MainJourneyTests).Assembly.GetManifestResourceStream("expected-journey-figures.json")!;
        return JsonNode.Parse(file)!.AsObject();
    }

    private async Task<Guid> AgreeAsync(TestTender tender, TestEnterprise lead, TestEnterprise[] members, string name)
    {
        var id = BidSteps.Id(await lead.Http.DoAsync("/api/v1/consortia", new { name, tenderId = tender.Id }));
        foreach (var member in members)
        {
            await lead.Http.DoAsync($"/api/v1/consortia/{id}/invitations", new { organisationId = member.Id, role = "Partner" });
            await member.Http.DoAsync($"/api/v1/consortia/{id}/joining", BidSteps.Confidential);
        }
        await lead.Http.RefusedAsync($"/api/v1/consortia/{id}/terms", Terms(33.33m), "shares-not-one-hundred");
        var terms = await lead.Http.DoAsync($"/api/v1/consortia/{id}/terms", Terms(33.34m));
        foreach (var member in members)
            await member.AcceptAsync(id, terms["answer"]!);
        // One member has not accepted: no bid can be started.
        await lead.Http.RefusedAsync(
            "/api/v1/bids",
            new
            {
                tenderId = tender.Id,
                lots = new[] { tender.GroundsLot },
                consortiumId = id,
            },
            "consortium-not-agreed"
        );
        await lead.AcceptAsync(id, terms["answer"]!);
        return id;

        object Terms(decimal leads) =>
            new
            {
                members = new[]
                {
                    new ProposedMember(lead.Id, "Lead", leads),
                    new ProposedMember(members[0].Id, "Training", 33.33m),
                    new ProposedMember(members[1].Id, "Reuse", 33.33m),
                },
                lots = new[] { tender.GroundsLot },
                workPackages = new[] { lead, members[0], members[1] }.Select(
                    (m, i) =>
                        new WorkPackage(
                            Package(tender, i),
                            m.Name,
                            tender.GroundsLot,
                            m.Id,
                            [],
                            i == 0
                                    ?
                                    [
                                        tender.Of(tender.GroundsLot, RequirementKind.Capability).RequirementId,
                                        tender.Of(tender.GroundsLot, RequirementKind.Question).RequirementId,
                                    ]
                                : i == 1 ? [tender.Of(tender.GroundsLot, RequirementKind.Commitment).RequirementId]
                                : []
                        )
                ),
                liability = "Jointly and severally",
                agreement = "We work together and share as stated.",
            };
    }

    private static Guid Package(TestTender tender, int i) => UuidV5.Of(tender.Id, $"package {i}");

    private static async Task<Guid> WriteAsync(TestTender tender, Guid consortium, TestEnterprise lead, TestEnterprise[] members)
    {
        var bid = BidSteps.Id(
            await lead.Http.DoAsync(
                "/api/v1/bids",
                new
                {
                    tenderId = tender.Id,
                    lots = new[] { tender.GroundsLot },
                    consortiumId = consortium,
                }
            )
        );
        var promise = tender.Of(tender.GroundsLot, RequirementKind.Commitment);
        await lead.Http.DoAsync($"/api/v1/bids/{bid}/assignments", new { promise.RequirementId, memberId = members[0].Id });
        await lead.SaveAsync(bid, tender.Of(tender.GroundsLot, RequirementKind.Capability), new BidAnswer(Met: true));
        await lead.SaveAsync(bid, tender.Of(tender.GroundsLot, RequirementKind.Question), new BidAnswer(Method));
        await members[0].SaveAsync(bid, promise, new BidAnswer(Promise, Quantity: 6));
        var price = tender.Of(tender.GroundsLot, RequirementKind.Price);
        await lead.SaveAsync(bid, price, new BidAnswer(Prices: [new PriceLine("Grounds", new Money(Price - 20_000m), Package(tender, 0))]));
        await members[0].SaveAsync(bid, price, new BidAnswer(Prices: [new PriceLine("Training", new Money(12_000m), Package(tender, 1))]));
        await lead.Http.RefusedWithAsync($"/api/v1/bids/{bid}/submission", new { }, HttpStatusCode.UnprocessableEntity);
        await members[1].SaveAsync(bid, price, new BidAnswer(Prices: [new PriceLine("Reuse", new Money(8_000m), Package(tender, 2))]));
        return bid;
    }

    // Nobody bid for the cleaning lot.
    private static async Task EndOtherLotAsync(TestTender tender)
    {
        using var ended = await tender.Buyer.Approver.Http.SendCommandAsync(
            HttpMethod.Post,
            $"/api/v1/tenders/{tender.Id}/lots/{tender.CleaningLot}/end",
            new { reason = "No bid was received" }
        );
        Assert.True(ended.IsSuccessStatusCode, await ended.Content.ReadAsStringAsync());
    }
}
