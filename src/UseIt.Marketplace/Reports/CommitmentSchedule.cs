using System.Text.Json.Serialization;
using Marten;
using Npgsql;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Tenders;

namespace UseIt.Marketplace.Reports;

/// <summary>Every promise of a contract as it binds: what, how much, by whom, until when, and who has signed for it.</summary>
public sealed class CommitmentSchedule(IDocumentStore store, NpgsqlDataSource database, ContractView contracts)
    : OfContract(store, database, contracts)
{
    public override string Name => "commitment-schedule";
    public override string Title => "Commitment schedule";
    public override string Purpose => "Every commitment of a contract as it binds: how much, in which unit, by whom and until when.";
    public override string Variable => "schedule";
    public override Type Model => typeof(ScheduleOfCommitments);

    public override async Task<IReportModel?> MakeAsync(ReportAsked asked, CancellationToken cancel) =>
        ScheduleOfCommitments.From(await FactsAsync(asked, cancel), asked.DataCut, asked.Demonstration);
}

/// <summary>One commitment of the schedule. What a bid was not asked for is not recorded.</summary>
public sealed record ScheduledCommitment(
    Guid CommitmentId,
    Guid RequirementId,
    string Title,
    string Promise,
    string Framework,
    string Edition,
    string Code,
    string Unit,
    ReportParty PromisedBy,
    bool? Additional,
    DateOnly? DueOn,
    ReportFigure Promised,
    ReportFigure InForce,
    string? VariedBecause,
    string? LapsedBecause,
    bool? PerYear,
    decimal? EachYear,
    DateOnly? Start,
    DateOnly? End,
    string? Method,
    string? EvidenceExpected
)
{
    public IEnumerable<ReportFigure> Figures() => [Promised, InForce];
}

/// <summary>All commitments of one measure together, in its own unit; one that has lapsed is no longer in force.</summary>
public sealed record ScheduledMeasure(
    string Framework,
    string Edition,
    string Code,
    string Unit,
    int Commitments,
    ReportFigure Promised,
    ReportFigure InForce
);

/// <summary>Whether a party of the contract has signed for the schedule, and who for it.</summary>
public sealed record ScheduleSignature(ReportParty Party, ReportPerson? Person, string? Capacity, DateTimeOffset? At);

