using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Research;

/// <summary>
/// What an organisation's research has come to; or, under a researcher's own id and without an organisation, that it is counted.
/// </summary>
public sealed record ResearchTally(Guid? SupportOrganisationId, int Trained, int Projects)
{
    /// <summary>The day on which each was first recorded as trained, which never changes afterwards.</summary>
    public IReadOnlyList<DateOnly> RecordedOn { get; init; } = [];
}

/// <summary>Trained researchers, each once however many courses, and research carried out, by organisation.</summary>
public sealed class ResearchTallies : TableView<ResearchTally>
{
    public override string Name => "research_tallies";
    public override Composite Composite => Composites.Strands;

    protected override IReadOnlyDictionary<string, string> Indexes =>
        new Dictionary<string, string> { ["organisation"] = "(key) where data ->> 'supportOrganisationId' is not null" };

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type> { typeof(ResearchLeadNamed), typeof(ResearchTrainingCompleted), typeof(ResearchCompleted) };

    public override IEnumerable<Guid> Keys(IEvent e) =>
        e.Data switch
        {
            ResearchTrainingCompleted f => [f.SupportOrganisationId, f.ResearcherId],
            ResearchCompleted f => [f.SupportOrganisationId],
            ResearchLeadNamed f => [f.SupportOrganisationId],
            _ => [],
        };

    public override void Apply(IEvent e, Dictionary<Guid, ResearchTally?> rows)
    {
        switch (e.Data)
        {
            case ResearchTrainingCompleted f when rows.GetValueOrDefault(f.ResearcherId) is null:
                rows[f.ResearcherId] = new ResearchTally(null, 1, 0);
                var trained = Of(f.SupportOrganisationId, rows);
                rows[f.SupportOrganisationId] = trained with
                {
                    Trained = trained.Trained + 1,
                    RecordedOn = [.. trained.RecordedOn, UkTime.DayOf(e.Timestamp)],
                };
                break;
            // Whoever has a lead can take commissions on.
            case ResearchLeadNamed f:
                rows[f.SupportOrganisationId] = Of(f.SupportOrganisationId, rows);
                break;
            case ResearchCompleted f:
                var done = Of(f.SupportOrganisationId, rows);
                rows[f.SupportOrganisationId] = done with { Projects = done.Projects + 1 };
                break;
        }
    }

    /// <summary>The organisations that coordinate research, at most a hundred, with what it has come to.</summary>
    public Task<IReadOnlyList<ResearchTally>> AllAsync(NpgsqlDataSource database, CancellationToken cancel) =>
        database.RowsAsync<ResearchTally>(
            $"select data from {Table} where data ->> 'supportOrganisationId' is not null order by key limit {ViewRows.LargestPage}",
            [],
            cancel
        );

    private static ResearchTally Of(Guid support, Dictionary<Guid, ResearchTally?> rows) =>
        rows.GetValueOrDefault(support) ?? new ResearchTally(support, 0, 0);
}
