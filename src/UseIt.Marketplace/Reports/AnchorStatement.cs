using System.Globalization;
using System.Text.Json.Serialization;
using JasperFx.Events;
using Marten;
using Npgsql;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Enterprises;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Spend;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Reports;

/// <summary>
/// What a buyer let to whom, year by year, and what came of it: for its own authors, approvers and contract managers, and auditors. A
/// contract's value is what was agreed and never stands for what was paid.
/// </summary>
public sealed class AnchorStatement(
    IDocumentStore store,
    NpgsqlDataSource database,
    LogTail tail,
    ContractView contracts,
    SpendReading spend
) : ReportKind
{
    private const int Page = 100;

    public override string Name => "anchor-statement";
    public override string Title => "Annual statement of an anchor institution";
    public override string Purpose => "What your organisation let to social enterprises and consortia, year by year, and what came of it.";
    public override string Question => "Which buyer?";
    public override string Variable => "statement";
    public override Type Model => typeof(StatementOfAnchor);
    public override IReadOnlyDictionary<string, Delegate> Functions { get; } =
        new Dictionary<string, Delegate> { ["place_bars"] = (StatementOfAnchor statement) => ReportCharts.Places(statement) };

    public override string AllSubjects => OfOrganisation.OfKind(OrganisationKind.Buyer);

    public override async Task<bool> MayAsync(Actor actor, Guid subject, CancellationToken cancel) =>
        (Reads(actor) && actor.ActsFor(subject) || actor.Has(Roles.Auditor))
        && (await store.ReadStreamAsync(subject, cancel: cancel))
            .Select(e => e.Data)
            .OfType<OrganisationRegistered>()
            .Any(o => o.Kinds.Contains(OrganisationKind.Buyer));

    public override async Task<IReadOnlyList<ReportSubject>> OfferedAsync(Actor actor, CancellationToken cancel)
    {
        if (actor.Organisation is not { } buyer || !Reads(actor))
            return [];
        var facts = await store.ReadStreamAsync(buyer, cancel: cancel);
        return facts.Any(e => e.Data is OrganisationRegistered registered && registered.Kinds.Contains(OrganisationKind.Buyer))
            ? [new ReportSubject(buyer, ReportNames.Of(facts).Party(buyer).Name)]
            : [];
    }

    public override async Task<IReportModel?> MakeAsync(ReportAsked asked, CancellationToken cancel)
    {
        var seen = await tail.SeenAsync(contracts, cancel);
        List<Guid> let = [];
        Guid? after = null;
        do
        {
            var page = await contracts.OfAsync(database, asked.SubjectId, after, Page, cancel);
            let.AddRange(page.Items.Where(c => c.BuyerId == asked.SubjectId).Select(c => c.ContractId));
            after = page.Next;
        } while (after is not null);
        let.AddRange(
            await tail.UnseenAsync(
                contracts,
                e => e.Data is ContractPrepared prepared && prepared.BuyerId == asked.SubjectId,
                seen,
                asked.Cut,
                cancel
            )
        );
        var facts = await store.ReadStreamsAsync(let, asked.Cut, cancel);
        ContractPrepared[] prepared = [.. facts.Select(e => e.Data).OfType<ContractPrepared>()];
        var paid = await PaidAsync(asked, cancel);
        Guid[] suppliers = [.. prepared.SelectMany(p => p.Suppliers).Concat(paid.Organisations()).Distinct()];
        return StatementOfAnchor.From(
            asked.SubjectId,
            new AnchorFacts(
                facts,
                await store.ReadStreamsAsync(prepared.SelectMany(p => p.Commitments), asked.Cut, cancel),
                await PartiesAsync(suppliers, asked, cancel),
                paid
            ),
            asked.DataCut,
            asked.Demonstration
        );
    }

    private async Task<AnchorSpend> PaidAsync(ReportAsked asked, CancellationToken cancel)
    {
        var ledger = await store.ReadStreamsAsync([SpendReading.LedgerOf(asked.SubjectId)], asked.Cut, cancel);
        Dictionary<Guid, IReadOnlyList<PaidLine>> lines = [];
        foreach (var file in AnchorSpend.Live(ledger))
            lines[file.DocumentId] = await spend.LinesAsync(file.DocumentId, cancel);
        return new AnchorSpend(ledger, lines);
    }

    // Whoever was merged since a payment was matched is now what it was merged into.
    private async Task<IReadOnlyList<IEvent>> PartiesAsync(IEnumerable<Guid> suppliers, ReportAsked asked, CancellationToken cancel)
    {
        var (known, next) = (new HashSet<Guid>(), suppliers.Append(asked.SubjectId).ToHashSet());
        List<IEvent> facts = [];
        while (next.Count > 0)
        {
            known.UnionWith(next);
            var read = await store.ReadStreamsAsync(next.Concat(next.Select(EnterpriseProfile.StreamOf)), asked.Cut, cancel);
            facts.AddRange(read);
            next = [.. read.Select(e => e.Data).OfType<OrganisationMerged>().Select(m => m.Into).Where(into => !known.Contains(into))];
        }
        return facts;
    }

    private static bool Reads(Actor actor) => actor.Has(Roles.Author) || actor.Has(Roles.Approver) || actor.Has(Roles.ContractManager);
}

