using Marten;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>A person in the list of advisers: how far, what is next and by when.</summary>
public sealed record CandidateSummary(
    Guid CandidateId,
    string Name,
    string Profession,
    string? Reached,
    string? Next,
    DateOnly? By,
    IReadOnlyList<string> Expiring
);

/// <summary>What is known of a person, for the advisers of the support organisation alone.</summary>
public sealed record PersonOnPathway(
    Guid CandidateId,
    string Name,
    string Contact,
    string? Qualification,
    string? History,
    string? Guardian,
    string NoticeLanguage,
    string? NoticeVersion,
    CandidateRow Record,
    Standing? Standing
);

/// <summary>What an employer reads of somebody: the words that were passed on to it, while they may be read.</summary>
public sealed record IntroductionAnswer(
    Guid IntroductionId,
    Guid VacancyId,
    Guid EmployerId,
    string? PassedOn,
    string? WhyNot,
    Journey Journey
);

/// <summary>Reads people for those who may; each look at somebody's own data is noted.</summary>
public sealed class PeopleOnPathways(
    NpgsqlDataSource database,
    IDocumentStore store,
    Vault vault,
    ReadAudit audit,
    Candidates view,
    Actors actors,
    ReadYourWrite readYourWrite
)
{
    public const int Usual = 50;

    public async Task<Rows<CandidateRow>> DueAsync(Guid support, Guid? after, CancellationToken cancel)
    {
        var rows = await view.DueAsync(database, support, after, Usual + 1, cancel);
        return rows.Count > Usual
            ? new Rows<CandidateRow>([.. rows.Take(Usual)], rows[Usual - 1].CandidateId)
            : new Rows<CandidateRow>(rows, null);
    }

    /// <summary>Names of people in a list, in one round trip.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> NamesAsync(
        Actor reader,
        IReadOnlyList<CandidateRow> rows,
        string purpose,
        CancellationToken cancel
    )
    {
        await audit.NoteAsync(reader, "candidate", [.. rows.Select(r => r.CandidateId)], purpose, cancel);
        var names = await vault.RevealAsync([.. rows.Select(r => r.Name)], cancel);
        return rows.Zip(names).ToDictionary(p => p.First.CandidateId, p => p.Second ?? Protected.Erased);
    }

    /// <summary>Somebody's own data; null where the reader is no adviser of theirs, or nobody is there.</summary>
    public async Task<PersonOnPathway?> ReadAsync(Actor reader, Guid candidate, DateOnly today, CancellationToken cancel)
    {
        var stream = await store.FetchAsync<Candidate>(candidate, cancel);
        if (
            !stream.Exists
            || SkillsAccess.ToCoordinate(reader, stream.State) != Access.Granted
            || await view.FindAsync(database, candidate, cancel) is not { } row
        )
            return null;
        var state = stream.State;
        var readable = !state.Erased && state.Held is null;
        if (readable)
            await audit.NoteAsync(reader, "candidate", candidate, "pathway", cancel);
        var read = readable
            ? await vault.RevealAsync(
                Candidate.SubjectOf(candidate),
                [state.Name, state.Contact, state.Qualification, state.History, state.Guardian, state.NoticeLanguage, state.NoticeVersion],
                cancel
            )
            : new string?[7];
        return new PersonOnPathway(
            candidate,
            read[0] ?? Protected.Erased,
            read[1] ?? Protected.Erased,
            read[2],
            read[3],
            read[4],
            read[5] ?? Protected.Erased,
            read[6],
            row,
            row.Standing(today)
        );
    }

    /// <summary>An answer about somebody, for the advisers of theirs alone.</summary>
    internal async Task<IResult> AnswerAsync<T>(
        HttpContext http,
        Guid candidate,
        Func<PersonOnPathway, DateOnly, CancellationToken, Task<T>> answer
    )
    {
        var cancel = http.RequestAborted;
        await readYourWrite.WaitAsync(http, view);
        var today = UkTime.DayOf(await store.ClockAsync(cancel));
        return await ReadAsync(await actors.OfAsync(http, cancel), candidate, today, cancel) is { } person
            ? Results.Json(await answer(person, today, cancel), EventJson.Options)
            : Problems.NotFound();
    }

    /// <summary>
    /// An introduction, for the advisers who made it and for the employer it was made to. What was passed on is read from the facts at that
    /// moment: a yes that was taken back a second ago is no yes.
    /// </summary>
    public async Task<IntroductionAnswer?> IntroductionAsync(Actor reader, Guid id, CancellationToken cancel)
    {
        var stream = await store.FetchAsync<Introduction>(id, cancel);
        if (stream.State is not { Made: { } made, Journey: { } journey })
            return null;
        var coordinates = SkillsAccess.ToCoordinate(reader, stream.State) == Access.Granted;
        if (!coordinates && SkillsAccess.ToEmploy(reader, made.EmployerId) != Access.Granted)
            return null;
        var candidate = (await store.FetchAsync<Candidate>(made.CandidateId, cancel)).State;
        var why =
            candidate.Erased || candidate.Held is not null ? "The person’s data has been erased"
            : !candidate.Agrees(made.VacancyId, made.EmployerId) ? "The person has taken back the agreement to be introduced"
            : journey.Ended ? "The introduction has ended"
            : null;
        string? text = null;
        if (why is null)
        {
            await audit.NoteAsync(reader, "introduction", id, "vacancy", cancel);
            text = (await vault.RevealAsync(Candidate.SubjectOf(made.CandidateId), [made.PassedOn], cancel))[0];
        }
        return new IntroductionAnswer(id, made.VacancyId, made.EmployerId, text, why, journey);
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/api/v1/candidates",
                async (
                    Guid? after,
                    HttpContext http,
                    Actors actors,
                    PeopleOnPathways people,
                    Candidates view,
                    IDocumentStore store,
                    ReadYourWrite readYourWrite
                ) =>
                {
                    var cancel = http.RequestAborted;
                    var actor = await actors.OfAsync(http, cancel);
                    if (actor.Organisation is not { } support || !actor.Has(Roles.Adviser))
                        return Problems.NotFound();
                    await readYourWrite.WaitAsync(http, view);
                    var page = await people.DueAsync(support, after, cancel);
                    var names = await people.NamesAsync(actor, page.Items, "list", cancel);
                    var today = UkTime.DayOf(await store.ClockAsync(cancel));
                    return Results.Json(
                        new Rows<CandidateSummary>([.. page.Items.Select(r => Summary(r, names[r.CandidateId], today))], page.Next),
                        EventJson.Options
                    );
                }
            )
            .AllowedTo(SkillsAccess.Coordinators)
            .Produces<Rows<CandidateSummary>>()
            .WithTags("Skills");
        routes
            .MapGet(
                "/api/v1/candidates/{candidateId:guid}",
                (Guid candidateId, HttpContext http, PeopleOnPathways people) =>
                    people.AnswerAsync(http, candidateId, (person, _, _) => Task.FromResult(person))
            )
            .AllowedTo(SkillsAccess.Coordinators)
            .Produces<PersonOnPathway>()
            .WithTags("Skills");
        routes
            .MapGet(
                "/api/v1/introductions/{introductionId:guid}",
                async (Guid introductionId, HttpContext http, Actors actors, PeopleOnPathways people) =>
                    await people.IntroductionAsync(await actors.OfAsync(http, http.RequestAborted), introductionId, http.RequestAborted)
                        is { } introduction
                        ? Results.Json(introduction, EventJson.Options)
                        : Problems.NotFound()
            )
            .AllowedTo(SkillsAccess.Both)
            .Produces<IntroductionAnswer>()
            .WithTags("Skills");
    }

    public static CandidateSummary Summary(CandidateRow row, string name, DateOnly today)
    {
        var standing = row.Standing(today);
        return new CandidateSummary(
            row.CandidateId,
            name,
            row.Profession,
            standing?.Reached?.Name,
            standing?.Next?.Need.Name,
            row.Due(today),
            [
                .. standing?.Expiring.Where(n => n.Need.Code != Attainment.RightToWorkStep).Select(n => n.Need.Name) ?? [],
                .. row.Attainment.RightToWork is { Until: not null } ? ["Right to work"] : Array.Empty<string>(),
            ]
        );
    }
}
