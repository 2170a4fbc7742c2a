using System.Globalization;
using System.Text.Json.Serialization;
using JasperFx.Events;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Programmes;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;
using MetricProxy = UseIt.Marketplace.SocialValue.MetricProxy;

namespace UseIt.Marketplace.Reports;

public sealed record ReportSignature(ReportParty Party, ReportPerson Person, string Capacity, DateTimeOffset At);

public sealed record ReportEvidence(
    Guid EvidenceId,
    ReportParty Organisation,
    Period Period,
    string Statement,
    int Documents,
    decimal Quantity,
    decimal? Verified,
    EvidenceStage Stage,
    string? Reason,
    ReportPerson? RecordedBy,
    ReportPerson? VerifiedBy
);

/// <summary>What a supplier does about a commitment that is late or disputed; nothing said is not reported yet.</summary>
public sealed record ReportRecoveryAction(string What, ReportParty By, DateOnly Due, bool? Done, string? Remark);

public sealed record ReportMilestone(string Title, DateOnly Due, MilestoneStatus Status, DateOnly? On);

public enum DeliveryStatus
{
    NotRecorded,
    AwaitingVerification,
    InProgress,
    Met,
    Lapsed,
}

public sealed record ReportCommitment(
    Guid CommitmentId,
    Guid RequirementId,
    string Title,
    string Promise,
    string Framework,
    string Edition,
    string Code,
    string Unit,
    DateOnly? DueOn,
    DeliveryStatus Status,
    ReportFigure Promised,
    ReportFigure Due,
    ReportFigure Evidenced,
    ReportFigure Verified,
    ReportFigure Disputed,
    ReportFigure Lapsed,
    ReportFigure Delivered,
    string? VariedBecause,
    string? LapsedBecause,
    IReadOnlyList<ReportEvidence> Evidence,
    ReportCommitmentPeriod? Period = null,
    IReadOnlyList<ReportRecoveryAction>? Recoveries = null
)
{
    public IEnumerable<ReportFigure> Figures() =>
        [Promised, Due, Evidenced, Verified, Disputed, Lapsed, Delivered, .. Period?.Figures() ?? []];
}

/// <summary>Where a commitment stands: what should be there by now, what came in the quarter, what is missing and what is next.</summary>
public sealed record ReportCommitmentPeriod(
    ReportFigure TargetToDate,
    ReportFigure VerifiedInPeriod,
    ReportFigure Shortfall,
    ReportFigure DueNext
)
{
    public IEnumerable<ReportFigure> Figures() => [TargetToDate, VerifiedInPeriod, Shortfall, DueNext];

    /// <summary>A commitment falls due whole, on its one day; without a day nothing of this is known but what came.</summary>
    public static ReportCommitmentPeriod Of(LedgerRow row, Quarter quarter, DateOnly on)
    {
        var (unit, source) = (row.Metric.Unit, "The day by which it is due");
        var isDue = row.DueOn <= on;
        decimal? target =
            row.DueOn is null ? null
            : isDue ? row.Due.Value
            : 0m;
        var next = quarter.Plus(1);
        var inPeriod = row.Evidence.Where(e => e.EverVerified && e.Period.End is { } end && Quarter.Of(end) == quarter).ToArray();
        var verified = inPeriod.Where(e => e.Stage == EvidenceStage.Verified).ToArray();
        return new ReportCommitmentPeriod(
            Figure("target-to-date", "Target to date", target, source, FigureState.Promised, row.Due),
            Figure(
                "verified-in-period",
                $"Verified, delivered in {Words(quarter)}",
                verified.Length == 0 ? null : verified.Sum(e => e.Verified!.Value),
                "Verified by the buyer",
                FigureState.Verified,
                Contracts.Figure.From(null, inPeriod.SelectMany(e => e.Facts))
            ),
            Figure(
                "shortfall",
                "Of the target to date, not verified",
                target is { } should ? Math.Max(0, should - (row.Verified.Value ?? 0)) : null,
                "Calculated",
                FigureState.Calculated,
                row.Due,
                row.Verified
            ),
            Figure(
                "due-next",
                $"Falls due in {Words(next)}",
                row.DueOn is { } day ? (Quarter.Of(day) == next ? row.Due.Value : 0m) : null,
                source,
                FigureState.Promised,
                row.Due
            )
        );

        static string Words(Quarter q) => string.Create(CultureInfo.InvariantCulture, $"{q.First:MMMM} to {q.Last:MMMM yyyy}");

        ReportFigure Figure(string what, string label, decimal? value, string from, string state, params Contracts.Figure[] behind) =>
            value is null && behind.All(f => f.Events.Count == 0)
                ? ReportFigure.NotRecorded($"{row.CommitmentId:N}-{what}", label, unit, from)
                : new(
                    $"{row.CommitmentId:N}-{what}",
                    label,
                    value,
                    unit,
                    behind.Max(f => f.AsAt),
                    from,
                    [.. behind.SelectMany(f => f.Events).Distinct()],
                    value is null ? null : state
                );
    }
}

