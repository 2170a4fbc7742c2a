using System.Text.Json.Nodes;
using JasperFx.Events;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;

namespace UseIt.Marketplace.OpenData;

public sealed record OpenConsortium(string Name, Guid LeadId);

/// <summary>A release as it was rendered when its fact was read; it never changes again.</summary>
public sealed record PublishedRelease(long Position, string Ocid, JsonObject Json);

/// <summary>One row is one of these; the others are null.</summary>
public sealed record OpenDataRow
{
    public OrganisationName? Organisation { get; init; }
    public OpenConsortium? Consortium { get; init; }
    public OpenProcess? Process { get; init; }
    public OpenPromise? Promise { get; init; }
    public OpenContract? Contract { get; init; }
    public PublishedRelease? Release { get; init; }
}

/// <summary>
/// Our own procurement processes as OCDS releases, one for each public fact, in the order of the log. The release lies under the id of its
/// fact; beside it the view keeps what later releases need to know.
/// </summary>
public sealed class Releases : TableView<OpenDataRow>
{
    public override string Name => "releases";
    public override Composite Composite => Composites.OpenData;

    protected override IReadOnlyList<string> Columns =>
        [
            "position bigint generated always as ((data -> 'release' ->> 'position')::bigint) stored",
            "ocid text generated always as (data -> 'release' ->> 'ocid') stored",
        ];

    protected override IReadOnlyDictionary<string, string> Indexes =>
        new Dictionary<string, string>
        {
            ["position"] = "(position) where position is not null",
            ["ocid"] = "(ocid, position) where position is not null",
        };

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type>([
            .. OrganisationName.Facts,
            typeof(ConsortiumProposed),
            typeof(TenderDrafted),
            typeof(TenderDescribed),
            typeof(LotAdded),
            typeof(LotChanged),
            typeof(LotRemoved),
            typeof(RequirementAdded),
            typeof(RequirementRemoved),
            typeof(CriteriaSet),
            typeof(TenderDocumentAttached),
            typeof(TenderDocumentRemoved),
            typeof(DeadlineSet),
            typeof(NoticeConfirmed),
            typeof(TenderPublished),
            typeof(DeadlineExtended),
            typeof(ClosingDeferred),
            typeof(TenderAmended),
            typeof(TenderWithdrawn),
            typeof(BidsOpened),
            typeof(TenderAwarded),
            typeof(TenderUnsuccessful),
            typeof(QuestionAnswered),
            typeof(EvaluationStarted),
            typeof(AwardProposed),
            typeof(SummariesSent),
            typeof(AwardNoticePublished),
            typeof(StandstillStarted),
            typeof(StandstillResumed),
            typeof(AwardConfirmed),
            typeof(AwardCancelled),
            typeof(ContractPrepared),
            typeof(ContractSigned),
            typeof(MilestoneSet),
            typeof(MilestoneReported),
            typeof(ContractEnded),
            typeof(CommitmentPromised),
            typeof(CommitmentContracted),
            typeof(EvidenceVerified),
            typeof(EvidenceDisputed),
            typeof(EvidenceCorrected),
            typeof(EvidenceWithdrawn),
            typeof(CommitmentVaried),
            typeof(CommitmentLapsed),
        ]);

    public override IEnumerable<Guid> Keys(IEvent e) =>
        e.Data switch
        {
            TenderDrafted t => [t.TenderId, t.BuyerId, t.ProcuringEntityId ?? t.BuyerId],
            TenderPublished t => [t.TenderId, t.BuyerId],
            AwardProposed a => [a.TenderId, .. a.Suppliers, .. Optional(a.ConsortiumId)],
            ContractPrepared c => [c.ContractId, c.TenderId, c.BuyerId, .. c.Suppliers, .. Optional(c.ConsortiumId)],
            ContractSigned c => [c.ContractId, c.TenderId],
            CommitmentContracted c => [c.ContractId, c.CommitmentId],
            CommitmentPromised c => [c.CommitmentId],
            ConsortiumProposed c => [c.ConsortiumId],
            MilestoneSet c => [c.ContractId],
            MilestoneReported c => [c.ContractId],
            ContractEnded c => [c.ContractId],
            EvidenceVerified c => [c.ContractId],
            EvidenceDisputed c => [c.ContractId],
            EvidenceCorrected c => [c.ContractId],
            EvidenceWithdrawn c => [c.ContractId],
            CommitmentVaried c => [c.ContractId],
            CommitmentLapsed c => [c.ContractId],
            var fact when OrganisationName.Facts.Contains(fact.GetType()) => [e.StreamId],
            var fact => [TenderOf(fact)],
        };

