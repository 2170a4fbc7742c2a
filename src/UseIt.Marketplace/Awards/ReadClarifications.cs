using Marten;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Awards;

/// <summary>A document that came with an answer.</summary>
public sealed record SuppliedDocument(Guid DocumentId, string Title);

/// <summary>What one bid answered; without words for those who may only know that it did.</summary>
public sealed record AnswerShown(Guid BidId, string? Words, IReadOnlyList<SuppliedDocument> Documents);

/// <summary>A question with the answers its reader may see.</summary>
public sealed record ClarificationShown(
    Guid EvaluationId,
    Guid LotId,
    Guid ClarificationId,
    string Question,
    DateTimeOffset AnswerBy,
    IReadOnlyList<Guid> AskedBids,
    string? OthersNotAskedBecause,
    IReadOnlyList<AnswerShown> Answers
);

/// <summary>
/// Questions to bidders and their answers: all of them for who assesses the bids, noted in the audit; for a bid's team its own questions,
/// and the words of the answers for the lead alone, who may have spoken of prices.
/// </summary>
public sealed class ReadClarifications(IDocumentStore store, BidReader bids, Vault vault, ReadAudit audit) : IDocumentReaders
{
    public string StreamType => "clarifications";

    public async Task<bool> MayReadAsync(Actor actor, Guid document, Guid referredToBy, CancellationToken cancel)
    {
        var asked = (await store.FetchAsync<Clarifications>(referredToBy, cancel)).State.All.FirstOrDefault(c =>
            c.Answers.Values.Any(a => a.Documents.Contains(document))
        );
        if (asked is null)
            return false;
        var answered = asked.Answers.Where(a => a.Value.Documents.Contains(document)).Select(a => a.Key).ToHashSet();
        if (asked.Asked.Any(b => answered.Contains(b.BidId) && actor.ActsFor(b.LeadId, Roles.BidManager, Roles.Signatory)))
            return true;
        var lots = (await store.FetchAsync<Procurement>(asked.TenderId, cancel)).State.Lots.Keys;
        return (await store.FetchAsync<Evaluation>(lots.Select(lot => Evaluation.IdOf(asked.TenderId, lot)), cancel)).Any(e =>
            Clarifications.IdOf(e.Id) == referredToBy && Assesses(actor, e.State)
        );
    }

    /// <summary>For who assesses the bids; null where that is not the actor.</summary>
    public async Task<IReadOnlyList<ClarificationShown>?> OfEvaluationAsync(Guid id, Actor actor, CancellationToken cancel)
    {
        var evaluation = (await store.FetchAsync<Evaluation>(id, cancel)).State;
        if (!Assesses(actor, evaluation))
            return null;
        var asked = (await store.FetchAsync<Clarifications>(Clarifications.IdOf(id), cancel)).State.All;
        if (asked.Exists(c => !c.Answers.IsEmpty))
            await audit.NoteAsync(actor, "bid", [.. asked.SelectMany(c => c.Answers.Keys).Distinct()], "clarification", cancel);
        return await ShownAsync(id, evaluation.LotId, asked, _ => true, cancel);
    }

    /// <summary>For the team of a bid; null for everybody else.</summary>
    public async Task<IReadOnlyList<ClarificationShown>?> OfBidAsync(Guid id, Actor actor, CancellationToken cancel)
    {
        if (await bids.ReadAsync(id, actor, cancel) is not { LeftAt: null } bid)
            return null;
        var shown = new List<ClarificationShown>();
        foreach (var lot in bid.Lots.Keys)
        {
            var evaluation = Evaluation.IdOf(bid.TenderId, lot);
            var asked = (await store.FetchAsync<Clarifications>(Clarifications.IdOf(evaluation), cancel)).State.To(id);
            shown.AddRange(
                (await ShownAsync(evaluation, lot, asked, b => b == id, cancel)).Select(c =>
                    c with
                    {
                        AskedBids = [id],
                        OthersNotAskedBecause = null,
                        Answers = actor.ActsFor(bid.LeadId) ? c.Answers : [.. c.Answers.Select(a => new AnswerShown(id, null, []))],
                    }
                )
            );
        }
        return shown;
    }

    private static bool Assesses(Actor actor, Evaluation evaluation) =>
        actor.ActsFor(evaluation.BuyerId)
        && (
            evaluation.Evaluators.ContainsKey(actor.Person)
                ? evaluation.ClosedTo(actor.Person) is null
                : actor.ActsFor(evaluation.BuyerId, Roles.Author, Roles.Approver)
        );

    private async Task<IReadOnlyList<ClarificationShown>> ShownAsync(
        Guid evaluation,
        Guid lot,
        IEnumerable<Clarification> asked,
        Func<Guid, bool> shows,
        CancellationToken cancel
    )
    {
        var shown = new List<ClarificationShown>();
        foreach (var question in asked)
        {
            var answers = question.Answers.Where(a => shows(a.Key)).OrderBy(a => a.Key).ToArray();
            var words = await vault.RevealAsync([.. answers.Select(a => (Protected?)a.Value.Words)], cancel);
            var titles = (await store.FetchAsync<SuppliedFile>(answers.SelectMany(a => a.Value.Documents).Distinct(), cancel)).ToDictionary(
                d => d.Id,
                d => d.State.Title ?? "A file"
            );
            shown.Add(
                new ClarificationShown(
                    evaluation,
                    lot,
                    question.ClarificationId,
                    question.Question,
                    question.AnswerBy,
                    [.. question.Asked.Select(b => b.BidId)],
                    question.OthersNotAskedBecause,
                    [
                        .. answers.Zip(
                            words,
                            (a, w) => new AnswerShown(a.Key, w, [.. a.Value.Documents.Select(d => new SuppliedDocument(d, titles[d]))])
                        ),
                    ]
                )
            );
        }
        return shown;
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/api/v1/evaluations/{evaluationId:guid}/clarifications",
                async (Guid evaluationId, HttpContext http, Actors actors, ReadClarifications read) =>
                    Shown(await read.OfEvaluationAsync(evaluationId, await actors.OfAsync(http, http.RequestAborted), http.RequestAborted))
            )
            .AllowedTo(
                AllowedTo.Role(
                    "evaluators without conflict, and the buyer's author and approvers",
                    Roles.Evaluator,
                    Roles.Author,
                    Roles.Approver
                )
            )
            .Produces<IReadOnlyList<ClarificationShown>>()
            .WithName("ReadClarifications")
            .WithTags("Awards");
        routes
            .MapGet(
                "/api/v1/bids/{id:guid}/clarifications",
                async (Guid id, HttpContext http, Actors actors, ReadClarifications read) =>
                    Shown(await read.OfBidAsync(id, await actors.OfAsync(http, http.RequestAborted), http.RequestAborted))
            )
            .AllowedTo(BidAccess.Team)
            .Produces<IReadOnlyList<ClarificationShown>>()
            .WithName("ReadBidClarifications")
            .WithTags("Bids");
    }

    private static IResult Shown(IReadOnlyList<ClarificationShown>? found) =>
        found is null ? Problems.NotFound() : Results.Json(found, EventJson.Options);
}