/// <summary>
/// A promise in money: what one is taken to be worth, by which source and as at when, and what that makes of what was promised and
/// verified. It stands apart, and is in no other figure. A licensed catalogue's proxy is not told.
/// </summary>
public sealed record ReportMonetised(
    Guid CommitmentId,
    string Title,
    string Unit,
    Money? Proxy,
    string? ProxySource,
    DateOnly? ProxyAsAt,
    ReportFigure Promised,
    ReportFigure Verified
)
{
    public IEnumerable<ReportFigure> Figures() => [Promised, Verified];
}

/// <summary>A contract's social value return, made from the facts up to a cut and from nothing else.</summary>
public sealed record SocialValueReturn(
    Guid ContractId,
    string Title,
    ReportParty Buyer,
    ReportParty Lead,
    IReadOnlyList<ReportParty> Suppliers,
    Money Value,
    Period? Period,
    DateTimeOffset? SignedAt,
    string? EndedBecause,
    [property: JsonConverter(typeof(DataCutJson))] string DataCut,
    DateTimeOffset AsAt,
    bool Demonstration,
    IReadOnlyList<string> FrameworkEditions,
    ReportFigure Count,
    ReportFigure Met,
    ReportFigure Paid,
    IReadOnlyList<ReportSignature> Signatures,
    IReadOnlyList<ReportMilestone> Milestones,
    IReadOnlyList<ReportCommitment> Commitments,
    IReadOnlyList<ReportMonetised>? Monetised = null,
    Period? Quarter = null
) : IReportModel
{
    public IEnumerable<ReportFigure> Figures() =>
        Commitments
            .SelectMany(c => c.Figures())
            .Prepend(Paid)
            .Prepend(Met)
            .Prepend(Count)
            .Concat((Monetised ?? []).SelectMany(m => m.Figures()));

    public IEnumerable<ReportPerson> People() =>
        Signatures
            .Select(s => s.Person)
            .Concat(Commitments.SelectMany(c => c.Evidence).SelectMany(e => new[] { e.RecordedBy, e.VerifiedBy }).OfType<ReportPerson>());

    public IEnumerable<Guid> Streams() => Commitments.Select(c => c.CommitmentId).Append(ContractId);

    public string? About(string key) =>
        Commitments.FirstOrDefault(c => c.Figures().Any(f => f.Key == key))?.Title
        ?? Monetised?.FirstOrDefault(m => m.Figures().Any(f => f.Key == key))?.Title;

    public IEnumerable<ReportRow> Rows()
    {
        yield return ReportRow.Said("Contract", Title, "Buyer", Buyer.Name, Buyer.Id.ToString());
        foreach (var supplier in Suppliers)
            yield return ReportRow.Said(
                "Contract",
                Title,
                supplier.Id == Lead.Id ? "Lead supplier" : "Consortium member",
                supplier.Name,
                supplier.Id.ToString()
            );
        yield return new ReportRow("Contract", Title, "Contract value", Value.Amount, Value.Currency, Reference: ContractId.ToString());
        if (Quarter is { } quarter)
            yield return ReportRow.Said("Contract", Title, "Quarter reported", $"{quarter.Start:yyyy-MM-dd} to {quarter.End:yyyy-MM-dd}");
        yield return ReportRow.Of("Contract", Title, Paid);
        yield return ReportRow.Of("Contract", Title, Count);
        yield return ReportRow.Of("Contract", Title, Met);
        foreach (var c in Commitments)
        {
            var framework = $"{c.Framework}, {c.Edition}, {c.Code}";
            foreach (var figure in c.Figures())
                yield return ReportRow.Of("Commitment", c.Title, figure, framework, c.CommitmentId.ToString(), StateOf(c, figure));
            foreach (var r in c.Recoveries ?? [])
            {
                var said = r.Done switch
                {
                    true => "done",
                    false => "not done",
                    null => "not reported yet",
                };
                yield return ReportRow.Said(
                    "Recovery",
                    c.Title,
                    r.What,
                    $"{r.By.Name}, by {r.Due:yyyy-MM-dd}, {said}{(r.Remark is null ? "" : $": {r.Remark}")}",
                    c.CommitmentId.ToString()
                );
            }
            foreach (var e in c.Evidence)
                yield return new ReportRow(
                    "Evidence",
                    c.Title,
                    "Reported",
                    e.Quantity,
                    c.Unit,
                    e.Stage switch
                    {
                        EvidenceStage.Verified => FigureState.Verified,
                        EvidenceStage.Withdrawn => "Withdrawn",
                        EvidenceStage.Disputed => "Unverified, in dispute",
                        _ => FigureState.Unverified,
                    },
                    e.Statement,
                    Source: e.Organisation.Name,
                    Framework: framework,
                    Reference: e.EvidenceId.ToString()
                );
        }
        foreach (var m in Monetised ?? [])
        foreach (var figure in m.Figures())
            yield return ReportRow.Of("Monetised", m.Title, figure, reference: m.CommitmentId.ToString());
        foreach (var m in Milestones)
            yield return ReportRow.Said("Milestone", m.Title, "Status", m.Status.ToString());
    }

    // What a supplier says counts as verified only where the buyer has said so.
    private static string? StateOf(ReportCommitment commitment, ReportFigure figure) =>
        figure == commitment.Promised || figure == commitment.Due ? FigureState.Promised
        : figure == commitment.Evidenced || figure == commitment.Disputed ? FigureState.Unverified
        : figure == commitment.Verified || figure == commitment.Delivered ? FigureState.Verified
        : null;

    /// <summary>Null where no contract was prepared by then.</summary>
    public static SocialValueReturn? From(ContractFacts facts, string dataCut, bool demonstration)
    {
        if (facts.Contract.Select(e => e.Data).OfType<ContractPrepared>().FirstOrDefault() is not { } contract)
            return null;
        var names = ReportNames.Of(facts.Parties);
        var people = ReportNames.People(facts.People);
        var recorders = facts.Commitments.Select(e => e.Data).OfType<EvidenceRecorded>().ToDictionary(r => r.EvidenceId, r => r.RecordedBy);
        var verifiers = Verifiers(facts.Commitments);
        var asAt = facts.All.Max(e => e.Timestamp);
        var (on, quarter) = (UkTime.DayOf(asAt), Programmes.Quarter.Of(UkTime.DayOf(asAt)));
        var commitments = facts
            .Ledger()
            .Select(row =>
                Commitment(row, recorders, verifiers, names, people) with
                {
                    Period = ReportCommitmentPeriod.Of(row, quarter, on),
                }
            )
            .ToArray();
        var met = commitments.Where(c => c.Status == DeliveryStatus.Met).ToArray();
        return new SocialValueReturn(
            contract.ContractId,
            contract.Title,
            names.Party(contract.BuyerId),
            names.Party(contract.LeadId),
            [.. contract.Suppliers.Select(names.Party)],
            contract.Value,
            contract.Period,
            facts.Contract.Select(e => e.Data).OfType<ContractSigned>().FirstOrDefault()?.At,
            facts.Contract.Select(e => e.Data).OfType<ContractEnded>().LastOrDefault()?.Reason,
            dataCut,
            asAt,
            demonstration,
            [.. commitments.Select(c => $"{c.Framework}, {c.Edition}").Distinct().Order(StringComparer.Ordinal)],
            ReportFigure.Of(
                "commitments",
                "Commitments in the contract",
                "commitments",
                "Signed contract",
                Figure.From(
                    commitments.Length,
                    facts.Commitments.Where(e => e.Data is CommitmentContracted).Select(e => new Source(e.Id, e.Timestamp))
                )
            ),
            new ReportFigure(
                "commitments-met",
                "Commitments met in full",
                met.Length == 0 ? null : met.Length,
                "commitments",
                met.Length == 0 ? null : met.Max(c => c.Delivered.AsAt),
                "Verified by the buyer",
                [.. met.SelectMany(c => c.Delivered.Events)]
            ),
            new ReportFigure("paid", "Paid to date", null, contract.Value.Currency, null, "No payment record", []),
            [
                .. facts
                    .Contract.Select(e => e.Data)
                    .OfType<ContractPartySigned>()
                    .Select(s => new ReportSignature(
                        names.Party(s.PartyId),
                        Person(people, s.Signature.Person),
                        s.Signature.Capacity,
                        s.Signature.At
                    )),
            ],
            facts.Milestones(),
            commitments,
            MonetisedOf(commitments, facts.Chosen),
            new Period(quarter.First, quarter.Last)
        );
    }

    private static IReadOnlyList<ReportMonetised>? MonetisedOf(
        IReadOnlyList<ReportCommitment> commitments,
        IReadOnlyList<CommitmentMetricChosen> chosen
    )
    {
        var proxies = chosen.Where(c => c.Proxy is not null).ToLookup(c => c.RequirementId);
        ReportMonetised[] told =
        [
            .. commitments
                .Select(c => (Commitment: c, Chosen: proxies[c.RequirementId].FirstOrDefault()))
                .Where(c => c.Chosen is not null)
                .Select(c => Of(c.Commitment, c.Chosen!.Proxy!, c.Chosen.Redistributable)),
        ];
        return told.Length == 0 ? null : told;

        static ReportMonetised Of(ReportCommitment c, MetricProxy proxy, bool told) =>
            new(
                c.CommitmentId,
                c.Title,
                c.Unit,
                told ? proxy.Value : null,
                told ? proxy.Source : null,
                told ? proxy.AsAt : null,
                InMoney(c.Promised, "Promised, monetised", $"{c.CommitmentId:N}-promised-monetised", proxy),
                InMoney(c.Verified, "Verified, monetised", $"{c.CommitmentId:N}-verified-monetised", proxy)
            );

        // Nothing recorded is worth nothing that is known.
        static ReportFigure InMoney(ReportFigure quantity, string label, string key, MetricProxy proxy) =>
            new(
                key,
                label,
                quantity.Value * proxy.Value.Amount,
                proxy.Value.Currency,
                quantity.AsAt,
                $"Quantity times proxy; {quantity.Source}",
                quantity.Events,
                FigureState.Calculated
            );
    }

    private static ReportCommitment Commitment(
        LedgerRow row,
        Dictionary<Guid, Guid?> recorders,
        Dictionary<Guid, Guid?> verifiers,
        ReportNames names,
        IReadOnlyDictionary<Guid, Protected?> people
    )
    {
        var unit = row.Metric.Unit;
        return new ReportCommitment(
            row.CommitmentId,
            row.RequirementId,
            row.Title,
            row.Promise,
            row.Metric.Framework,
            row.Metric.Edition,
            row.Metric.Code,
            unit,
            row.DueOn,
            Status(row),
            Of("promised", "Promised", unit, "Winning bid", row.Promised),
            Of("due", "Due", unit, row.VariedBecause is null ? "Signed contract" : "Contract change", row.Due),
            Of("evidenced", "Reported by suppliers", unit, "Suppliers' evidence", row.Evidenced),
            Of("verified", "Verified", unit, "Verified by the buyer", row.Verified),
            Of("disputed", "In dispute", unit, "Disputed by the buyer", row.Disputed),
            Of("lapsed", "Will not be delivered", unit, "Recorded by the buyer", row.Lapsed),
            Of("delivered", "Verified, as a share of what is due", "%", "Calculated", row.Delivered),
            row.VariedBecause,
            row.LapsedBecause,
            [.. row.Evidence.Select(Evidence)],
            Recoveries: row.Recoveries is { } recoveries
                ? [.. recoveries.Select(r => new ReportRecoveryAction(r.What, names.Party(r.By), r.Due, r.Done, r.Remark))]
                : null
        );

        ReportFigure Of(string what, string label, string unit, string source, Figure figure) =>
            ReportFigure.Of($"{row.CommitmentId:N}-{what}", label, unit, source, figure);

        ReportEvidence Evidence(EvidenceEntry e) =>
            new(
                e.EvidenceId,
                names.Party(e.OrganisationId),
                e.Period,
                e.Statement,
                e.Documents.Count,
                e.Quantity,
                e.Verified,
                e.Stage,
                e.Reason,
                recorders[e.EvidenceId] is { } recorder ? Person(people, recorder) : null,
                e.Verified is not null && verifiers[e.EvidenceId] is { } verifier ? Person(people, verifier) : null
            );
    }

    private static DeliveryStatus Status(LedgerRow row) =>
        row switch
        {
            { Lapse: not null } => DeliveryStatus.Lapsed,
            { Verified.Value: { } verified } when verified >= row.Due.Value => DeliveryStatus.Met,
            { Verified.Value: not null } => DeliveryStatus.InProgress,
            { Evidenced.Value: not null } => DeliveryStatus.AwaitingVerification,
            _ => DeliveryStatus.NotRecorded,
        };

    /// <summary>Who verified each piece of evidence last, where a person did.</summary>
    private static Dictionary<Guid, Guid?> Verifiers(IReadOnlyList<IEvent> commitments)
    {
        Dictionary<Guid, Guid?> verifiers = [];
        foreach (var e in commitments)
            if (e.Data is EvidenceVerified verified)
                verifiers[verified.EvidenceId] = Guid.TryParse(e.UserName, out var person) ? person : null;
        return verifiers;
    }

    private static ReportPerson Person(IReadOnlyDictionary<Guid, Protected?> people, Guid id) => new(id, people.GetValueOrDefault(id));
}
