using JasperFx.Events;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;

namespace UseIt.Marketplace.Contracts;

/// <summary>One piece of evidence in the ledger, with every fact about it.</summary>
public sealed record EvidenceEntry(
    Guid EvidenceId,
    Guid OrganisationId,
    Period Period,
    string Statement,
    IReadOnlyList<Guid> Documents,
    decimal Quantity,
    decimal? Verified,
    EvidenceStage Stage,
    string? Reason,
    bool EverVerified,
    bool EverDisputed,
    IReadOnlyList<Source> Quantities,
    IReadOnlyList<Source> Facts,
    IReadOnlyList<Guid>? PublicPhotos = null,
    string? CountsTooBecause = null,
    PeopleInPhoto? People = null
);

/// <summary>What is done about a commitment that is late or disputed, as lists show it.</summary>
public sealed record RecoveryEntry(Guid RecoveryId, string What, Guid By, DateOnly Due, bool? Done = null, string? Remark = null)
{
    public string Outcome =>
        $"{Done switch { true => "Done", false => "Not done", _ => "Not reported yet" }}{(Remark is null ? "" : $": {Remark}")}";
}

/// <summary>
/// One commitment with its figures: promised, due after variations, evidenced, verified, disputed, lapsed. Each figure names the facts
/// behind it, and a fact that changes a figure is always among them. Figures are for the whole term, whatever was promised for each year.
/// </summary>
public sealed record LedgerRow(
    Guid CommitmentId,
    Guid RequirementId,
    Guid TenderId,
    Guid LotId,
    Guid BidId,
    Guid? ContractId,
    Guid? BuyerId,
    IReadOnlyList<Guid> Suppliers,
    Guid PromisedBy,
    string Title,
    string Promise,
    CommitmentMetric Metric,
    DateOnly? DueOn,
    Figure Promised,
    Figure Due,
    string? VariedBecause,
    IReadOnlyList<EvidenceEntry> Evidence,
    Source? Lapse,
    string? LapsedBecause,
    bool? HappensAnyway = null,
    IReadOnlyList<RecoveryEntry>? Recoveries = null,
    decimal? EachYear = null
)
{
    public Figure Evidenced =>
        Figure.From(
            Sum(Evidence.Where(e => e.Stage != EvidenceStage.Withdrawn).Select(e => e.Quantity)),
            Evidence.SelectMany(e => e.Stage == EvidenceStage.Withdrawn ? e.Facts : e.Quantities)
        );

    public Figure Verified =>
        Figure.From(
            Sum(Evidence.Where(e => e.Stage == EvidenceStage.Verified).Select(e => e.Verified!.Value)),
            Evidence.Where(e => e.EverVerified).SelectMany(e => e.Facts)
        );

    public Figure Disputed =>
        Figure.From(
            Sum(Evidence.Where(e => e.Stage == EvidenceStage.Disputed).Select(e => e.Quantity)),
            Evidence.Where(e => e.EverDisputed).SelectMany(e => e.Facts)
        );

    /// <summary>What was due and will not be delivered.</summary>
    public Figure Lapsed =>
        Lapse is null ? new Figure(null, null, []) : On(Math.Max(0, (Due.Value ?? 0) - (Verified.Value ?? 0)), [Lapse], Due, Verified);

    /// <summary>Verified as a percentage of what is due.</summary>
    public Figure Delivered =>
        Verified.Events.Count == 0
            ? new Figure(null, null, [])
            : On(Verified.Value is { } verified && Due.Value is > 0 and var due ? verified * 100 / due : null, [], Due, Verified);

    /// <summary>What a piece of its evidence tells of.</summary>
    public Delivery DeliveryOf(EvidenceEntry entry) =>
        new(entry.EvidenceId, entry.OrganisationId, Metric.Unit, entry.Period, entry.Documents);

    /// <summary>How many pieces of evidence nobody has looked at yet.</summary>
    public int Awaiting => Evidence.Count(e => e.Stage == EvidenceStage.Recorded);

    // A figure made of figures rests on all their facts; the instants of those are not kept apart, so the latest stands.
    private static Figure On(decimal? value, IReadOnlyList<Source> own, params ReadOnlySpan<Figure> figures)
    {
        List<Guid> events = [];
        var asAt = own.Count == 0 ? (DateTimeOffset?)null : own.Max(s => s.At);
        foreach (var figure in figures)
        {
            events.AddRange(figure.Events);
            if (figure.AsAt > (asAt ?? DateTimeOffset.MinValue))
                asAt = figure.AsAt;
        }
        events.AddRange(own.Select(s => s.EventId));
        return new Figure(value, asAt, [.. events.Distinct()]);
    }

    private static decimal? Sum(IEnumerable<decimal> quantities) =>
        quantities.Aggregate((decimal?)null, (sum, quantity) => (sum ?? 0) + quantity);
}

