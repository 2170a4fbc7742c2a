using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Skills;

/// <summary>An introduction as the employer's list shows it: when, and how far. Whom is told where it may be read.</summary>
public sealed record IntroductionTo(Guid IntroductionId, Guid SupportOrganisationId, Journey Journey);

public sealed record VacancyRow(
    Guid VacancyId,
    Guid EmployerId,
    string Title,
    string Profession,
    VacancyKind Kind,
    string PlaceCode,
    DateOnly From,
    int Number,
    string? Stage,
    DateTimeOffset PostedAt,
    VacancyEnd? End,
    IReadOnlyList<IntroductionTo> Introductions
)
{
    /// <summary>As somebody sees it who is not the employer.</summary>
    public VacancyRow WithoutPeople() => this with { Introductions = [] };
}

/// <summary>What employers offer to people on pathways.</summary>
public sealed class Vacancies : TableView<VacancyRow>
{
    public override string Name => "vacancies";
    public override Composite Composite => Composites.Strands;

    protected override IReadOnlyList<string> Columns =>
        [
            "employer text generated always as (data ->> 'employerId') stored",
            "profession text generated always as (data ->> 'profession') stored",
            "open boolean generated always as (data -> 'end' is null) stored",
        ];

    protected override IReadOnlyDictionary<string, string> Indexes =>
        new Dictionary<string, string>
        {
            ["employer"] = "(employer, key desc)",
            ["open"] = "(key desc) where open",
            ["profession"] = "(profession, key desc) where open",
        };

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type>
        {
            typeof(VacancyPosted),
            typeof(VacancyClosed),
            typeof(CandidateIntroduced),
            typeof(PlacementStarted),
            typeof(PlacementEnded),
            typeof(JobStarted),
            typeof(RetentionConfirmed),
            typeof(JobEnded),
            typeof(IntroductionEnded),
        };

    public override IEnumerable<Guid> Keys(IEvent e) =>
        [
            e.Data switch
            {
                CandidateIntroduced f => f.VacancyId,
                PlacementStarted f => f.VacancyId,
                PlacementEnded f => f.VacancyId,
                JobStarted f => f.VacancyId,
                RetentionConfirmed f => f.VacancyId,
                JobEnded f => f.VacancyId,
                IntroductionEnded f => f.VacancyId,
                _ => e.StreamId,
            },
        ];

    public override VacancyRow? Apply(Guid key, VacancyRow? row, IEvent e) =>
        (row, e.Data) switch
        {
            (null, VacancyPosted f) => new VacancyRow(
                f.VacancyId,
                f.EmployerId,
                f.Title,
                f.Profession,
                f.Kind,
                f.PlaceCode,
                f.From,
                f.Number,
                f.Stage,
                e.Timestamp,
                null,
                []
            ),
            (null, _) => null,
            (_, VacancyClosed f) => row with { End = f.Reason },
            (_, CandidateIntroduced f) => row with
            {
                Introductions = [.. row.Introductions, new IntroductionTo(f.IntroductionId, f.SupportOrganisationId, new Journey(f.On))],
            },
            _ => row with
            {
                Introductions =
                [
                    .. row.Introductions.Select(i => i.IntroductionId == e.StreamId ? i with { Journey = i.Journey.After(e.Data) } : i),
                ],
            },
        };

    /// <summary>An employer's own, the newest first; or what is open, of one profession or of all.</summary>
    public Task<IReadOnlyList<VacancyRow>> PageAsync(
        NpgsqlDataSource database,
        Guid? employer,
        string? profession,
        Guid? after,
        int limit,
        CancellationToken cancel
    ) =>
        database.RowsAsync<VacancyRow>(
            $"""
            select data from {Table}
            where {(employer is null ? "open" : "employer = $2")} {(profession is null ? "" : "and profession = $3")} and key < $1::uuid
            order by key desc limit {limit}
            """,
            [after?.ToString() ?? "ffffffff-ffff-ffff-ffff-ffffffffffff", employer?.ToString() ?? "", profession ?? ""],
            cancel
        );
}
