using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Skills;

public sealed record FeeSupport(Guid SupportId, FeePurpose Purpose, Money Amount, DateOnly On);

/// <summary>A person's yes to be introduced for one vacancy; without one it was said to the employer, before each was asked for.</summary>
public sealed record Yes(Guid EmployerId, DateOnly On, Guid? VacancyId = null);

/// <summary>A yes to a story or a picture.</summary>
public sealed record StoryConsent(Guid ConsentId, IReadOnlyList<StoryUse> For, DateOnly On, DateOnly Until, DateOnly? WithdrawnOn = null);

public sealed record IntroductionOf(Guid IntroductionId, Guid VacancyId, Guid EmployerId, Journey Journey);

/// <summary>
/// When something was first recorded of a person. The instant of recording never changes afterwards, whatever day it is about. Being
/// connected turns: it ends where the only introductions were mistakes, and begins again with another.
/// </summary>
public sealed record Firsts(
    DateTimeOffset Registered,
    IReadOnlyList<DateTimeOffset> Connected,
    DateTimeOffset? InAJob,
    DateTimeOffset? After26Weeks
)
{
    public bool ConnectedBy(Func<DateTimeOffset, bool> then) => Connected.Count(then) % 2 == 1;

    public Firsts Turned(bool connected, DateTimeOffset at) =>
        connected == (Connected.Count % 2 == 1) ? this : this with { Connected = [.. Connected, at] };
}

/// <summary>One candidate as the advisers of its organisation see it; what is personal is ciphertext.</summary>
public sealed record CandidateRow(
    Guid CandidateId,
    Guid SupportOrganisationId,
    Guid PathwayId,
    DateOnly RegisteredOn,
    string Profession,
    string? PlaceCode,
    string? Programme,
    ReferralSource ReferredBy,
    DateOnly NoticeGivenOn,
    Protected? Name,
    Attainment Attainment,
    IReadOnlyList<BarrierKind> Barriers,
    IReadOnlyList<FeeSupport> FeeSupport,
    IReadOnlyList<Yes> Agreed,
    IReadOnlyList<IntroductionOf> Introductions,
    Firsts Firsts,
    CandidateOutcome? Outcome,
    bool Erased,
    DateOnly? NextBy
)
{
    public IReadOnlyList<OnCourse> Courses { get; init; } = [];
    public IReadOnlyList<Disclosure> Disclosures { get; init; } = [];

    public IReadOnlyList<StoryConsent> Consents { get; init; } = [];

    /// <summary>The duty and the day until which the data is kept after the person asked to be erased, read by nobody.</summary>
    public ErasureHold? Held { get; init; }

    public bool Readable => !Erased && Held is null;

    public PathwayEdition? On(DateOnly day) => PathwayRules.Of(SupportOrganisationId, PathwayId)?.For(RegisteredOn, day);

    public Standing? Standing(DateOnly day) => On(day) is { } rules ? Skills.Standing.Of(rules, Attainment, day) : null;

    /// <summary>The next day on which something has to be done or is lost.</summary>
    public DateOnly? Due(DateOnly day)
    {
        var standing = Standing(day);
        return Introductions
            .Select(i => i.Journey.NextCheck)
            .Append(standing?.By)
            .Append(standing?.Expiring is [{ Until: var until }, ..] ? until : null)
            .Append(Attainment.RightToWork?.Until)
            .Min();
    }
}

/// <summary>The candidates of each support organisation, and what came of them.</summary>
public sealed class Candidates : TableView<CandidateRow>
{
    public override string Name => "candidates";
    public override Composite Composite => Composites.Strands;

    /// <summary>Those without a day come after all others.</summary>
    protected override IReadOnlyList<string> Columns =>
        [
            "support text generated always as (data ->> 'supportOrganisationId') stored",
            "open boolean generated always as (data -> 'outcome' is null and (data ->> 'readable')::boolean) stored",
            "next_by text generated always as (coalesce(data ->> 'nextBy', '9999-12-31')) stored",
            "profession text generated always as (data ->> 'profession') stored",
        ];