/// <summary>Every commitment of every contract, folded from its own stream.</summary>
public sealed class CommitmentLedger : TableView<LedgerRow>
{
    public override string Name => "commitment_ledger";
    public override Composite Composite => Composites.Ledger;

    // What lists ask of a commitment, so that none of them has to read all its evidence.
    protected override IReadOnlyList<string> Columns { get; } =
    [
        .. new[]
        {
            ("contract", "uuid", "(data ->> 'contractId')::uuid"),
            ("buyer", "uuid", "(data ->> 'buyerId')::uuid"),
            ("suppliers", "jsonb", "data -> 'suppliers'"),
            ("title", "text", "data ->> 'title'"),
            ("framework", "text", "data -> 'metric' ->> 'framework'"),
            ("edition", "text", "data -> 'metric' ->> 'edition'"),
            ("code", "text", "data -> 'metric' ->> 'code'"),
            ("unit", "text", "data -> 'metric' ->> 'unit'"),
            ("due_on", "text", "data ->> 'dueOn'"),
            ("promised", "numeric", "(data -> 'promised' ->> 'value')::numeric"),
            ("due", "numeric", "(data -> 'due' ->> 'value')::numeric"),
            ("evidenced", "numeric", "(data -> 'evidenced' ->> 'value')::numeric"),
            ("verified", "numeric", "(data -> 'verified' ->> 'value')::numeric"),
            ("disputed", "numeric", "(data -> 'disputed' ->> 'value')::numeric"),
            ("awaiting", "integer", "(data ->> 'awaiting')::integer"),
            ("lapsed", "boolean", "data ? 'lapse'"),
        }.Select(c => $"{c.Item1} {c.Item2} generated always as ({c.Item3}) stored"),
    ];

    protected override IReadOnlyDictionary<string, string> Indexes { get; } =
        new Dictionary<string, string>
        {
            ["contract"] = "((data ->> 'contractId'), key)",
            ["of_contract"] = "(contract, key)",
            ["of_buyer"] = "(buyer)",
            ["of_supplier"] = "using gin (suppliers) with (fastupdate = off)",
        };

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type>
        {
            typeof(CommitmentPromised),
            typeof(CommitmentContracted),
            typeof(EvidenceRecorded),
            typeof(EvidenceOverlapAccepted),
            typeof(EvidenceVerified),
            typeof(EvidenceDisputed),
            typeof(EvidenceCorrected),
            typeof(EvidenceWithdrawn),
            typeof(CommitmentVaried),
            typeof(CommitmentLapsed),
            typeof(RecoveryAgreed),
            typeof(RecoveryReported),
        };

    public override IEnumerable<Guid> Keys(IEvent e) => [e.StreamId];

