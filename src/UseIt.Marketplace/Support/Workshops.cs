using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

/// <summary>An enterprise at a workshop: invited, signed up with so many people, or there.</summary>
public sealed record WorkshopGuest(Guid CaseId, Guid OrganisationId, IReadOnlyList<Guid> SignedUp, Guid? SessionId, int People);

/// <summary>A workshop with the enterprises that are asked, come, or were there.</summary>
public sealed record WorkshopRow(
    Guid WorkshopId,
    Guid SupportOrganisationId,
    string Title,
    DateTimeOffset Start,
    DateTimeOffset End,
    string Place,
    SessionMode Mode,
    string FunderProject,
    IReadOnlyList<WorkshopGuest> Guests,
    string? Cancelled
)
{
    /// <summary>What an enterprise sees of it: nobody else's name.</summary>
    public WorkshopRow SeenBy(Actor actor) =>
        actor.ActsFor(SupportOrganisationId, Roles.Adviser)
            ? this
            : this with
            {
                Guests = [.. Guests.Where(g => actor.ActsFor(g.OrganisationId))],
            };
}

/// <summary>The workshops of each support organisation.</summary>
public sealed class Workshops : TableView<WorkshopRow>
{
    public override string Name => "workshops";
    public override Composite Composite => Composites.Ledger;

    protected override IReadOnlyDictionary<string, string> Indexes =>
        new Dictionary<string, string> { ["support"] = "((data ->> 'supportOrganisationId'), key desc)" };

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type>
        {
            typeof(WorkshopAnnounced),
            typeof(WorkshopInvited),
            typeof(WorkshopSignedUp),
            typeof(WorkshopPlaceGivenUp),
            typeof(WorkshopAttended),
            typeof(WorkshopCancelled),
        };

    public override IEnumerable<Guid> Keys(IEvent e) => [e.StreamId];

    public override WorkshopRow? Apply(Guid key, WorkshopRow? row, IEvent e) =>
        (row, e.Data) switch
        {
            (null, WorkshopAnnounced f) => new WorkshopRow(
                key,
                f.SupportOrganisationId,
                f.Title,
                f.Start,
                f.End,
                f.Place,
                f.Mode,
                f.FunderProject,
                [],
                null
            ),
            (null, _) => null,
            (_, WorkshopInvited f) => With(row, f.CaseId, f.OrganisationId, g => g),
            (_, WorkshopSignedUp f) => With(
                row,
                f.CaseId,
                f.OrganisationId,
                g => g with { SignedUp = [.. g.SignedUp.Append(f.PersonId).Distinct()] }
            ),
            (_, WorkshopPlaceGivenUp f) => With(
                row,
                f.CaseId,
                f.OrganisationId,
                g => g with { SignedUp = [.. g.SignedUp.Where(p => p != f.PersonId)] }
            ),
            (_, WorkshopAttended f) => With(row, f.CaseId, f.OrganisationId, g => g with { SessionId = f.SessionId, People = f.People }),
            (_, WorkshopCancelled f) => row with { Cancelled = f.Reason },
            _ => row,
        };

    private static WorkshopRow With(WorkshopRow row, Guid @case, Guid organisation, Func<WorkshopGuest, WorkshopGuest> change) =>
        row with
        {
            Guests =
            [
                .. row.Guests.Where(g => g.CaseId != @case),
                change(row.Guests.FirstOrDefault(g => g.CaseId == @case) ?? new WorkshopGuest(@case, organisation, [], null, 0)),
            ],
        };

    /// <summary>The workshops of these support organisations, those announced last first.</summary>
    public Task<IReadOnlyList<WorkshopRow>> OfAsync(NpgsqlDataSource database, IEnumerable<Guid> support, CancellationToken cancel) =>
        database.RowsAsync<WorkshopRow>(
            $"""
            select data from {Table} where data ->> 'supportOrganisationId' = any($1) order by key desc limit {ViewRows.LargestPage}
            """,
            [support.Select(s => s.ToString()).ToArray()],
            cancel
        );

    /// <summary>
    /// The workshops an actor may know of: an adviser those of their organisation, an enterprise those of whoever supports it.
    /// </summary>
    public async Task<IReadOnlyList<WorkshopRow>> SeenByAsync(
        Actor actor,
        EnterpriseLines lines,
        NpgsqlDataSource database,
        CancellationToken cancel
    ) =>
        actor.Organisation is not { } own ? []
        : actor.Has(Roles.Adviser) ? await OfAsync(database, [own], cancel)
        : await lines.FindAsync(database, own, cancel) is { SupportOrganisations: { Count: > 0 } support }
            ? [.. (await OfAsync(database, support, cancel)).Select(w => w.SeenBy(actor))]
        : [];

    /// <summary>A workshop as this actor may see it; null when it is not theirs.</summary>
    public async Task<WorkshopRow?> SeenByAsync(
        Actor actor,
        Guid workshop,
        EnterpriseLines lines,
        NpgsqlDataSource database,
        CancellationToken cancel
    ) =>
        await this.FindAsync(database, workshop, cancel) is not { } row || actor.Organisation is not { } own ? null
        : actor.ActsFor(row.SupportOrganisationId, Roles.Adviser)
        || await lines.FindAsync(database, own, cancel) is { } line && line.SupportOrganisations.Contains(row.SupportOrganisationId)
            ? row.SeenBy(actor)
        : null;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/api/v1/workshops",
                async (
                    HttpContext http,
                    Actors actors,
                    Workshops view,
                    EnterpriseLines lines,
                    NpgsqlDataSource database,
                    ReadYourWrite readYourWrite
                ) =>
                {
                    await readYourWrite.WaitAsync(http, view);
                    var actor = await actors.OfAsync(http, http.RequestAborted);
                    return Results.Json(
                        new { items = await view.SeenByAsync(actor, lines, database, http.RequestAborted) },
                        EventJson.Options
                    );
                }
            )
            .AllowedTo(AllowedTo.Person)
            .WithName("ListWorkshops")
            .WithTags("Support");
        routes
            .MapGet(
                "/api/v1/workshops/{workshopId:guid}",
                async (
                    Guid workshopId,
                    HttpContext http,
                    Actors actors,
                    Workshops view,
                    EnterpriseLines lines,
                    NpgsqlDataSource database,
                    ReadYourWrite readYourWrite
                ) =>
                {
                    await readYourWrite.WaitAsync(http, view);
                    var actor = await actors.OfAsync(http, http.RequestAborted);
                    return await view.SeenByAsync(actor, workshopId, lines, database, http.RequestAborted) is { } row
                        ? Results.Json(row, EventJson.Options)
                        : Problems.NotFound();
                }
            )
            .AllowedTo(AllowedTo.Person)
            .WithName("ReadWorkshop")
            .WithTags("Support");
    }
}