/// <summary>Every fact a statement rests on, up to its cut.</summary>
public sealed record AnchorFacts(
    IReadOnlyList<IEvent> Contracts,
    IReadOnlyList<IEvent> Commitments,
    IReadOnlyList<IEvent> Parties,
    AnchorSpend Spend
)
{
    public IEnumerable<IEvent> All => Contracts.Concat(Commitments).Concat(Parties).Concat(Spend.Ledger);
}

/// <summary>A financial year, from 1 April to 31 March, by the day on which contracts were signed by all.</summary>
public sealed record AnchorYear(
    int From,
    string Label,
    ReportFigure Contracts,
    ReportFigure Value,
    ReportFigure ToSocialEnterprises,
    ReportFigure ToConsortia
)
{
    public IEnumerable<ReportFigure> Figures() => [Contracts, Value, ToSocialEnterprises, ToConsortia];
}

public sealed record StatementOfAnchor(
    Guid OrganisationId,
    string Title,
    [property: JsonConverter(typeof(DataCutJson))] string DataCut,
    DateTimeOffset AsAt,
    bool Demonstration,
    IReadOnlyList<string> FrameworkEditions,
    IReadOnlyList<ReportFigure> Spend,
    IReadOnlyList<AnchorYear> Years,
    IReadOnlyList<MeasureTotal> Measures,
    IReadOnlyList<Guid> FactStreams,
    string? LocalArea = null,
    IReadOnlyList<SpendYear>? SpendYears = null
) : IReportModel
{
    // A statement that was frozen before there was a ledger says nothing of years.
    private IEnumerable<SpendYear> Paid => SpendYears ?? [];

    public IEnumerable<ReportFigure> Figures() =>
        [.. Spend, .. Paid.SelectMany(y => y.Figures()), .. Years.SelectMany(y => y.Figures()), .. Measures.SelectMany(m => m.Figures())];

    public IEnumerable<ReportPerson> People() => [];

    public IEnumerable<Guid> Streams() => FactStreams;

    public string? About(string key) =>
        Paid.FirstOrDefault(y => y.Figures().Any(f => f.Key == key))?.Label
        ?? Years.FirstOrDefault(y => y.Figures().Any(f => f.Key == key))?.Label
        ?? Measures.FirstOrDefault(m => m.Figures().Any(f => f.Key == key))?.Name;

    public IEnumerable<ReportRow> Rows() =>
        [
            .. Spend.Select(f => ReportRow.Of("Spend", null, f)),
            ReportRow.Said("Spend", null, "What counts as local", LocalArea),
            .. Paid.SelectMany(y => y.Figures().Select(f => ReportRow.Of("Spend", y.Label, f))),
            .. Years.SelectMany(y => y.Figures().Select(f => ReportRow.Of("Contracts let", y.Label, f))),
            .. Measures.SelectMany(m => m.Rows()),
        ];

    /// <summary>Null where there was no such organisation by then.</summary>
    public static StatementOfAnchor? From(Guid buyer, AnchorFacts facts, string dataCut, bool demonstration)
    {
        if (facts.Parties.All(e => e.StreamId != buyer))
            return null;
        var enterprises = EnterprisesIn(facts.Parties);
        var prepared = facts.Contracts.Select(e => e.Data).OfType<ContractPrepared>().ToDictionary(p => p.ContractId);
        var years = facts
            .Contracts.Where(e => e.Data is ContractSigned)
            .GroupBy(e => YearOf(((ContractSigned)e.Data).At))
            .OrderBy(g => g.Key)
            .Select(g => Year(g.Key, [.. g], prepared, enterprises));
        var measures = MeasureTotal.Of("measure", ContractFacts.LedgerOf(facts.Commitments));
        return new StatementOfAnchor(
            buyer,
            ReportNames.Of(facts.Parties).Party(buyer).Name,
            dataCut,
            facts.All.Max(e => e.Timestamp),
            demonstration,
            [.. measures.Select(m => $"{m.Framework}, {m.Edition}").Distinct().Order(StringComparer.Ordinal)],
            SpendYear.Figures("spend", facts.Spend, enterprises),
            [.. years],
            measures,
            [.. facts.Contracts.Concat(facts.Commitments).Concat(facts.Spend.Ledger).Select(e => e.StreamId).Distinct()],
            facts.Spend.Area is { } area ? $"{area.Name}: {string.Join(", ", area.Postcodes)}" : null,
            SpendYear.Of(facts.Spend, enterprises)
        );
    }

    // With those that were merged into one.
    private static HashSet<Guid> EnterprisesIn(IReadOnlyList<IEvent> parties)
    {
        var enterprises = parties.Select(e => e.Data).OfType<EnterpriseRegistered>().Select(f => f.OrganisationId).ToHashSet();
        var merged = parties.Select(e => e.Data).OfType<OrganisationMerged>().ToArray();
        while (merged.Any(m => enterprises.Contains(m.Into) && enterprises.Add(m.OrganisationId))) { }
        return enterprises;
    }

    private static int YearOf(DateTimeOffset signed) => SpendYear.YearOf(UkTime.DayOf(signed));

    private static AnchorYear Year(
        int from,
        IReadOnlyList<IEvent> signed,
        Dictionary<Guid, ContractPrepared> prepared,
        HashSet<Guid> enterprises
    )
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"year-{from}");
        return new AnchorYear(
            from,
            SpendYear.LabelOf(from),
            Count("contracts", "Contracts signed", _ => true),
            Of(
                "value",
                "Agreed value of these contracts, not what was paid",
                signed.Where(e => ContractOf(e).Value.Currency == Money.Pounds),
                contracts => contracts.Sum(e => ContractOf(e).Value.Amount),
                Money.Pounds
            ),
            Count("enterprises", "Of these, with a social enterprise", c => c.Suppliers.Any(enterprises.Contains)),
            Count("consortia", "Of these, with a consortium", c => c.ConsortiumId is not null)
        );

        ContractPrepared ContractOf(IEvent e) => prepared[((ContractSigned)e.Data).ContractId];

        ReportFigure Count(string what, string label, Func<ContractPrepared, bool> counts) =>
            Of(what, label, signed.Where(e => counts(ContractOf(e))), contracts => contracts.Count, "contracts");

        ReportFigure Of(string what, string label, IEnumerable<IEvent> of, Func<IReadOnlyCollection<IEvent>, decimal> value, string unit)
        {
            IEvent[] behind = [.. of];
            return ReportFigure.From($"{key}-{what}", label, value(behind), unit, "Signed contracts", behind, FigureState.Verified);
        }
    }
}
