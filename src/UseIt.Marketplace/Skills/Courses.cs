using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Skills;

public sealed record CourseRow(
    Guid CourseId,
    Guid SupportOrganisationId,
    Guid? ProviderId,
    string Provider,
    string Title,
    string? PlaceCode,
    DateOnly From,
    DateOnly Until,
    int Places,
    int Taken,
    Money Cost,
    Money FeeSupport,
    Guid? PathwayId,
    string? Need,
    CourseEnd? End
)
{
    public bool TakesOn(DateOnly today) => End is null && Until >= today && Taken < Places;

    /// <summary>What the person pays.</summary>
    public Money Own => Cost - FeeSupport;

    /// <summary>As whoever teaches it sees it: not by which pathway people come, or what is paid for them.</summary>
    public CourseRow ForProvider() => this with { PathwayId = null, Need = null, FeeSupport = new Money(0m) };
}

/// <summary>Courses that lead on, and how many of their places are taken; by whom is in no row.</summary>
public sealed class Courses : TableView<CourseRow>
{
    public override string Name => "courses";
    public override Composite Composite => Composites.Strands;

    protected override IReadOnlyList<string> Columns =>
        [
            "support text generated always as (data ->> 'supportOrganisationId') stored",
            "provider text generated always as (data ->> 'providerId') stored",
            "need text generated always as (data ->> 'need') stored",
            "last_day text generated always as (data ->> 'until') stored",
            "open boolean generated always as (data -> 'end' is null) stored",
        ];

    protected override IReadOnlyDictionary<string, string> Indexes =>
        new Dictionary<string, string>
        {
            ["support"] = "(support, key desc)",
            ["provider"] = "(provider, key desc)",
            ["need"] = "(support, need, last_day) where open",
        };

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type> { typeof(CourseOffered), typeof(CoursePlaceTaken), typeof(CoursePlaceFreed), typeof(CourseClosed) };

    public override IEnumerable<Guid> Keys(IEvent e) => [e.StreamId];

    public override CourseRow? Apply(Guid key, CourseRow? row, IEvent e) =>
        (row, e.Data) switch
        {
            (null, CourseOffered f) => new CourseRow(
                key,
                f.SupportOrganisationId,
                f.ProviderId,
                f.Provider,
                f.Title,
                f.PlaceCode,
                f.From,
                f.Until,
                f.Places,
                0,
                f.Cost,
                f.FeeSupport,
                f.PathwayId,
                f.Need,
                null
            ),
            (null, _) => null,
            (_, CoursePlaceTaken) => row with { Taken = row.Taken + 1 },
            (_, CoursePlaceFreed) => row with { Taken = row.Taken - 1 },
            (_, CourseClosed f) => row with { End = f.Reason },
            _ => row,
        };

    /// <summary>An organisation's own, or those it teaches, the newest first.</summary>
    public Task<IReadOnlyList<CourseRow>> PageAsync(
        NpgsqlDataSource database,
        Guid organisation,
        bool teaches,
        Guid? after,
        int limit,
        CancellationToken cancel
    ) =>
        database.RowsAsync<CourseRow>(
            $"""
            select data from {Table} where {(teaches ? "provider" : "support")} = $1 and key < $2::uuid order by key desc limit {limit}
            """,
            [organisation.ToString(), after?.ToString() ?? "ffffffff-ffff-ffff-ffff-ffffffffffff"],
            cancel
        );

    /// <summary>Courses of an organisation that lead to a need and still take people on, the first to end first.</summary>
    public Task<IReadOnlyList<CourseRow>> LeadingToAsync(
        NpgsqlDataSource database,
        Guid support,
        string need,
        DateOnly today,
        int limit,
        CancellationToken cancel
    ) =>
        database.RowsAsync<CourseRow>(
            $"""
            select data from {Table} where open and support = $1 and need = $2 and last_day >= $3 order by last_day, key limit {limit}
            """,
            [support.ToString(), need, today.ToString("yyyy-MM-dd", null)],
            cancel
        );
}
