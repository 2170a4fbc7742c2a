using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Awards;

/// <summary>Who is asked to take on whose part.</summary>
public sealed record AskedFor(Guid OrganisationId, Guid ReplacementId);

/// <summary>The organisations that are asked at present to take on parts of one bid.</summary>
public sealed record ReplacementsAskedRow(
    Guid BidId,
    Guid TenderId,
    Guid BuyerId,
    Guid LeadId,
    IReadOnlyList<AskedFor> Asked,
    IReadOnlyList<Guid> Replacements
);

/// <summary>Where an organisation is asked to take on a part and has not answered.</summary>
public sealed class ReplacementsAsked : TableView<ReplacementsAskedRow>
{
    public override string Name => "replacements_asked";
    public override Composite Composite => Composites.Work;

    protected override IReadOnlyDictionary<string, string> Indexes { get; } =
        new Dictionary<string, string> { ["replacements"] = "using gin ((data -> 'replacements') jsonb_path_ops) with (fastupdate = off)" };

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type> { typeof(DepartureDecided), typeof(ReplacementNamed), typeof(ReplacementDeclined), typeof(PartPassedOn) };

    public override IEnumerable<Guid> Keys(IEvent e) => [e.StreamId];

    // Who leads and who buys stands in the decision that lets the lead ask at all.
    public override ReplacementsAskedRow? Apply(Guid key, ReplacementsAskedRow? row, IEvent e) =>
        (row, e.Data) switch
        {
            (null, DepartureDecided f) => new ReplacementsAskedRow(f.BidId, f.TenderId, f.BuyerId, f.LeadId, [], []),
            ({ }, DepartureDecided { Decision: not DepartureDecision.MayReplace } f) => Without(row, f.OrganisationId),
            ({ }, ReplacementNamed f) => Of(
                row,
                [.. Without(row, f.OrganisationId).Asked, new AskedFor(f.OrganisationId, f.ReplacementId)]
            ),
            ({ }, ReplacementDeclined f) => Without(row, f.OrganisationId),
            ({ }, PartPassedOn f) => Without(row, f.OrganisationId),
            _ => row,
        };

    /// <summary>Where this organisation is asked.</summary>
    public Task<IReadOnlyList<ReplacementsAskedRow>> OfAsync(NpgsqlDataSource database, Guid replacement, CancellationToken cancel) =>
        database.RowsAsync<ReplacementsAskedRow>(
            $"select data from {Table} where data -> 'replacements' @> to_jsonb($1::text)",
            [replacement.ToString()],
            cancel
        );

    private static ReplacementsAskedRow Without(ReplacementsAskedRow row, Guid organisation) =>
        Of(row, [.. row.Asked.Where(a => a.OrganisationId != organisation)]);

    private static ReplacementsAskedRow Of(ReplacementsAskedRow row, IReadOnlyList<AskedFor> asked) =>
        row with
        {
            Asked = asked,
            Replacements = [.. asked.Select(a => a.ReplacementId).Distinct()],
        };
}