    public override LedgerRow? Apply(Guid key, LedgerRow? row, IEvent e)
    {
        var source = new Source(e.Id, e.Timestamp);
        return (row, e.Data) switch
        {
            (null, CommitmentPromised p) => new LedgerRow(
                key,
                p.RequirementId,
                p.TenderId,
                p.LotId,
                p.BidId,
                null,
                null,
                [],
                p.PromisedBy,
                p.Title,
                p.Promise,
                p.Metric,
                p.Metric.Due,
                Figure.From(p.Metric.Whole(p.Quantity), source),
                Figure.From(p.Metric.Whole(p.Quantity), source),
                null,
                [],
                null,
                null,
                p.HappensAnyway,
                EachYear: p.Metric.PerYear == true ? p.Quantity : null
            ),
            ({ }, CommitmentContracted c) => row with
            {
                ContractId = c.ContractId,
                BuyerId = c.BuyerId,
                Suppliers = c.Suppliers,
                DueOn = c.Due ?? row.DueOn,
            },
            ({ }, CommitmentVaried v) => row with
            {
                DueOn = v.Due ?? row.DueOn,
                VariedBecause = v.Reason,
                Due = new Figure(v.Quantity, e.Timestamp, [.. row.Due.Events, e.Id]),
            },
            ({ }, CommitmentLapsed l) => row with { Lapse = source, LapsedBecause = l.Reason },
            ({ }, RecoveryAgreed r) => row with
            {
                Recoveries = [.. row.Recoveries ?? [], new RecoveryEntry(r.RecoveryId, r.What, r.By, r.Due)],
            },
            ({ Recoveries: { } recoveries }, RecoveryReported r) => row with
            {
                Recoveries = [.. recoveries.Select(x => x.RecoveryId == r.RecoveryId ? x with { Done = r.Done, Remark = r.Remark } : x)],
            },
            ({ }, EvidenceRecorded r) => row with
            {
                Evidence =
                [
                    .. row.Evidence,
                    new EvidenceEntry(
                        r.EvidenceId,
                        r.OrganisationId,
                        r.Period,
                        r.Statement,
                        r.DocumentIds,
                        r.Quantity,
                        null,
                        EvidenceStage.Recorded,
                        null,
                        false,
                        false,
                        [source],
                        [source],
                        r.PublicPhotos is { Count: > 0 } photos ? photos : null,
                        People: r.People
                    ),
                ],
            },
            ({ }, EvidenceCorrected c) => Change(
                row,
                c.EvidenceId,
                source,
                x =>
                    x with
                    {
                        Quantity = c.Quantity,
                        Verified = null,
                        Stage = EvidenceStage.Recorded,
                        Reason = c.Reason,
                        Quantities = [.. x.Quantities, source],
                    }
            ),
            ({ }, EvidenceOverlapAccepted a) => Change(row, a.EvidenceId, source, x => x with { CountsTooBecause = a.Reason }),
            ({ }, EvidenceVerified v) => Change(
                row,
                v.EvidenceId,
                source,
                x => x with { Verified = v.Quantity, Stage = EvidenceStage.Verified, Reason = v.Remark, EverVerified = true }
            ),
            ({ }, EvidenceDisputed d) => Change(
                row,
                d.EvidenceId,
                source,
                x => x with { Verified = null, Stage = EvidenceStage.Disputed, Reason = d.Reason, EverDisputed = true }
            ),
            ({ }, EvidenceWithdrawn w) => Change(
                row,
                w.EvidenceId,
                source,
                x => x with { Verified = null, Stage = EvidenceStage.Withdrawn, Reason = w.Reason }
            ),
            _ => row,
        };
    }

    private static LedgerRow Change(LedgerRow row, Guid evidence, Source source, Func<EvidenceEntry, EvidenceEntry> change)
    {
        EvidenceEntry[] entries = [.. row.Evidence];
        var at = Array.FindIndex(entries, e => e.EvidenceId == evidence);
        if (at < 0)
            return row;
        entries[at] = change(entries[at]) with { Facts = [.. entries[at].Facts, source] };
        return row with { Evidence = entries };
    }
}
