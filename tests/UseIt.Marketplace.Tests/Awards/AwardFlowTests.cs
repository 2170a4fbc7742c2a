using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Reports;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tests.Awards;

/// <summary>
/// From opened bids to a verified figure, over HTTP: two bids for one lot, two evaluators of whom one belongs to a bidder.
/// </summary>
public sealed class AwardFlowTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private sealed record Bid(Guid Id, Guid Lead, Guid[] Members, decimal Price, decimal Jobs);

    [Fact]
    public async Task opened_bids_become_an_award_a_contract_evidence_and_a_report()
    {
        var buyer = await app.BuyerAsync();
        var tender = await app.PublishedAsync(buyer);
        var lead = await app.PersonAsync(
            "Amina Yusuf",
            await app.OrganisationAsync("Ladywood Grounds CIC", OrganisationKind.Enterprise),
            Roles.Member,
            Roles.Signatory
        );
        var partner = await app.PersonAsync(
            "Tom Reilly",
            await app.OrganisationAsync("Nechells Joinery Co-op", OrganisationKind.Enterprise),
            Roles.Member,
            Roles.Signatory
        );
        var rival = await app.PersonAsync(
            "Rosa Vale",
            await app.OrganisationAsync("Vale Facilities Ltd", OrganisationKind.Enterprise),
            Roles.Member
        );
        var stranger = await app.PersonAsync(
            "Sam Stranger",
            await app.OrganisationAsync("Elsewhere CIC", OrganisationKind.Enterprise),
            Roles.Member
        );
        var eva = await app.PersonAsync("Eva Scorer", buyer.Id, Roles.Evaluator);
        var finn = await app.PersonAsync("Finn Scorer", buyer.Id, Roles.Evaluator);
        var gita = await app.PersonAsync("Gita Scorer", buyer.Id, Roles.Evaluator);
        var manager = await app.PersonAsync("Priya Raman", buyer.Id, Roles.ContractManager);
        await app.DoAsync(new GrantMembership(rival.Organisation, finn.Id, [Roles.Member]));

        var joint = new Bid(Guid.CreateVersion7(), lead.Organisation, [lead.Organisation, partner.Organisation], 44_000m, 6);
        var alone = new Bid(Guid.CreateVersion7(), rival.Organisation, [rival.Organisation], 40_000m, 2);
        foreach (var bid in new[] { joint, alone })
            await SubmittedAsync(tender, bid);
        await app.ClosedAsync(tender);
        foreach (var bid in new[] { joint, alone })
            await OpenedAsync(tender, bid, BidPart.Quality);
        await OpenAsync(tender, joint, alone);
        var id = Evaluation.IdOf(tender.Id, tender.GroundsLot);
        await app.UntilAsync(async () => (await app.Store.FetchAsync<Evaluation>(id)).Exists);
        var path = $"/api/v1/evaluations/{id}";

        // Declarations: nobody reads or scores before, and who belongs to a bidder is found out.
        foreach (var person in new[] { eva, finn, gita })
            await buyer.Author.Http.DoAsync($"{path}/evaluators", new { evaluator = person.Id });
        await buyer.Author.Http.RefusedAsync($"{path}/evaluators", new { evaluator = manager.Id }, "evaluator-without-role");
        await eva.Http.RefusedAsync($"{path}/scores", Score(tender.Quality, joint, 4), "interests-not-declared");
        await eva.Http.DoAsync($"{path}/interests", new { conflict = false });
        await gita.Http.DoAsync($"{path}/interests", new { conflict = false });
        await finn.Http.DoAsync($"{path}/interests", new { conflict = false });
        await finn.Http.RefusedAsync($"{path}/scores", Score(tender.Quality, joint, 4), "conflict-open");
        using (var closed = await finn.Http.GetAsync(new Uri($"{path}/bids", UriKind.Relative)))
            Assert.Equal(HttpStatusCode.UnprocessableEntity, closed.StatusCode);
        using var decider = await app.BrowserAsync(buyer.Approver);
        var decide = $"/evaluations/{id}?handler=Decide";
        var undecided = await decider.SendFormAsync(
            $"/evaluations/{id}",
            decide,
            ("Evaluator", $"{finn.Id}"),
            ("Reason", "He is a member of a bidder")
        );
        Assert.Equal([($"may-{finn.Id}", "Choose whether they may evaluate")], undecided.Mistakes);
        Assert.Contains("He is a member of a bidder", undecided.Html, StringComparison.Ordinal);
        Assert.Contains("May Finn Scorer evaluate?", undecided.Html, StringComparison.Ordinal);
        var decided = await decider.SendFormAsync(
            $"/evaluations/{id}",
            decide,
            ("Evaluator", $"{finn.Id}"),
            ("MayEvaluate", "false"),
            ("Reason", "He is a member of a bidder")
        );
        Assert.Contains("Conflict, may not evaluate", decided.Html, StringComparison.Ordinal);
        await finn.Http.RefusedAsync($"{path}/scores", Score(tender.Quality, joint, 4), "conflict-bars");

        // Alone: the price is not shown, another's scores are not seen before one's own are in.
        var bids = (await eva.Http.ReadAsync($"{path}/bids")).AsArray();
        Assert.Equal(2, bids.Count);
        Assert.All(bids, b => Assert.Null(b!["price"]));
        Assert.Equal(
            1L,
            await CountAsync(
                "select count(*) from audit.read where person = $1 and subject = $2 and purpose = 'evaluate'",
                eva.Id,
                joint.Id
            )
        );
        using var evaluator = await app.BrowserAsync(eva);
        using var author = await app.BrowserAsync(buyer.Author);
        using var approver = await app.BrowserAsync(buyer.Approver);
        var scoring = $"/evaluations/{id}/bids/{joint.Id}/criteria/{tender.Quality.CriterionId}";
        Assert.Contains(
            "With two teams and electric tools",
            await evaluator.GetStringAsync(new Uri(scoring, UriKind.Relative)),
            StringComparison.Ordinal
        );
        var valued = $"/evaluations/{id}/bids/{joint.Id}/criteria/{tender.Criteria[1].CriterionId}";
        Assert.Contains(
            "Would it happen without this contract? Not recorded",
            await evaluator.GetStringAsync(new Uri(valued, UriKind.Relative)),
            StringComparison.Ordinal
        );
        var unreasoned = await evaluator.SendFormAsync(scoring, scoring, ("Score", "4"), ("Reason", ""));
        Assert.Equal(
            ("reason", "Enter a reason that refers to the bid and the criterion"),
            (unreasoned.Mistakes[0].Target?.ToLowerInvariant(), unreasoned.Mistakes[0].Sentence)
        );
        Assert.Contains(
            "You gave 4",
            (await evaluator.SendFormAsync(scoring, scoring, ("Score", "4"), ("Reason", "Page two"))).Html,
            StringComparison.Ordinal
        );
        using (var unseen = await (await app.BrowserAsync(finn)).GetAsync(new Uri(scoring, UriKind.Relative)))
            Assert.Equal(HttpStatusCode.NotFound, unseen.StatusCode);
        await ScoreAllAsync(eva, path, tender, (joint, 4, 5), (alone, 5, 2));

        // Conditions before scores: what the bid says and brought with it, then a decision with what it rests on.
        await eva.Http.RefusedAsync($"{path}/scores/submit", new { }, "conditions-undecided");
        var capability = tender.Of(tender.GroundsLot, RequirementKind.Capability);
        var conditions = $"/evaluations/{id}/bids/{joint.Id}/conditions";
        Assert.Contains(
            "The bidder says it is met",
            await evaluator.GetStringAsync(new Uri(conditions, UriKind.Relative)),
            StringComparison.Ordinal
        );
        using (var unseen = await (await app.BrowserAsync(finn)).GetAsync(new Uri(conditions, UriKind.Relative)))
            Assert.Equal(HttpStatusCode.NotFound, unseen.StatusCode);
        using (var unseen = await (await app.BrowserAsync(rival)).GetAsync(new Uri(conditions, UriKind.Relative)))
            Assert.Equal(HttpStatusCode.NotFound, unseen.StatusCode);
        var nothingChosen = await evaluator.SendFormAsync(conditions, conditions, ("RequirementId", $"{capability.RequirementId}"));
        Assert.Equal(
            ["Choose whether the bid meets it", "Enter what the decision rests on, for example the document and its page"],
            nothingChosen.Mistakes.Select(m => m.Sentence)
        );
        var met = await evaluator.SendFormAsync(
            conditions,
            conditions,
            ("RequirementId", $"{capability.RequirementId}"),
            ("Met", "true"),
            ("Reason", "Two contracts are named")
        );
        Assert.Contains("Met: Two contracts are named", met.Html, StringComparison.Ordinal);
        await eva.Http.RefusedAsync($"{path}/conditions", Decide(alone, tender.Id, true), "condition-unknown");
        await eva.Http.RefusedAsync(
            $"{path}/conditions",
            Decide(alone with { Id = tender.Id }, capability.RequirementId, true),
            "bid-unknown"
        );
        foreach (var outsider in new[] { finn.Http, stranger.Http })
            using (
                var unseen = await outsider.SendCommandAsync(
                    HttpMethod.Post,
                    $"{path}/conditions",
                    Decide(alone, capability.RequirementId, true)
                )
            )
                Assert.Contains(unseen.StatusCode, new[] { HttpStatusCode.NotFound, HttpStatusCode.Forbidden });
        await buyer.Author.Http.DoAsync($"{path}/conditions", Decide(alone, capability.RequirementId, false));
        await buyer.Author.Http.DoAsync($"{path}/conditions", Decide(alone, capability.RequirementId, true));
        await eva.Http.DoAsync($"{path}/scores/submit", new { });
        await eva.Http.RefusedAsync($"{path}/conditions", Decide(alone, capability.RequirementId, false), "scores-submitted");
        await eva.Http.RefusedAsync($"{path}/scores", Score(tender.Quality, joint, 3), "scores-submitted");
        Assert.Empty((await gita.Http.ReadAsync(path))["scores"]!.AsArray());
        await gita.Http.RefusedAsync(
            $"{path}/scores",
            new
            {
                bidId = joint.Id,
                tender.Quality.CriterionId,
                score = 4,
                reason = " ",
            },
            "reason-missing"
        );
        await gita.Http.RefusedAsync($"{path}/scores", Score(tender.Quality, joint, 6), "score-outside-scale");
        await gita.Http.RefusedAsync($"{path}/scores/submit", new { }, "scores-missing");
        await ScoreAllAsync(gita, path, tender, (joint, 3, 5), (alone, 5, 3));
        await buyer.Author.Http.RefusedAsync($"{path}/consensus", Agree(tender.Quality, joint, 4, eva), "scores-not-all-submitted");
        Assert.Empty((await buyer.Author.Http.ReadAsync(path))["scores"]!.AsArray());
        await gita.Http.DoAsync($"{path}/scores/submit", new { });
        Assert.Equal(8, (await gita.Http.ReadAsync(path))["scores"]!.AsArray().Count);

        // Together.
        await buyer.Author.Http.RefusedAsync($"{path}/consensus", Agree(tender.Quality, joint, 4, eva), "consensus-lacks-evaluator");
        await buyer.Author.Http.DoAsync($"{path}/consensus", Agree(tender.Quality, joint, 4, eva, gita));
        await buyer.Author.Http.DoAsync($"{path}/consensus", Agree(tender.SocialValue, joint, 5, eva, gita));
        await buyer.Author.Http.DoAsync($"{path}/consensus", Agree(tender.Quality, alone, 5, eva, gita));
        await buyer.Author.Http.RefusedAsync($"{path}/quality/conclude", new { }, "consensus-missing");
        await buyer.Author.Http.DoAsync($"{path}/consensus", Agree(tender.SocialValue, alone, 2, eva, gita));
        await buyer.Author.Http.RefusedAsync($"{path}/quality/conclude", new { }, "consensus-unconfirmed");
        await finn.Http.RefusedAsync($"{path}/consensus/confirm", new { }, "conflict-bars");
        using (var unappointed = await buyer.Author.Http.SendCommandAsync(HttpMethod.Post, $"{path}/consensus/confirm", new { }))
            Assert.Equal(HttpStatusCode.Forbidden, unappointed.StatusCode);
        Assert.Contains(
            "You have confirmed the agreed scores",
            (await evaluator.SendFormAsync($"/evaluations/{id}", $"/evaluations/{id}?handler=Confirm")).Html,
            StringComparison.Ordinal
        );
        // What is changed after it was confirmed is confirmed anew.
        await buyer.Author.Http.DoAsync($"{path}/consensus", Agree(tender.SocialValue, alone, 3, eva, gita));
        await buyer.Author.Http.DoAsync($"{path}/consensus", Agree(tender.SocialValue, alone, 2, eva, gita));
        await gita.Http.DoAsync($"{path}/consensus/confirm", new { });
        await buyer.Author.Http.RefusedAsync($"{path}/quality/conclude", new { }, "consensus-unconfirmed");
        await eva.Http.DoAsync($"{path}/consensus/confirm", new { });
        await buyer.Author.Http.DoAsync($"{path}/quality/conclude", new { });
        await buyer.Author.Http.RefusedAsync($"{path}/ranking", new { }, "prices-not-assessed");

        // Price after quality: 32 + 20 + 40 x 40/44 = 88.36 against 40 + 8 + 40 = 88.
        foreach (var bid in new[] { joint, alone })
            await OpenedAsync(tender, bid, BidPart.Price);
        await app.UntilAsync(async () => (await app.Store.FetchAsync<Evaluation>(id)).State.Ranked is not null);
        var ranking = (await buyer.Author.Http.ReadAsync(path))["ranking"]!.AsArray();
        Assert.Equal(
            [(joint.Id, 88.36m), (alone.Id, 88m)],
            ranking.Select(r => (r!["bidId"]!.GetValue<Guid>(), r["total"]!.GetValue<decimal>()))
        );

        // Before the award and after it the bids are compared by those who decide about them, and by nobody else.
        var auditor = await app.PersonAsync(
            "Ola Auditor",
            await app.OrganisationAsync("Platform", OrganisationKind.Platform),
            Roles.Auditor
        );
        await ComparedAsync("No award has been proposed");

        // Award: four eyes.
        var awardPath = $"/api/v1/awards/{Award.IdOf(id)}";
        var unchecked_ = await author.SendFormAsync(
            $"/evaluations/{id}",
            $"/evaluations/{id}?handler=Propose",
            ("Reason", "Highest total by the published method")
        );
        Assert.Contains(
            "Ladywood Grounds CIC, Nechells Joinery Co-op, whether it rests on subcontractors",
            unchecked_.Html,
            StringComparison.Ordinal
        );
        var checks = $"/buyer/tenders/{tender.Id}/checks";
        var lacking = await author.GetStringAsync(new Uri(checks, UriKind.Relative));
        foreach (var who in new[] { "Ladywood Grounds CIC", "Nechells Joinery Co-op", "Vale Facilities Ltd" })
            Assert.Contains($"<li>{who}</li>", lacking, StringComparison.Ordinal);
        var wrong = await buyer.Author.Http.RefusedAsync(
            $"/api/v1/tenders/{tender.Id}/bidder-checks",
            new
            {
                parties = new[] { stranger.Organisation },
                kinds = BidderChecks.Kinds,
                looked = "GOV.UK",
                on = "2020-01-01",
                result = CheckResult.MayStay,
            },
            "check-party-unknown"
        );
        foreach (var code in new[] { "check-day-wrong", "check-reason-missing" })
            Assert.Contains(code, wrong.ToJsonString(), StringComparison.Ordinal);
        foreach (var nosy in new[] { rival, eva })
        {
            using var hidden = await app.BrowserAsync(nosy);
            using var there = await hidden.GetAsync(new Uri(checks, UriKind.Relative));
            Assert.Equal(HttpStatusCode.NotFound, there.StatusCode);
        }
        Assert.Contains(
            "It is recorded on whom the bid rests",
            (
                await author.SendFormAsync(
                    checks,
                    $"{checks}?handler=Subcontractors",
                    ("BidId", $"{joint.Id}"),
                    ("Names", "Digger Hire Ltd\r\ndigger hire ltd")
                )
            ).Html,
            StringComparison.Ordinal
        );
        var digger = Assert.Single((await app.FactsAsync<SubcontractorsNamed>(BidderChecks.IdOf(tender.Id)))[0].Subcontractors);
        Assert.Equal("Digger Hire Ltd", digger.Name);
        await app.CheckedAsync(tender, [alone.Id], [lead.Organisation, partner.Organisation, rival.Organisation]);
        await buyer.Author.Http.RefusedAsync($"{path}/award", new { reason = "Best" }, "checks-missing");
        await app.CheckedAsync(tender, [], [digger.SubcontractorId], CheckResult.MayStay, "A fine of 2024, paid and not likely to recur");
        var proposed = await author.SendFormAsync(
            $"/evaluations/{id}",
            $"/evaluations/{id}?handler=Propose",
            ("Reason", "Highest total by the published method")
        );
        Assert.Contains("Waits for approval", proposed.Html, StringComparison.Ordinal);
        using (var own = await buyer.Author.Http.SendCommandAsync(HttpMethod.Post, $"{awardPath}/approve", new { }))
            Assert.Equal(HttpStatusCode.Forbidden, own.StatusCode);
        await buyer.Author.Http.RefusedAsync($"{awardPath}/summaries", new { }, "award-not-approved");
        using (var early = await rival.Http.GetAsync(new Uri($"{awardPath}/summary", UriKind.Relative)))
            Assert.Equal(HttpStatusCode.NotFound, early.StatusCode);
        var page = $"/awards/{Award.IdOf(id)}";
        Assert.Contains("Tell the bidders", (await approver.SendFormAsync(page, $"{page}?handler=Approve")).Html, StringComparison.Ordinal);
        await buyer.Author.Http.RefusedAsync($"{awardPath}/notice", new { }, "summaries-not-sent");
        await buyer.Author.Http.DoAsync($"{awardPath}/summaries", new { });
        var sent = Assert.Single(await app.FactsAsync<SummariesSent>(Award.IdOf(id)));
        Assert.Equal(
            new[] { lead.Organisation, partner.Organisation, rival.Organisation }.Order(),
            sent.Recipients.Select(r => r.OrganisationId).Order()
        );

        // Each reads its own summary and the winner's scores, and nobody else's.
        var told = await rival.Http.ReadAsync($"{awardPath}/summary");
        Assert.Equal((alone.Id, joint.Id), (told["own"]!["bidId"]!.GetValue<Guid>(), told["winner"]!["bidId"]!.GetValue<Guid>()));
        Assert.Equal(
            32m,
            told["winner"]!["criteria"]!.AsArray().Single(c => c!["title"]!.GetValue<string>() == "Method")!["marks"]!.GetValue<decimal>()
        );
        Assert.Contains("Agreed", told["own"]!["criteria"]![0]!["reason"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Null((await partner.Http.ReadAsync($"{awardPath}/summary"))["winner"]);
        using (var other = await stranger.Http.GetAsync(new Uri($"{awardPath}/summary", UriKind.Relative)))
            Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);

        // The same as a letter to print: who won gets an award letter, who did not its own summary, and nobody else anything.
        var letter = await (await app.BrowserAsync(rival)).GetStringAsync(new Uri($"{page}/letter", UriKind.Relative));
        Assert.Contains("Assessment summary: ", letter, StringComparison.Ordinal);
        Assert.Contains("Vale Facilities Ltd. Place 2, with 88 in total.", letter, StringComparison.Ordinal);
        Assert.Contains("Your own price was £40,000.00", letter, StringComparison.Ordinal);
        letter = await (await app.BrowserAsync(partner)).GetStringAsync(new Uri($"{page}/letter", UriKind.Relative));
        Assert.Contains("Award letter: ", letter, StringComparison.Ordinal);
        Assert.DoesNotContain("own price", letter, StringComparison.Ordinal);
        foreach (var other in new[] { rival, stranger })
            using (var none = await (await app.BrowserAsync(other)).GetAsync(new Uri($"{page}/notice", UriKind.Relative)))
                Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        using (var none = await (await app.BrowserAsync(stranger)).GetAsync(new Uri($"{page}/letter", UriKind.Relative)))
            Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        var notice = await author.GetStringAsync(new Uri($"{page}/notice", UriKind.Relative));
        Assert.Contains("Value without VAT: £44,000.00", notice, StringComparison.Ordinal);
        Assert.Contains("Bids received: 2", notice, StringComparison.Ordinal);
        Assert.DoesNotContain("Vale Facilities", notice, StringComparison.Ordinal);

        var theirs = await (await app.BrowserAsync(rival)).GetStringAsync(new Uri(page, UriKind.Relative));
        Assert.Contains("Your bid", theirs, StringComparison.Ordinal);
        Assert.Contains("Place 2, with 88 in total", theirs, StringComparison.Ordinal);
        Assert.DoesNotContain("Highest total by the published method", theirs, StringComparison.Ordinal);

        Assert.Contains("Your price", theirs, StringComparison.Ordinal);
        Assert.Contains("£40,000", theirs, StringComparison.Ordinal);
        Assert.Contains("What you can do now", theirs, StringComparison.Ordinal);

        // Standstill: offered here, so it binds. From the notice on everybody knows who won, and nobody learns who lost.
        using var visitor = new Browsing(app);
        await app.SettledAsync();
        foreach (var address in new[] { $"/tenders/{tender.Id}", "/awards" })
            Assert.DoesNotContain("£44,000", (await visitor.GetAsync(address)).Html, StringComparison.Ordinal);
        await buyer.Author.Http.DoAsync($"{awardPath}/notice", new { standstillWorkingDays = 5 });
        await app.SettledAsync();
        foreach (var address in new[] { $"/tenders/{tender.Id}", "/awards" })
        {
            var shown = (await visitor.GetAsync(address)).Html;
            Assert.Contains("£44,000", shown, StringComparison.Ordinal);
            Assert.DoesNotContain("£40,000", shown, StringComparison.Ordinal);
            Assert.DoesNotContain("Page two", shown, StringComparison.Ordinal);
        }
        await buyer.Approver.Http.RefusedAsync($"{awardPath}/confirm", new { }, "standstill-running");
        await buyer.Approver.Http.DoAsync($"{awardPath}/standstill/suspend", new { reason = "Proceedings were issued and notified" });
        await app.ClockToAsync((await app.Store.FetchAsync<Award>(Award.IdOf(id))).State.EndsAt!.Value.AddDays(1));
        await buyer.Approver.Http.RefusedAsync($"{awardPath}/confirm", new { }, "standstill-suspended");
        await buyer.Approver.Http.DoAsync($"{awardPath}/standstill/resume", new { });
        await app.UntilAsync(async () => (await app.Store.FetchAsync<Award>(Award.IdOf(id))).State.Stage == AwardStage.StandstillOver);
        await buyer.Approver.Http.DoAsync($"{awardPath}/confirm", new { });
        var contractId = Contract.IdOf(Award.IdOf(id));
        await app.UntilAsync(async () => (await app.Store.FetchAsync<Contract>(contractId)).Exists);

        // The contract: the question's commitment, signed by all three.
        var contractPath = $"/api/v1/contracts/{contractId}";
        var contract = await manager.Http.ReadAsync(contractPath);
        var commitment = Assert.Single(contract["commitments"]!.AsArray())!.GetValue<Guid>();
        Assert.Equal(Commitment.IdOf(tender.Of(tender.GroundsLot, RequirementKind.Commitment).RequirementId, joint.Id), commitment);
        var digest = contract["termsSha256"]!.GetValue<string>();
        var terms = await lead.Http.GetByteArrayAsync(new Uri($"{contractPath}/terms", UriKind.Relative));
        Assert.Equal(digest, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(terms)));
        using (var hidden = await rival.Http.GetAsync(new Uri(contractPath, UriKind.Relative)))
            Assert.Equal(HttpStatusCode.NotFound, hidden.StatusCode);
        await lead.Http.RefusedAsync($"{contractPath}/signatures", Sign(lead.Organisation, "00"), "other-document");
        using (
            var forOthers = await lead.Http.SendCommandAsync(
                HttpMethod.Post,
                $"{contractPath}/signatures",
                Sign(partner.Organisation, digest)
            )
        )
            Assert.Equal(HttpStatusCode.NotFound, forOthers.StatusCode);
        foreach (var signer in new[] { manager, lead, partner })
            await signer.Http.DoAsync($"{contractPath}/signatures", Sign(signer.Organisation, digest));
        Assert.Equal("Signed", (await lead.Http.ReadAsync(contractPath))["stage"]!.GetValue<string>());

        // Delivery falls short of the promise of six jobs, and the report says so.
        var evidence = $"{contractPath}/commitments/{commitment}/evidence";
        var day = UkTime.DayOf(await app.Store.ClockAsync()).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await partner.Http.RefusedAsync(
            evidence,
            new
            {
                quantity = 4,
                period = new { start = day, end = "2099-01-01" },
                statement = "Four people",
            },
            "period-in-future"
        );
        await partner.Http.RefusedAsync(
            evidence,
            new
            {
                quantity = 4,
                period = new { start = day, end = day },
                statement = "Four people",
                documentIds = new[] { Guid.CreateVersion7() },
            },
            "document-unknown"
        );
        var recorded = await partner.Http.DoAsync(
            evidence,
            new
            {
                quantity = 4,
                period = new { start = day, end = day },
                statement = "Four people started work",
            }
        );
        await manager.Http.RefusedAsync($"{evidence}/{recorded["id"]}/verify", new { quantity = 5 }, "more-than-recorded");
        var verified = await manager.Http.DoAsync(
            $"{evidence}/{recorded["id"]}/verify",
            new { quantity = 3, remark = "One left in the first week" }
        );
        manager.Http.DefaultRequestHeaders.Add(CommandEndpoints.ConsistencyToken, verified["position"]!.ToString());
        var ledger = await manager.Http.ReadAsync($"{contractPath}/commitments");
        Assert.Equal(
            (6m, 4m, 3m, 50m),
            (Value(ledger, "promised"), Value(ledger, "evidenced"), Value(ledger, "verified"), Value(ledger, "delivered"))
        );
        Assert.Equal(4, (await partner.Http.ReadAsync($"/api/v1/commitments/{commitment}/history")).AsArray().Count);
        var report = await manager.Http.DoAsync("/api/v1/reports", new { kind = "contract-return", subjectId = contractId });
        var model = await partner.Http.ReadAsync($"/api/v1/reports/{report["id"]}.json");
        Assert.Equal(3m, model["commitments"]![0]!["verified"]!["value"]!.GetValue<decimal>());

        await ComparedAsync("Confirmed");
        Assert.Equal(0L, await CountAsync("select count(*) from wolverine.wolverine_dead_letters"));

        async Task ComparedAsync(string award)
        {
            var body = new { kind = "bidder-comparison", subjectId = id };
            TestPerson[] mayNot = [buyer.Author, finn, lead, partner, rival, stranger];
            foreach (var person in mayNot)
                await person.Http.RefusedWithAsync("/api/v1/reports", body, HttpStatusCode.NotFound);
            await manager.Http.RefusedWithAsync(
                "/api/v1/reports",
                new { kind = "bidder-comparison", subjectId = tender.Id },
                HttpStatusCode.NotFound
            );
            var anonymous = await app.ClientAsync();
            await anonymous.RefusedWithAsync("/api/v1/reports", body, HttpStatusCode.Unauthorized);
            foreach (var person in new[] { eva, gita, buyer.Approver, manager, auditor })
            {
                var run = await person.Http.DoAsync("/api/v1/reports", body);
                var compared = await person.Http.ReadAsync($"/api/v1/reports/{run["id"]}.json");
                Assert.Equal(award, compared["award"]!.GetValue<string>());
                Assert.Equal(
                    [(joint.Id, 88.36m, 44_000m, 6m), (alone.Id, 88m, 40_000m, 2m)],
                    compared["bids"]!
                        .AsArray()
                        .Select(b =>
                            (
                                b!["bidId"]!.GetValue<Guid>(),
                                b["total"]!["value"]!.GetValue<decimal>(),
                                b["price"]!["value"]!.GetValue<decimal>(),
                                b["promises"]![0]!["quantity"]!["value"]!.GetValue<decimal>()
                            )
                        )
                );
                var html = await person.Http.GetStringAsync(new Uri($"/api/v1/reports/{run["id"]}.html", UriKind.Relative));
                Assert.Contains("<strong>Confidential.</strong>", html, StringComparison.Ordinal);
                Assert.Contains("£44,000.00", html, StringComparison.Ordinal);
                Assert.Contains("<svg", html, StringComparison.Ordinal);
                foreach (var closed in mayNot)
                foreach (var format in new[] { "json", "csv", "html", "xlsx", "pdf" })
                {
                    using var read = await closed.Http.GetAsync(new Uri($"/api/v1/reports/{run["id"]}.{format}", UriKind.Relative));
                    Assert.Equal(HttpStatusCode.NotFound, read.StatusCode);
                }
                using var evidence = await rival.Http.GetAsync(
                    new Uri($"/api/v1/reports/{run["id"]}/evidence/bid-1-price", UriKind.Relative)
                );
                Assert.Equal(HttpStatusCode.NotFound, evidence.StatusCode);
            }
        }
    }

    private static decimal Value(JsonNode ledger, string figure) => ledger["items"]![0]![figure]!["value"]!.GetValue<decimal>();

    private static object Score(Criterion criterion, Bid bid, decimal score) =>
        new
        {
            bidId = bid.Id,
            criterion.CriterionId,
            score,
            reason = "The method statement, second page",
        };

    private static object Decide(Bid bid, Guid requirement, bool met) =>
        new
        {
            bidId = bid.Id,
            requirementId = requirement,
            met,
            reason = "As the references say",
        };

    private static object Agree(Criterion criterion, Bid bid, decimal score, params IEnumerable<TestPerson> by) =>
        new
        {
            bidId = bid.Id,
            criterion.CriterionId,
            score,
            reason = "Agreed: the method statement says how",
            agreedBy = by.Select(p => p.Id),
        };

    private static object Sign(Guid party, string digest) =>
        new
        {
            partyId = party,
            documentSha256 = digest,
            capacity = "director",
            method = "Typed",
            statement = "I may sign for my organisation and agree to these terms.",
        };

    private static async Task ScoreAllAsync(
        TestPerson person,
        string path,
        TestTender tender,
        params IEnumerable<(Bid Bid, decimal Method, decimal SocialValue)> scores
    )
    {
        foreach (var (bid, method, socialValue) in scores)
        {
            await person.Http.DoAsync($"{path}/scores", Score(tender.Quality, bid, method));
            await person.Http.DoAsync($"{path}/scores", Score(tender.SocialValue, bid, socialValue));
        }
    }

    private Task SubmittedAsync(TestTender tender, Bid bid) =>
        app.StoreAsync(
            bid.Id,
            "bid",
            0,
            new BidStarted(bid.Id, tender.Id, bid.Lead, null, bid.Members, [tender.GroundsLot]),
            new BidReceived(bid.Id, tender.Id, 1, tender.Deadline.AddHours(-1), []),
            new BidSubmitted(bid.Id, tender.Id, bid.Lead, bid.Members, 1, tender.Deadline.AddHours(-1), [tender.GroundsLot])
        );

    /// <summary>What the opening of a part leaves behind: the words beside the log and the fact that they were read.</summary>
    private async Task OpenedAsync(TestTender tender, Bid bid, BidPart part)
    {
        Requirement[] asked =
            part == BidPart.Price
                ? [tender.Of(tender.GroundsLot, RequirementKind.Price)]
                :
                [
                    tender.Of(tender.GroundsLot, RequirementKind.Capability),
                    tender.Of(tender.GroundsLot, RequirementKind.Question),
                    tender.Of(tender.GroundsLot, RequirementKind.Commitment),
                ];
        var content = new SealedContent(
            bid.Id,
            tender.GroundsLot,
            part,
            "c2FsdA==",
            [
                .. asked.Select(r => new SealedAnswer(
                    r.RequirementId,
                    bid.Lead,
                    r.Kind switch
                    {
                        RequirementKind.Price => new BidAnswer(Prices: [new PriceLine("Whole term", new Money(bid.Price))]),
                        RequirementKind.Commitment => new BidAnswer($"We will employ {bid.Jobs} people from Ladywood", Quantity: bid.Jobs),
                        RequirementKind.Capability => new BidAnswer("Five years of it", Met: true),
                        _ => new BidAnswer("With two teams and electric tools"),
                    }
                )),
            ]
        );
        await using var insert = app.Database.CreateCommand(
            """
            insert into bids.opened (bid, lot, part, tender, version, lead, consortium, members, content)
            values ($1, $2, $3, $4, 1, $5, null, $6, $7::jsonb)
            """
        );
        foreach (
            var value in new object[]
            {
                bid.Id,
                tender.GroundsLot,
                part.ToString(),
                tender.Id,
                bid.Lead,
                bid.Members,
                JsonSerializer.Serialize(content, EventJson.Options),
            }
        )
            insert.Parameters.Add(new Npgsql.NpgsqlParameter { Value = value });
        await insert.ExecuteNonQueryAsync();
        var version = (await app.Store.ReadStreamAsync(bid.Id)).Count;
        await app.StoreAsync(
            bid.Id,
            "bid",
            version,
            new BidOpened(bid.Id, tender.Id, 1, part, [tender.GroundsLot], SealedContent.Digest([content]))
        );
    }

    private async Task OpenAsync(TestTender tender, params IEnumerable<Bid> bids)
    {
        var version = (await app.Store.ReadStreamAsync(tender.Id)).Count;
        await app.StoreAsync(
            tender.Id,
            "tender",
            version,
            new BidsOpened(
                tender.Id,
                tender.Buyer.Id,
                BidPart.Quality,
                [tender.Buyer.FirstOpener.Id, tender.Buyer.SecondOpener.Id],
                [.. bids.Select(b => new OpenedBid(b.Id, tender.GroundsLot, 1, "00"))]
            )
        );
    }

    private async Task<long> CountAsync(string sql, params object[] values)
    {
        await using var command = app.Database.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new Npgsql.NpgsqlParameter { Value = value });
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
