using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Awards;

/// <summary>
/// The lead answers what its bid was asked, in words or with a document that was missing. Until the deadline a later answer takes the place
/// of an earlier one. The bid itself stays as it was sealed.
/// </summary>
public sealed record AnswerClarification(
    Guid EvaluationId,
    Guid ClarificationId,
    Guid BidId,
    string Answer,
    bool ChangesNothing,
    IReadOnlyList<Guid>? DocumentIds = null
) : Message, ICommand
{
    public Guid ClarificationsId => Clarifications.IdOf(EvaluationId);
}

public static class AnswerClarificationHandler
{
    public const int MostDocuments = 10;

    public static readonly Refusal NotAsked = new("clarification-unknown", "clarificationId", "Your bid was not asked this");
    public static readonly Refusal TooLate = new(
        "clarification-late",
        null,
        "The time to answer is over. Later answers are taken from nobody, so that all are treated alike"
    );
    public static readonly Refusal BidIsOut = new("bid-out", null, "This bid does not stand any more");
    public static readonly Refusal AnswerMissing = new("answer-missing", "answer", "Enter your answer");
    public static readonly Refusal MayChange = new(
        "answer-changes-bid",
        "changesNothing",
        "Confirm that the answer changes neither your offer nor your price. One that does cannot be taken"
    );
    public static readonly Refusal DocumentUnknown = new(
        "document-unknown",
        "documentIds",
        "Upload the document first, as the organisation that leads the bid"
    );
    public static readonly Refusal TooManyDocuments = new(
        "too-many-documents",
        "documentIds",
        $"An answer has at most {MostDocuments} documents"
    );

    /// <summary>The words as they are kept, the documents that come with them, and whether that is what was answered last.</summary>
    public sealed record Kept(Protected? Words, IReadOnlyList<Stream<SuppliedFile>> Documents, bool Same = false);

    public static Access Authorise(Actor actor, Bidding bid) =>
        actor.ActsFor(bid.LeadId, Roles.BidManager, Roles.Signatory) ? Access.Granted
        : bid.Members.Any(m => actor.ActsFor(m)) ? Access.Forbidden
        : Access.NotFound;

    public static async Task<Kept> Load(
        AnswerClarification command,
        Clarifications clarifications,
        Streams streams,
        Vault vault,
        CancellationToken cancel
    )
    {
        Guid[] documents = [.. (command.DocumentIds ?? []).Distinct()];
        var files = await streams.FetchAsync<SuppliedFile>(documents, cancel);
        if (clarifications.Find(command.ClarificationId) is not { } asked || string.IsNullOrWhiteSpace(command.Answer))
            return new Kept(null, files);
        var words = command.Answer.Trim();
        return
            asked.Answers.GetValueOrDefault(command.BidId) is { } before
            && before.Documents.SequenceEqual(documents)
            && await vault.RevealAsync(before.Words, cancel) == words
            ? new Kept(before.Words, files, Same: true)
            : new Kept(await vault.SealAsync(SubjectOf(command.ClarificationId, command.BidId), words, cancel), files);
    }

    public static Decision Handle(
        AnswerClarification command,
        Clarifications clarifications,
        Bidding bid,
        Actor actor,
        Kept kept,
        DateTimeOffset now
    )
    {
        if (clarifications.Find(command.ClarificationId) is not { } asked || asked.Asked.All(b => b.BidId != command.BidId))
            return NotAsked;
        // What is with the buyer already is told to nobody again.
        if (kept.Same)
            return Decision.Nothing;
        if (bid.IsOut)
            return BidIsOut;
        if (now > asked.AnswerBy)
            return TooLate;
        List<Refusal> wrong = [];
        if (kept.Words is null)
            wrong.Add(AnswerMissing);
        if (!command.ChangesNothing)
            wrong.Add(MayChange);
        if (kept.Documents.Count > MostDocuments)
            wrong.Add(TooManyDocuments);
        if (kept.Documents.Any(d => d.State.OwnerId != bid.LeadId))
            wrong.Add(DocumentUnknown);
        if (wrong.Count > 0)
            return Decision.Refuse([.. wrong]);
        return Decision.On<Clarifications>(
            command.ClarificationsId,
            new ClarificationAnswered(
                command.ClarificationsId,
                command.EvaluationId,
                asked.TenderId,
                asked.BuyerId,
                asked.ClarificationId,
                command.BidId,
                bid.LeadId,
                kept.Words!,
                [.. kept.Documents.Select(d => d.Id)],
                actor.Person
            )
        );
    }

    public static Guid SubjectOf(Guid clarification, Guid bid) => UuidV5.Of(clarification, $"answer/{bid}");

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<AnswerClarification>(
            "PUT",
            "/api/v1/evaluations/{evaluationId}/clarifications/{clarificationId}/answers/{bidId}",
            AllowedTo.Role("the lead's bid manager or signatory", Roles.BidManager, Roles.Signatory)
        );
}
