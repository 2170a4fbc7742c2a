using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Contracts;

/// <summary>
/// A supplier records what was delivered in a period, in the metric's own unit, with the documents that show it. Of its photos those are
/// named in which nobody can be recognised: no other is ever shown to everybody. What is said of the people in them stays with it.
/// </summary>
public sealed record RecordEvidence(
    Guid ContractId,
    Guid CommitmentId,
    [property: NewId] Guid EvidenceId,
    decimal Quantity,
    Period Period,
    string Statement,
    IReadOnlyList<Guid>? DocumentIds = null,
    IReadOnlyList<Guid>? PublicPhotos = null,
    PeopleInPhoto? People = null
) : Message, ICommand;

public static class RecordEvidenceHandler
{
    public static readonly Refusal PeriodMissing = new("period-missing", "period", "Enter the first and the last day of the period");
    public static readonly Refusal PeriodBackwards = new(
        "period-backwards",
        "period",
        "The last day of the period must not be before the first"
    );
    public static readonly Refusal PeriodInFuture = new(
        "period-in-future",
        "period",
        "Evidence is about what was delivered. The period cannot end in the future"
    );
    public static readonly Refusal StatementMissing = new("statement-missing", "statement", "Say what was delivered and who benefited");
    public static readonly Refusal DocumentUnknown = new(
        "document-unknown",
        "documentIds",
        "Upload the document first, as the organisation that records this evidence"
    );

    public static readonly Refusal NoPhoto = new(
        "public-photo-wrong",
        "publicPhotos",
        "Only a PNG or JPEG picture of this evidence can be shown to everybody"
    );

    public static readonly Refusal NotAgreed = new(
        "people-not-agreed",
        "people",
        "Take another photo, or ask everybody in it first. Without their agreement it cannot be used"
    );

    public static Access Authorise(RecordEvidence command, Commitment commitment, Actor actor) =>
        Delivering.Supplier(actor, command.ContractId, commitment);

    public static Task<IReadOnlyList<Stream<StoredDocument>>> Load(RecordEvidence command, Streams streams, CancellationToken cancel) =>
        streams.FetchAsync<StoredDocument>(command.DocumentIds ?? [], cancel);

    public static Decision Handle(
        RecordEvidence command,
        Commitment commitment,
        Contract contract,
        Actor actor,
        DateTimeOffset now,
        IReadOnlyList<Stream<StoredDocument>> documents
    )
    {
        if (commitment.Evidence.ContainsKey(command.EvidenceId))
            return Decision.Nothing;
        if (contract.Stage != ContractStage.Signed)
            return SetMilestoneHandler.NotInForce;
        if (commitment.Lapsed)
            return Delivering.HasLapsed;
        List<Refusal> refusals = [];
        if (!Delivering.IsQuantity(command.Quantity))
            refusals.Add(Delivering.QuantityWrong);
        if (command.Period is not { Start: { } first, End: { } last })
            refusals.Add(PeriodMissing);
        else if (last < first)
            refusals.Add(PeriodBackwards);
        else if (last > UkTime.DayOf(now))
            refusals.Add(PeriodInFuture);
        if (string.IsNullOrWhiteSpace(command.Statement))
            refusals.Add(StatementMissing);
        var organisation = actor.Organisation ?? contract.LeadId;
        if (documents.Any(d => d.State.OwnerId != organisation))
            refusals.Add(DocumentUnknown);
        Guid[] photos = [.. (command.PublicPhotos ?? []).Distinct()];
        if (photos.Any(p => documents.FirstOrDefault(d => d.Id == p) is not { } shown || !PictureMetadata.IsPicture(shown.State.MediaType)))
            refusals.Add(NoPhoto);
        if (command.People == PeopleInPhoto.NotAgreed)
            refusals.Add(NotAgreed);
        return refusals.Count > 0
            ? Decision.Refuse([.. refusals])
            : Decision
                .On<Commitment>(
                    command.CommitmentId,
                    new EvidenceRecorded(
                        command.CommitmentId,
                        command.ContractId,
                        command.EvidenceId,
                        organisation,
                        command.Quantity,
                        command.Period,
                        command.Statement.Trim(),
                        command.DocumentIds ?? [],
                        actor.Person,
                        photos.Length > 0 ? photos : null,
                        command.People
                    )
                )
                .Answering(command.EvidenceId);
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RecordEvidence>(
            "POST",
            "/api/v1/contracts/{contractId}/commitments/{commitmentId}/evidence",
            Delivering.Suppliers,
            creates: "evidenceId"
        );
}