    protected override IReadOnlyDictionary<string, string> Indexes =>
        new Dictionary<string, string>
        {
            ["due"] = "(support, next_by, key) where open",
            ["profession"] = "(support, profession, key) where open",
            ["support"] = "(support)",
        };

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type>
        {
            typeof(CandidateRegistered),
            typeof(CandidateCorrected),
            typeof(TestRecorded),
            typeof(StepRecorded),
            typeof(AttainmentWithdrawn),
            typeof(RightToWorkChecked),
            typeof(CandidateDisclosureRecorded),
            typeof(BarriersRecorded),
            typeof(FeeSupportGiven),
            typeof(CourseEnrolled),
            typeof(CourseAttended),
            typeof(CourseFinished),
            typeof(CourseStopped),
            typeof(PassingOnAgreed),
            typeof(PassingOnRevoked),
            typeof(CandidateLeft),
            typeof(CandidateErased),
            typeof(CandidateErasureHeld),
            typeof(PrivacyNoticeGiven),
            typeof(StoryConsentGiven),
            typeof(StoryConsentWithdrawn),
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
                CandidateIntroduced f => f.CandidateId,
                PlacementStarted f => f.CandidateId,
                PlacementEnded f => f.CandidateId,
                JobStarted f => f.CandidateId,
                RetentionConfirmed f => f.CandidateId,
                JobEnded f => f.CandidateId,
                IntroductionEnded f => f.CandidateId,
                _ => e.StreamId,
            },
        ];

    public override CandidateRow? Apply(Guid key, CandidateRow? row, IEvent e)
    {
        var after = (row, e.Data) switch
        {
            (null, CandidateRegistered f) => New(f, e.Timestamp),
            (null, _) => null,
            (_, CandidateCorrected f) => row with { Name = f.Name, PlaceCode = f.PlaceCode },
            (_, BarriersRecorded f) => row with { Barriers = f.Barriers },
            (_, FeeSupportGiven f) => row with { FeeSupport = [.. row.FeeSupport, new FeeSupport(f.SupportId, f.Purpose, f.Amount, f.On)] },
            (_, CourseEnrolled or CourseAttended or CourseFinished or CourseStopped) => row with
            {
                Courses = OnCourse.After(row.Courses, e.Data),
            },
            (_, PassingOnAgreed f) => row with { Agreed = [.. row.Agreed, new Yes(f.EmployerId, f.AgreedOn, f.VacancyId)] },
            (_, PassingOnRevoked f) => row with
            {
                Agreed = [.. row.Agreed.Where(y => (y.EmployerId, y.VacancyId) != (f.EmployerId, f.VacancyId))],
            },
            (_, CandidateLeft f) => row with { Outcome = f.Outcome },
            (_, CandidateErased) => row with { Erased = true, Name = null, Disclosures = [], Consents = [], Held = null },
            (_, StoryConsentGiven f) => row with { Consents = [.. row.Consents, new StoryConsent(f.ConsentId, f.For, f.On, f.Until)] },
            (_, StoryConsentWithdrawn f) => row with
            {
                Consents = [.. row.Consents.Select(c => c.ConsentId == f.ConsentId ? c with { WithdrawnOn = f.On } : c)],
            },
            (_, PrivacyNoticeGiven f) => row with { NoticeGivenOn = f.On },
            (_, CandidateErasureHeld f) => row with { Name = null, Disclosures = [], Held = new ErasureHold(f.Duty, f.Until) },
            (_, CandidateDisclosureRecorded f) => row with
            {
                Disclosures = Disclosure.With(row.Disclosures, new Disclosure(f.Role, f.Outcome, f.On)),
            },
            (_, CandidateIntroduced f) => row with
            {
                Introductions = [.. row.Introductions, new IntroductionOf(f.IntroductionId, f.VacancyId, f.EmployerId, new Journey(f.On))],
                Firsts = row.Firsts.Turned(true, e.Timestamp),
            },
            (_, JobStarted) => Moved(row, e) with { Firsts = row.Firsts with { InAJob = row.Firsts.InAJob ?? e.Timestamp } },
            (_, RetentionConfirmed { Weeks: 26 }) => Moved(row, e) with
            {
                Firsts = row.Firsts with { After26Weeks = row.Firsts.After26Weeks ?? e.Timestamp },
            },
            (_, IntroductionEnded { Reason: IntroductionEnd.MadeByMistake }) => Unmade(Moved(row, e), e.Timestamp),
            (_, PlacementStarted or PlacementEnded or RetentionConfirmed or JobEnded or IntroductionEnded) => Moved(row, e),
            _ => row with { Attainment = row.Attainment.After(e.Data) },
        };
        // By the rules there are when the fact is read: a page works it out anew with the day's.
        return after is null ? null : after with { NextBy = after.Due(UkTime.DayOf(e.Timestamp)) };
    }

    private static CandidateRow New(CandidateRegistered f, DateTimeOffset at) =>
        new(
            f.CandidateId,
            f.SupportOrganisationId,
            f.PathwayId,
            f.RegisteredOn,
            f.Profession,
            f.PlaceCode,
            f.Programme,
            f.ReferredBy,
            f.NoticeGivenOn,
            f.Name,
            Attainment.None,
            [],
            [],
            [],
            [],
            new Firsts(at, [], null, null),
            null,
            false,
            null
        );

    private static CandidateRow Moved(CandidateRow row, IEvent e) =>
        row with
        {
            Introductions =
            [
                .. row.Introductions.Select(i => i.IntroductionId == e.StreamId ? i with { Journey = i.Journey.After(e.Data) } : i),
            ],
        };

    // What never was is not counted either, unless there was another.
    private static CandidateRow Unmade(CandidateRow row, DateTimeOffset at) =>
        row with
        {
            Firsts = row.Firsts.Turned(!row.Introductions.All(i => i.Journey.Mistaken), at),
        };

    /// <summary>Open ones, those whose day comes soonest first.</summary>
    public Task<IReadOnlyList<CandidateRow>> DueAsync(
        NpgsqlDataSource database,
        Guid support,
        Guid? after,
        int limit,
        CancellationToken cancel
    ) =>
        after is { } last
            ? database.RowsAsync<CandidateRow>(
                $"""
                select data from {Table} where open and support = $1
                and (next_by, key) > (select next_by, key from {Table} where key = $2::uuid and support = $1)
                order by next_by, key limit {limit}
                """,
                [support.ToString(), last.ToString()],
                cancel
            )
            : database.RowsAsync<CandidateRow>(
                $"select data from {Table} where open and support = $1 order by next_by, key limit {limit}",
                [support.ToString()],
                cancel
            );

    /// <summary>Open ones who are on a course at present.</summary>
    public async Task<IReadOnlyList<CandidateRow>> OnCourseAsync(
        NpgsqlDataSource database,
        Guid support,
        Guid course,
        CancellationToken cancel
    ) =>
        [
            .. (
                await database.RowsAsync<CandidateRow>(
                    $"""
                    select data from {Table} where open and support = $1
                    and data -> 'courses' @> jsonb_build_array(jsonb_build_object('courseId', $2)) order by key
                    """,
                    [support.ToString(), course.ToString()],
                    cancel
                )
            ).Where(c => c.Courses.Any(on => on.CourseId == course && on.Goes)),
        ];

    /// <summary>Open ones of a profession, in the order they came.</summary>
    public Task<IReadOnlyList<CandidateRow>> OfProfessionAsync(
        NpgsqlDataSource database,
        Guid support,
        string profession,
        int limit,
        CancellationToken cancel
    ) =>
        database.RowsAsync<CandidateRow>(
            $"select data from {Table} where open and support = $1 and profession = $2 order by key limit {limit}",
            [support.ToString(), profession],
            cancel
        );
}