    public override void Apply(IEvent e, Dictionary<Guid, OpenDataRow?> rows)
    {
        switch (e.Data)
        {
            case var fact when OrganisationName.Facts.Contains(fact.GetType()):
                rows[e.StreamId] = OrganisationName.After(rows.GetValueOrDefault(e.StreamId)?.Organisation, fact) is { } organisation
                    ? new OpenDataRow { Organisation = organisation }
                    : null;
                break;
            case ConsortiumProposed c:
                rows[c.ConsortiumId] = new OpenDataRow { Consortium = new OpenConsortium(c.Name, c.LeadId) };
                break;
            case CommitmentPromised c:
                rows[c.CommitmentId] = new OpenDataRow
                {
                    Promise = new OpenPromise(c.RequirementId, c.PromisedBy, c.Title, c.Promise, c.Metric, c.Metric.Whole(c.Quantity)),
                };
                break;
            case TenderDrafted t:
                var drafted = new OpenProcess
                {
                    TenderId = t.TenderId,
                    BuyerId = t.BuyerId,
                    Title = t.Title,
                    Regime = t.Regime,
                    RulesOf = t.RulesOf,
                    Buyer = Organisation(rows, t.BuyerId),
                    ProcuringEntity = t.ProcuringEntityId is { } entity ? Organisation(rows, entity) : null,
                };
                rows[t.TenderId] = new OpenDataRow { Process = drafted };
                break;
            case ContractPrepared c:
                var tender = rows.GetValueOrDefault(c.TenderId)?.Process;
                rows[c.ContractId] = new OpenDataRow
                {
                    Contract = new OpenContract
                    {
                        ContractId = c.ContractId,
                        AwardId = c.AwardId,
                        LotId = c.LotId,
                        Title = c.Title,
                        Value = c.Value,
                        Period = c.Period,
                        Ocid = tender is { Published: true } ? tender.Ocid : null,
                        Buyer = tender?.Buyer ?? Organisation(rows, c.BuyerId),
                        Suppliers = Suppliers(rows, c.Suppliers, c.ConsortiumId, c.LeadId),
                    },
                };
                break;
            case CommitmentContracted c
                when rows.GetValueOrDefault(c.CommitmentId)?.Promise is { } promise
                    && rows.GetValueOrDefault(c.ContractId)?.Contract is { } contract:
                var commitment = new OpenCommitment(
                    c.CommitmentId,
                    promise,
                    promise.Quantity,
                    c.Due ?? promise.Metric.Due,
                    new Dictionary<Guid, decimal>()
                );
                Delivered(e, rows, contract, contract with { Commitments = [.. contract.Commitments, commitment] });
                break;
            case ContractSigned c when rows.GetValueOrDefault(c.ContractId)?.Contract is { } contract:
                // In the order of the process as a whole: the award's releases come before.
                Delivered(
                    e,
                    rows,
                    contract,
                    contract.Evolve(c) with
                    {
                        LastRelease = rows.GetValueOrDefault(c.TenderId)?.Process?.LastRelease,
                    }
                );
                break;
            case var fact when Keys(e).First() is var key && rows.GetValueOrDefault(key) is { } row:
                if (row.Contract is { } delivering)
                    Delivered(e, rows, delivering, delivering.Evolve(fact));
                else if (row.Process is { } process)
                    Procured(e, rows, process);
                break;
        }
    }

    private static void Procured(IEvent e, Dictionary<Guid, OpenDataRow?> rows, OpenProcess before)
    {
        var after = before.Evolve(e.Data);
        if (e.Data is TenderPublished published)
            after = after with { Buyer = Organisation(rows, published.BuyerId) ?? after.Buyer };
        if (e.Data is AwardProposed a)
        {
            var suppliers = Suppliers(rows, a.Suppliers, a.ConsortiumId, after.LeadOfBid.TryGetValue(a.BidId, out var lead) ? lead : null);
            after = after with
            {
                Awards = [.. after.Awards.Where(x => x.AwardId != a.AwardId), new OpenAward(a.AwardId, a.LotId, a.Value, suppliers)],
            };
        }
        if (ProcessReleases.Of(e, before, ref after) is { } release && after.Ocid is { } ocid)
            after = after with { LastRelease = Publish(e, rows, ocid, after.Buyer, after.LastRelease, release) };
        rows[before.TenderId] = new OpenDataRow { Process = after };
    }