public sealed record ScheduleOfCommitments(
    Guid ContractId,
    string Title,
    ReportParty Buyer,
    ReportParty Lead,
    IReadOnlyList<ReportParty> Suppliers,
    Period? Period,
    [property: JsonConverter(typeof(DataCutJson))] string DataCut,
    DateTimeOffset AsAt,
    bool Demonstration,
    IReadOnlyList<string> FrameworkEditions,
    IReadOnlyList<ScheduledMeasure> Measures,
    IReadOnlyList<ScheduledCommitment> Commitments,
    IReadOnlyList<ReportMilestone> Milestones,
    IReadOnlyList<ScheduleSignature> Signatures
) : IReportModel
{
    public IEnumerable<ReportFigure> Figures() =>
        Measures.SelectMany(m => new[] { m.Promised, m.InForce }).Concat(Commitments.SelectMany(c => c.Figures()));

    public IEnumerable<ReportPerson> People() => Signatures.Select(s => s.Person).OfType<ReportPerson>();

    public IEnumerable<Guid> Streams() => Commitments.Select(c => c.CommitmentId);

    public string? About(string key) =>
        Commitments.FirstOrDefault(c => c.Figures().Any(f => f.Key == key))?.Title
        ?? Measures
            .Where(m => m.Promised.Key == key || m.InForce.Key == key)
            .Select(m => $"{m.Framework}, {m.Edition}, {m.Code}")
            .FirstOrDefault();

    public IEnumerable<ReportRow> Rows()
    {
        yield return ReportRow.Said("Contract", Title, "Buyer", Buyer.Name, Buyer.Id.ToString());
        yield return ReportRow.Said("Contract", Title, "Lead supplier", Lead.Name, Lead.Id.ToString());
        foreach (var m in Measures)
        foreach (var figure in new[] { m.Promised, m.InForce })
            yield return ReportRow.Of("Measure", m.Code, figure, $"{m.Framework}, {m.Edition}, {m.Code}");
        foreach (var c in Commitments)
        {
            var (framework, reference) = ($"{c.Framework}, {c.Edition}, {c.Code}", c.CommitmentId.ToString());
            foreach (var figure in c.Figures())
                yield return ReportRow.Of("Commitment", c.Title, figure, framework, reference);
            yield return ReportRow.Said("Commitment", c.Title, "Promise", c.Promise, reference);
            yield return ReportRow.Said("Commitment", c.Title, "Promised by", c.PromisedBy.Name, reference);
            yield return ReportRow.Said("Commitment", c.Title, "Due by", c.DueOn?.ToString("yyyy-MM-dd", null), reference);
            yield return ReportRow.Said(
                "Commitment",
                c.Title,
                "The promised number is for",
                c.PerYear switch
                {
                    true => $"Each year: {ReportWriter.Quantity(c.EachYear)}",
                    false => "The whole term",
                    null => null,
                },
                reference
            );
            yield return ReportRow.Said("Commitment", c.Title, "First day", c.Start?.ToString("yyyy-MM-dd", null), reference);
            yield return ReportRow.Said("Commitment", c.Title, "Last day", c.End?.ToString("yyyy-MM-dd", null), reference);
            yield return ReportRow.Said("Commitment", c.Title, "How it is to be delivered", c.Method, reference);
            yield return ReportRow.Said("Commitment", c.Title, "What must show it", c.EvidenceExpected, reference);
            yield return ReportRow.Said(
                "Commitment",
                c.Title,
                "Beyond what the contract asks for anyway",
                c.Additional switch
                {
                    true => "Yes",
                    false => "No",
                    _ => null,
                },
                reference
            );
        }
        foreach (var m in Milestones)
            yield return ReportRow.Said("Milestone", m.Title, "Due by", m.Due.ToString("yyyy-MM-dd", null));
        foreach (var s in Signatures)
            yield return ReportRow.Said(
                "Signature",
                s.Party.Name,
                "Signed",
                s.At?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null) ?? "Not signed",
                s.Party.Id.ToString()
            );
    }

    /// <summary>Null where no contract was prepared by then.</summary>
    public static ScheduleOfCommitments? From(ContractFacts facts, string dataCut, bool demonstration)
    {
        if (facts.Contract.Select(e => e.Data).OfType<ContractPrepared>().FirstOrDefault() is not { } contract)
            return null;
        var (names, people) = (ReportNames.Of(facts.Parties), ReportNames.People(facts.People));
        ScheduledCommitment[] commitments = [.. facts.Ledger().Select(row => Commitment(row, names))];
        var signed = facts.Contract.Select(e => e.Data).OfType<ContractPartySigned>().ToDictionary(s => s.PartyId, s => s.Signature);
        return new ScheduleOfCommitments(
            contract.ContractId,
            contract.Title,
            names.Party(contract.BuyerId),
            names.Party(contract.LeadId),
            [.. contract.Suppliers.Select(names.Party)],
            contract.Period,
            dataCut,
            facts.All.Max(e => e.Timestamp),
            demonstration,
            [.. commitments.Select(c => $"{c.Framework}, {c.Edition}").Distinct().Order(StringComparer.Ordinal)],
            [
                .. commitments
                    .GroupBy(c => (c.Framework, c.Edition, c.Code, c.Unit))
                    .OrderBy(g => g.Key.Framework, StringComparer.Ordinal)
                    .ThenBy(g => g.Key.Edition, StringComparer.Ordinal)
                    .ThenBy(g => g.Key.Code, StringComparer.Ordinal)
                    .ThenBy(g => g.Key.Unit, StringComparer.Ordinal)
                    .Select((g, i) => Measure([.. g], i + 1)),
            ],
            commitments,
            facts.Milestones(),
            [
                .. contract
                    .Suppliers.Prepend(contract.BuyerId)
                    .Distinct()
                    .Select(party =>
                        signed.TryGetValue(party, out var signature)
                            ? new ScheduleSignature(
                                names.Party(party),
                                new ReportPerson(signature.Person, people.GetValueOrDefault(signature.Person)),
                                signature.Capacity,
                                signature.At
                            )
                            : new ScheduleSignature(names.Party(party), null, null, null)
                    ),
            ]
        );
    }

    private static ScheduledCommitment Commitment(LedgerRow row, ReportNames names)
    {
        var (unit, lapse) = (row.Metric.Unit, row.Lapse);
        return new ScheduledCommitment(
            row.CommitmentId,
            row.RequirementId,
            row.Title,
            row.Promise,
            row.Metric.Framework,
            row.Metric.Edition,
            row.Metric.Code,
            unit,
            names.Party(row.PromisedBy),
            !row.HappensAnyway,
            row.DueOn,
            ReportFigure.Of($"{row.CommitmentId:N}-promised", "Promised", unit, "Winning bid", row.Promised, FigureState.Promised),
            // What has lapsed binds no longer, whatever of it was delivered.
            ReportFigure.Of(
                $"{row.CommitmentId:N}-in-force",
                "In force",
                unit,
                lapse is not null ? "Lapsed, as recorded by the buyer"
                    : row.VariedBecause is null ? "Signed contract"
                    : "Contract change",
                lapse is null ? row.Due : new Figure(0, lapse.At, [.. row.Due.Events, lapse.EventId]),
                FigureState.Promised
            ),
            row.VariedBecause,
            row.LapsedBecause,
            row.Metric.PerYear,
            row.EachYear,
            row.Metric.Start,
            row.Metric.End,
            row.Metric.Method,
            row.Metric.EvidenceExpected
        );
    }

    private static ScheduledMeasure Measure(IReadOnlyList<ScheduledCommitment> commitments, int number)
    {
        var first = commitments[0];
        return new ScheduledMeasure(
            first.Framework,
            first.Edition,
            first.Code,
            first.Unit,
            commitments.Count,
            Sum("promised", "Promised together", c => c.Promised),
            Sum("in-force", "In force together", c => c.InForce)
        );

        ReportFigure Sum(string what, string label, Func<ScheduledCommitment, ReportFigure> of) =>
            new(
                $"measure-{number}-{what}",
                label,
                commitments.Sum(c => of(c).Value ?? 0),
                first.Unit,
                commitments.Max(c => of(c).AsAt),
                "Sum of the commitments of this measure",
                [.. commitments.SelectMany(c => of(c).Events)],
                FigureState.Promised
            );
    }
}
