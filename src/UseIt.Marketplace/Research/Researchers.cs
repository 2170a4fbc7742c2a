using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>How far a researcher is with one course.</summary>
public sealed record CourseProgress(Guid CourseId, IReadOnlyList<int> Attended, DateOnly LastOn, DateOnly? CompletedOn);

/// <summary>One researcher as the coordinators see them; name and contact are ciphertext, and go with an erasure.</summary>
public sealed record ResearcherRow(
    Guid ResearcherId,
    Guid SupportOrganisationId,
    Protected? Name,
    Protected? Contact,
    ConsentCapacity Capacity,
    string Source,
    DateTimeOffset RecruitedAt,
    IReadOnlyList<CourseProgress> Courses,
    Guid? Mentor,
    PayOutcome? Pay,
    DateOnly? PayCheckedOn,
    IReadOnlyList<Guid> Projects,
    bool Erased
)
{
    public IReadOnlyList<Disclosure> Disclosures { get; init; } = [];

    /// <summary>The last day on which the data is kept after the person asked to be erased, read by nobody.</summary>
    public DateOnly? HeldUntil { get; init; }

    /// <summary>The first accredited course completed; it makes a trained researcher, once.</summary>
    public DateOnly? TrainedOn => Courses.Where(c => c.CompletedOn is not null).Min(c => c.CompletedOn);
}

/// <summary>The community researchers of a support organisation.</summary>
public sealed class Researchers : TableView<ResearcherRow>
{
    public override string Name => "researchers";
    public override Composite Composite => Composites.Strands;

    protected override IReadOnlyDictionary<string, string> Indexes =>
        new Dictionary<string, string> { ["support"] = "((data ->> 'supportOrganisationId'), key)" };

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type>
        {
            typeof(ResearcherRecruited),
            typeof(ResearcherContactChanged),
            typeof(ResearchSessionAttended),
            typeof(ResearchTrainingCompleted),
            typeof(ResearchMentorAssigned),
            typeof(ResearchPayAnswered),
            typeof(ResearcherDisclosureRecorded),
            typeof(ResearcherErased),
            typeof(ResearcherErasureHeld),
            typeof(ResearcherAssigned),
        };

    public override IEnumerable<Guid> Keys(IEvent e) => [e.Data is ResearcherAssigned f ? f.ResearcherId : e.StreamId];

    public override ResearcherRow? Apply(Guid key, ResearcherRow? row, IEvent e) =>
        (row, e.Data) switch
        {
            (null, ResearcherRecruited f) => new ResearcherRow(
                key,
                f.SupportOrganisationId,
                f.Name,
                f.Contact,
                f.Capacity,
                f.Source,
                e.Timestamp,
                [],
                null,
                null,
                null,
                [],
                false
            ),
            (null, _) => null,
            (_, ResearcherContactChanged f) => row with { Name = f.Name, Contact = f.Contact },
            (_, ResearchSessionAttended f) => OnCourse(
                row,
                f.CourseId,
                c => c with { Attended = [.. c.Attended.Append(f.Session).Distinct().Order()], LastOn = c.LastOn > f.On ? c.LastOn : f.On }
            ),
            (_, ResearchTrainingCompleted f) => OnCourse(row, f.CourseId, c => c with { CompletedOn = f.On }),
            (_, ResearchMentorAssigned f) => row with { Mentor = f.Mentor },
            (_, ResearchPayAnswered f) => row with { Pay = f.Outcome, PayCheckedOn = f.CheckedOn },
            (_, ResearcherAssigned f) => row with { Projects = [.. row.Projects.Append(f.ProjectId).Distinct()] },
            (_, ResearcherDisclosureRecorded f) => row with
            {
                Disclosures = Disclosure.With(row.Disclosures, new Disclosure(f.Role, f.Outcome, f.On)),
            },
            (_, ResearcherErasureHeld f) => row with { Name = null, Contact = null, Source = "", HeldUntil = f.Until, Disclosures = [] },
            (_, ResearcherErased) => row with { Name = null, Contact = null, Source = "", Erased = true, Disclosures = [] },
            _ => row,
        };

    private static ResearcherRow OnCourse(ResearcherRow row, Guid course, Func<CourseProgress, CourseProgress> change)
    {
        var known = row.Courses.FirstOrDefault(c => c.CourseId == course) ?? new CourseProgress(course, [], default, null);
        return row with { Courses = [.. row.Courses.Where(c => c.CourseId != course), change(known)] };
    }

