using System.Net;
using System.Text;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;

namespace UseIt.Marketplace.Tests.Awards;

public sealed class ClarificationTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private const string Question = "Who drives the machines when somebody is ill?";
    private const string Answer = "Skylark cover: four hold the certificate";

    [Fact]
    public async Task bidders_in_the_same_position_are_asked_the_same_and_answer_in_time_without_changing_their_bids()
    {
        var tender = await app.PublishedAsync();
        var buyer = tender.Buyer;
        var consortium = await app.ConsortiumAsync(tender, tender.GroundsLot);
        var (lead, partner) = (consortium.Lead, consortium.Partner);
        var rival = await app.EnterpriseAsync("Vale Facilities Ltd");
        var bid = await consortium.WrittenBidAsync(tender, tender.GroundsLot);
        var rivalBid = await rival.WrittenBidAsync(tender, tender.GroundsLot);
        await lead.SubmitAsync(bid);
        await rival.SubmitAsync(rivalBid);
        await app.ClosedAsync(tender);
        await tender.RequestOpeningAsync();
        var id = Evaluation.IdOf(tender.Id, tender.GroundsLot);
        await app.UntilAsync(async () => (await app.Store.FetchAsync<Evaluation>(id)).Exists);
        foreach (var one in new[] { bid, rivalBid })
            await app.UntilFactAsync<BidOpened>(one);
        var (eva, finn) = (
            await app.PersonAsync("Eva Scorer", buyer.Id, Roles.Evaluator),
            await app.PersonAsync("Finn Scorer", buyer.Id, Roles.Evaluator)
        );
        foreach (var evaluator in new[] { eva, finn })
            await buyer.Author.Http.DoAsync($"/api/v1/evaluations/{id}/evaluators", new { evaluator = evaluator.Id });
        await eva.Http.DoAsync($"/api/v1/evaluations/{id}/interests", new { conflict = false });

        // Asking: not without its reason where somebody is left out, and not in a hurry.
        var (path, now) = ($"/api/v1/evaluations/{id}/clarifications", await app.NowAsync());
        object Ask(Guid[] bids, int hours, string? because = null, string question = Question) =>
            new
            {
                question,
                bids,
                answerBy = now.AddHours(hours),
                othersNotAskedBecause = because,
            };
        await buyer.Author.Http.RefusedAsync(path, Ask([bid], 48), "others-not-asked");
        await buyer.Author.Http.RefusedAsync(path, Ask([bid, rivalBid], 23), "answer-by-wrong");
        await buyer.Author.Http.RefusedAsync(path, Ask([Guid.NewGuid()], 48), "bids-asked");
        await buyer.Author.Http.RefusedAsync(path, Ask([bid, rivalBid], 48, question: " "), "question-missing");
        await finn.Http.RefusedWithAsync(path, Ask([bid, rivalBid], 48), HttpStatusCode.NotFound);
        foreach (var outsider in new[] { lead.Manager, rival.Manager, buyer.FirstOpener })
        {
            using var refused = await outsider.Http.SendCommandAsync(HttpMethod.Post, path, Ask([bid, rivalBid], 48));
            Assert.Contains(refused.StatusCode, new[] { HttpStatusCode.NotFound, HttpStatusCode.Forbidden });
        }
        using var asking = await Browsing.AsAsync(app, eva);
        var form = await asking.GetAsync($"/evaluations/{id}/questions");
        Assert.Contains("Nothing has been asked yet", form.Html, StringComparison.Ordinal);
        var due = UseIt.Marketplace.Values.UkTime.DayOf(now).AddDays(3);
        var sent = await asking.SendAsync(
            form,
            $"/evaluations/{id}/questions",
            ("Question", Question),
            ("Bids", $"{bid}"),
            ("Bids", $"{rivalBid}"),
            ("Day.Day", $"{due.Day}"),
            ("Day.Month", $"{due.Month}"),
            ("Day.Year", $"{due.Year}"),
            ("Time", "5pm")
        );
        Assert.True(sent.Status == HttpStatusCode.Found, string.Join("; ", sent.Mistakes));
        var asked = Assert.Single(await app.FactsAsync<ClarificationAsked>(Clarifications.IdOf(id)));
        await app.SettledAsync();
        // Everybody in both bids is told where to read it, and nothing of it.
        Assert.Equal(
            3,
            (await app.ListAsync("select distinct organisation::text from notifications.inbox where kind = 'clarification-asked'")).Count
        );

        // Answering: the lead alone, for its own bid, with a yes that nothing changes; a member reads the question.
        var answers = $"{path}/{asked.ClarificationId}/answers";
        async Task RefusedAsync(HttpClient http, Guid of, object body, string code)
        {
            using var refused = await http.SendCommandAsync(HttpMethod.Put, $"{answers}/{of}", body);
            Assert.Contains(code, await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        await RefusedAsync(lead.Http, bid, new { answer = Answer, changesNothing = false }, "answer-changes-bid");
        await RefusedAsync(lead.Http, bid, new { answer = " ", changesNothing = true }, "answer-missing");
        using (
            var others = await rival.Http.SendCommandAsync(HttpMethod.Put, $"{answers}/{bid}", new { answer = "x", changesNothing = true })
        )
            Assert.Equal(HttpStatusCode.NotFound, others.StatusCode);
        using (
            var member = await partner.Http.SendCommandAsync(
                HttpMethod.Put,
                $"{answers}/{bid}",
                new { answer = "x", changesNothing = true }
            )
        )
            Assert.Equal(HttpStatusCode.Forbidden, member.StatusCode);
        var before = (await app.Store.ReadStreamAsync(bid)).Count;
        using var answering = await Browsing.AsAsync(app, lead.Manager);
        var page = await answering.GetAsync($"/bids/{bid}/questions");
        Assert.Contains(Question, page.Html, StringComparison.Ordinal);
        var answered = await answering.SendWithFileAsync(
            page,
            $"/bids/{bid}/questions",
            "Documents",
            "certificates.pdf",
            "%PDF-1.7 certificates"u8.ToArray(),
            ("ClarificationId", $"{asked.ClarificationId}"),
            ("Answer", Answer),
            ("ChangesNothing", "true")
        );
        Assert.True(answered.Status == HttpStatusCode.Found, string.Join("; ", answered.Mistakes));
        Assert.Equal(before, (await app.Store.ReadStreamAsync(bid)).Count);
        var document = Assert.Single(Assert.Single(await app.FactsAsync<ClarificationAnswered>(Clarifications.IdOf(id))).DocumentIds);
        // The same answer again is none, and nobody is told again.
        var same = new
        {
            answer = Answer,
            changesNothing = true,
            documentIds = new[] { document },
        };
        var again = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(_ => lead.Http.SendCommandAsync(HttpMethod.Put, $"{answers}/{bid}", same))
        );
        Assert.All(again, a => Assert.Equal(HttpStatusCode.OK, a.StatusCode));
        Assert.Single(await app.FactsAsync<ClarificationAnswered>(Clarifications.IdOf(id)));
        await app.SettledAsync();
        Assert.Empty(await app.FoundAsync(["Skylark"]));

        // Who reads what.
        using var evaluating = await Browsing.AsAsync(app, eva);
        Assert.Contains(Answer, (await evaluating.GetAsync($"/evaluations/{id}/questions")).Html, StringComparison.Ordinal);
        using var undeclared = await Browsing.AsAsync(app, finn);
        Assert.Equal(HttpStatusCode.NotFound, (await undeclared.GetAsync($"/evaluations/{id}/questions")).Status);
        using var partnering = await Browsing.AsAsync(app, partner.Manager);
        var theirs = await partnering.GetAsync($"/bids/{bid}/questions");
        Assert.Contains(Question, theirs.Html, StringComparison.Ordinal);
        Assert.Contains("The lead has answered", theirs.Html, StringComparison.Ordinal);
        using var rivalling = await Browsing.AsAsync(app, rival.Manager);
        Assert.Equal(HttpStatusCode.NotFound, (await rivalling.GetAsync($"/bids/{bid}/questions")).Status);
        foreach (
            var (browser, reads) in new[]
            {
                (evaluating, true),
                (answering, true),
                (partnering, false),
                (rivalling, false),
                (undeclared, false),
            }
        )
        {
            var (file, api) = (await browser.GetAsync($"/documents/{document}"), await browser.GetAsync($"/bids/{rivalBid}/questions"));
            Assert.Equal(reads, file.Status == HttpStatusCode.OK);
            if (!reads)
                Assert.DoesNotContain("Skylark", api.Html, StringComparison.Ordinal);
        }
        Assert.DoesNotContain("Skylark", theirs.Html, StringComparison.Ordinal);
        Assert.Equal(
            1,
            (await partner.Http.GetAsync(new Uri($"/api/v1/bids/{bid}/clarifications", UriKind.Relative))).IsSuccessStatusCode ? 1 : 0
        );

        // Too late is too late, for a better answer too.
        await app.ClockToAsync(asked.AnswerBy.AddSeconds(1));
        await RefusedAsync(rival.Http, rivalBid, new { answer = "Late", changesNothing = true }, "clarification-late");
        await RefusedAsync(lead.Http, bid, new { answer = "Better", changesNothing = true }, "clarification-late");
        Assert.Contains("Not answered in time", (await evaluating.GetAsync($"/evaluations/{id}/questions")).Html, StringComparison.Ordinal);
    }
}
