using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>Somebody who takes part; the name is ciphertext, and goes when the person withdraws.</summary>
public sealed record ParticipantRow(
    Guid ParticipantId,
    Guid ProjectId,
    Guid SupportOrganisationId,
    Protected? Name,
    Protected? Contact,
    string ConsentVersion,
    DateOnly ConsentedOn,
    DateOnly WithdrawUntil,
    DateOnly? WithdrewOn
);

/// <summary>Who takes part in which research.</summary>
public sealed class ResearchParticipants : TableView<ParticipantRow>
{
    public override string Name => "research_participants";
    public override Composite Composite => Composites.Strands;

    protected override IReadOnlyDictionary<string, string> Indexes =>
        new Dictionary<string, string> { ["project"] = "((data ->> 'projectId'), key)" };

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type> { typeof(ResearchParticipantRecorded), typeof(ResearchParticipantWithdrew) };

    public override IEnumerable<Guid> Keys(IEvent e) => [e.StreamId];

    public override ParticipantRow? Apply(Guid key, ParticipantRow? row, IEvent e) =>
        (row, e.Data) switch
        {
            (null, ResearchParticipantRecorded f) => new ParticipantRow(
                key,
                f.ProjectId,
                f.SupportOrganisationId,
                f.Name,
                f.Contact,
                f.ConsentVersion,
                f.ConsentedOn,
                f.WithdrawUntil,
                null
            ),
            (null, _) => null,
            (_, ResearchParticipantWithdrew f) => row with { Name = null, Contact = null, WithdrewOn = f.On },
            _ => row,
        };

    public Task<Rows<ParticipantRow>> OfAsync(ViewRows rows, Guid project, Guid? after, int? limit, CancellationToken cancel) =>
        rows.PageAsync(this, "data ->> 'projectId' = $1", [project.ToString()], after, limit, cancel);

    private sealed record Listed(
        Guid ParticipantId,
        string? Name,
        string ConsentVersion,
        DateOnly ConsentedOn,
        DateOnly WithdrawUntil,
        DateOnly? WithdrewOn
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/research/projects/{projectId:guid}/participants",
                async (
                    Guid projectId,
                    Guid? after,
                    int? limit,
                    HttpContext http,
                    Actors actors,
                    ResearchProjects projects,
                    ResearchParticipants view,
                    ParticipantNames names,
                    ViewRows rows,
                    NpgsqlDataSource database,
                    ReadYourWrite readYourWrite
                ) =>
                {
                    await readYourWrite.WaitAsync(http, view);
                    var cancel = http.RequestAborted;
                    var actor = await actors.OfAsync(http, cancel);
                    if (
                        await projects.FindAsync(database, projectId, cancel) is not { } project
                        || !actor.ActsFor(project.SupportOrganisationId, ResearchAccess.Coordinating)
                    )
                        return Problems.NotFound();
                    var page = await view.OfAsync(rows, projectId, after, limit, cancel);
                    var known = await names.OfAsync(actor, page.Items, cancel);
                    return Results.Json(
                        new Rows<Listed>(
                            [
                                .. page.Items.Select(p => new Listed(
                                    p.ParticipantId,
                                    known.GetValueOrDefault(p.ParticipantId),
                                    p.ConsentVersion,
                                    p.ConsentedOn,
                                    p.WithdrawUntil,
                                    p.WithdrewOn
                                )),
                            ],
                            page.Next
                        ),
                        EventJson.Options
                    );
                }
            )
            .AllowedTo(ResearchAccess.Coordinators)
            .WithName("ListResearchParticipants")
            .WithTags("Research");
}

/// <summary>The names of participants, revealed for a coordinator of the project, and noted.</summary>
public sealed class ParticipantNames(Vault vault, ReadAudit audit)
{
    public async Task<IReadOnlyDictionary<Guid, string>> OfAsync(
        Actor actor,
        IEnumerable<ParticipantRow> participants,
        CancellationToken cancel
    )
    {
        ParticipantRow[] named =
        [
            .. participants.Where(p => p.Name is not null && actor.ActsFor(p.SupportOrganisationId, ResearchAccess.Coordinating)),
        ];
        await audit.NoteAsync(actor, "research-participant", [.. named.Select(p => p.ParticipantId)], "fieldwork", cancel);
        var names = await vault.RevealAsync([.. named.Select(p => p.Name)], cancel);
        return named.Select((p, i) => (p.ParticipantId, Name: names[i]!)).ToDictionary(p => p.ParticipantId, p => p.Name);
    }
}