    /// <summary>Those who are not erased, in the order of their ids.</summary>
    public Task<Rows<ResearcherRow>> OfAsync(ViewRows rows, Guid support, Guid? after, int? limit, CancellationToken cancel) =>
        rows.PageAsync(
            this,
            "data ->> 'supportOrganisationId' = $1 and data ->> 'erased' = 'false' and data ->> 'heldUntil' is null",
            [support.ToString()],
            after,
            limit,
            cancel
        );

    /// <summary>One researcher, where it is one of this organisation.</summary>
    public async Task<ResearcherRow?> OfAsync(NpgsqlDataSource database, Guid support, Guid researcher, CancellationToken cancel) =>
        await this.FindAsync(database, researcher, cancel) is { } row && row.SupportOrganisationId == support ? row : null;

    /// <summary>What the API tells of a researcher in a list: no name.</summary>
    private sealed record Listed(
        Guid ResearcherId,
        IReadOnlyList<CourseProgress> Courses,
        DateOnly? TrainedOn,
        Guid? Mentor,
        PayOutcome? Pay,
        IReadOnlyList<Guid> Projects
    );

    private sealed record Known(
        Guid ResearcherId,
        string Name,
        string Contact,
        IReadOnlyList<CourseProgress> Courses,
        PayOutcome? Pay,
        IReadOnlyList<Disclosure> Disclosures
    );

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/api/v1/research/researchers",
                async (
                    Guid? after,
                    int? limit,
                    HttpContext http,
                    Actors actors,
                    Researchers view,
                    ViewRows rows,
                    ReadYourWrite readYourWrite
                ) =>
                {
                    await readYourWrite.WaitAsync(http, view);
                    var actor = await actors.OfAsync(http, http.RequestAborted);
                    var page = await view.OfAsync(rows, actor.Organisation ?? Guid.Empty, after, limit, http.RequestAborted);
                    return Results.Json(
                        new Rows<Listed>(
                            [.. page.Items.Select(r => new Listed(r.ResearcherId, r.Courses, r.TrainedOn, r.Mentor, r.Pay, r.Projects))],
                            page.Next
                        ),
                        EventJson.Options
                    );
                }
            )
            .AllowedTo(ResearchAccess.Coordinators)
            .WithName("ListResearchers")
            .WithTags("Research");
        routes
            .MapGet(
                "/api/v1/research/researchers/{researcherId:guid}",
                async (
                    Guid researcherId,
                    HttpContext http,
                    Actors actors,
                    Researchers view,
                    NpgsqlDataSource database,
                    Vault vault,
                    ReadAudit audit,
                    ReadYourWrite readYourWrite
                ) =>
                {
                    await readYourWrite.WaitAsync(http, view);
                    var cancel = http.RequestAborted;
                    var actor = await actors.OfAsync(http, cancel);
                    if (await view.OfAsync(database, actor.Organisation ?? Guid.Empty, researcherId, cancel) is not { } row)
                        return Problems.NotFound();
                    await audit.NoteAsync(actor, "researcher", researcherId, "coordination", cancel);
                    var said = await vault.RevealAsync(researcherId, [row.Name, row.Contact], cancel);
                    return Results.Json(
                        new Known(
                            researcherId,
                            said[0] ?? Protected.Erased,
                            said[1] ?? Protected.Erased,
                            row.Courses,
                            row.Pay,
                            row.Disclosures
                        ),
                        EventJson.Options
                    );
                }
            )
            .AllowedTo(ResearchAccess.Coordinators)
            .WithName("ReadResearcher")
            .WithTags("Research");
    }
}

/// <summary>The names of researchers, revealed for a coordinator of their own organisation, and noted.</summary>
public sealed class ResearcherNames(Vault vault, ReadAudit audit)
{
    public async Task<IReadOnlyDictionary<Guid, string>> OfAsync(
        Actor actor,
        IEnumerable<ResearcherRow> researchers,
        CancellationToken cancel
    )
    {
        ResearcherRow[] own = [.. researchers.Where(r => actor.ActsFor(r.SupportOrganisationId, ResearchAccess.Coordinating))];
        await audit.NoteAsync(actor, "researcher", [.. own.Select(r => r.ResearcherId)], "coordination", cancel);
        var names = await vault.RevealAsync([.. own.Select(r => r.Name)], cancel);
        return own.Select((r, i) => (r.ResearcherId, Name: names[i] ?? Protected.Erased)).ToDictionary(r => r.ResearcherId, r => r.Name);
    }
}