    private static void Delivered(IEvent e, Dictionary<Guid, OpenDataRow?> rows, OpenContract before, OpenContract after)
    {
        if (ContractReleases.Of(e, before, ref after) is { } release && after.Ocid is { } ocid)
            after = after with { LastRelease = Publish(e, rows, ocid, after.Buyer, after.LastRelease, release) };
        rows[before.ContractId] = new OpenDataRow { Contract = after };
    }

    // Merging goes by date, so that a release is dated after the one before it whatever the clocks of two nodes said.
    private static DateTimeOffset Publish(
        IEvent e,
        Dictionary<Guid, OpenDataRow?> rows,
        string ocid,
        OrganisationName? buyer,
        DateTimeOffset? last,
        (string Tag, JsonObject Body) release
    )
    {
        var date = last >= e.Timestamp ? last.Value.AddMilliseconds(1) : e.Timestamp;
        var json = new JsonObject
        {
            ["ocid"] = ocid,
            ["id"] = e.Id.ToString(),
            ["date"] = ReleaseText.Text(date),
            ["tag"] = new JsonArray(release.Tag),
            ["initiationType"] = "tender",
            ["language"] = "en",
        };
        if (buyer is not null)
            json["buyer"] = ReleaseText.Reference(buyer);
        foreach (var (name, value) in release.Body)
            json[name] = value?.DeepClone();
        if (buyer?.Demo == true)
            json["x_demo"] = true;
        rows[e.Id] = new OpenDataRow { Release = new PublishedRelease(e.Sequence, ocid, json) };
        return date;
    }

    private static OpenParty[] Suppliers(Dictionary<Guid, OpenDataRow?> rows, IReadOnlyList<Guid> suppliers, Guid? consortium, Guid? lead)
    {
        var joint = consortium is { } id ? rows.GetValueOrDefault(id)?.Consortium : null;
        return
        [
            .. suppliers
                .Select(s => (Id: s, Known: Organisation(rows, s)))
                .Where(s => s.Known is not null)
                .Select(s => new OpenParty(
                    s.Known!,
                    joint is null ? null : $"{(s.Id == (lead ?? joint.LeadId) ? "Lead member" : "Member")} of the consortium {joint.Name}"
                )),
        ];
    }

    private static OrganisationName? Organisation(Dictionary<Guid, OpenDataRow?> rows, Guid id) => rows.GetValueOrDefault(id)?.Organisation;

    private static IEnumerable<Guid> Optional(Guid? id) => id is { } known ? [known] : [];

    private static Guid TenderOf(object fact) =>
        fact switch
        {
            TenderDescribed t => t.TenderId,
            LotAdded t => t.TenderId,
            LotChanged t => t.TenderId,
            LotRemoved t => t.TenderId,
            RequirementAdded t => t.TenderId,
            RequirementRemoved t => t.TenderId,
            CriteriaSet t => t.TenderId,
            TenderDocumentAttached t => t.TenderId,
            TenderDocumentRemoved t => t.TenderId,
            DeadlineSet t => t.TenderId,
            NoticeConfirmed t => t.TenderId,
            DeadlineExtended t => t.TenderId,
            ClosingDeferred t => t.TenderId,
            TenderAmended t => t.TenderId,
            TenderWithdrawn t => t.TenderId,
            BidsOpened t => t.TenderId,
            TenderAwarded t => t.TenderId,
            TenderUnsuccessful t => t.TenderId,
            QuestionAnswered t => t.TenderId,
            EvaluationStarted t => t.TenderId,
            SummariesSent t => t.TenderId,
            AwardNoticePublished t => t.TenderId,
            StandstillStarted t => t.TenderId,
            StandstillResumed t => t.TenderId,
            AwardConfirmed t => t.TenderId,
            AwardCancelled t => t.TenderId,
            _ => throw new ArgumentOutOfRangeException(nameof(fact), fact.GetType().Name),
        };
}
