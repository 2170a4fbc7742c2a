using System.Globalization;
using Marten;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

/// <summary>An organisation as everybody signed in may see it.</summary>
public sealed record OrganisationAnswer(
    Guid OrganisationId,
    string Name,
    OrganisationStatus Status,
    IReadOnlyList<OrganisationKind> Kinds,
    IReadOnlyList<Identifier> Identifiers,
    bool Demo
);

/// <summary>A member as the organisation's administrator sees it.</summary>
public sealed record MemberAnswer(Guid PersonId, string Name, IReadOnlyList<string> Roles);

/// <summary>Reads of one organisation: itself, its people, what it has delegated and mandated.</summary>
public static class ReadOrganisation
{
    private const string Tag = "Organisations";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/api/v1/organisations/{organisationId:guid}", OneAsync)
            .AllowedTo(AllowedTo.Person)
            .Produces<OrganisationAnswer>()
            .WithName("Organisation")
            .WithTags(Tag);
        routes
            .MapGet("/api/v1/organisations/{organisationId:guid}/memberships", MembersAsync)
            .AllowedTo(RoleRules.AdministratorsAndPlatform)
            .Produces<MemberAnswer[]>()
            .WithName("Members")
            .WithTags(Tag);
        routes
            .MapGet("/api/v1/organisations/{organisationId:guid}/delegations", DelegationsAsync)
            .AllowedTo(AllowedTo.Person)
            .Produces<Delegation[]>()
            .WithName("Delegations")
            .WithTags(Tag);
        routes
            .MapGet("/api/v1/organisations/{organisationId:guid}/mandates", MandatesAsync)
            .AllowedTo(AllowedTo.Person)
            .Produces<MandateRow[]>()
            .WithName("Mandates")
            .WithTags(Tag);
    }

    private static async Task<IResult> OneAsync(Guid organisationId, HttpContext http, IDocumentStore store, CancellationToken cancel)
    {
        var organisation = await store.FetchAsync<Organisation>(organisationId, cancel);
        if (!organisation.Exists)
            return Problems.NotFound();
        http.Response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{organisation.Version}\"");
        var state = organisation.State;
        return Results.Json(
            new OrganisationAnswer(organisationId, state.Name, state.Status, state.Kinds, state.Identifiers, state.Demo),
            EventJson.Options
        );
    }

    private static async Task<IResult> MembersAsync(
        Guid organisationId,
        HttpContext http,
        Actors actors,
        Memberships memberships,
        IDocumentStore store,
        Vault vault,
        ReadAudit audit,
        CancellationToken cancel
    )
    {
        var actor = await actors.OfAsync(http, cancel);
        if (!actor.Has(Roles.Administrator) && RoleRules.Administers(actor, organisationId) != Access.Granted)
            return Problems.NotFound();
        var members = await memberships.InAsync(organisationId, cancel);
        await audit.NoteAsync(actor, "person", [.. members.Select(m => m.Person)], "members of the organisation", cancel);
        var names = new List<Protected?>();
        foreach (var member in members)
            names.Add((await store.FetchAsync<Person>(member.Person, cancel)).State.Name);
        var revealed = await vault.RevealAsync(names, cancel);
        return Results.Json(
            members.Select((m, i) => new MemberAnswer(m.Person, revealed[i] ?? "", [.. m.Roles.Order(StringComparer.Ordinal)])),
            EventJson.Options
        );
    }

    private static async Task<IResult> DelegationsAsync(
        Guid organisationId,
        HttpContext http,
        Actors actors,
        IDocumentStore store,
        CancellationToken cancel
    )
    {
        if (!(await actors.OfAsync(http, cancel)).ActsFor(organisationId))
            return Problems.NotFound();
        var now = await store.ClockAsync(cancel);
        return Results.Json(
            (await store.FetchAsync<Delegations>(Delegations.Of(organisationId), cancel)).State.Given.Where(d => d.Until > now),
            EventJson.Options
        );
    }

    private static async Task<IResult> MandatesAsync(
        Guid organisationId,
        HttpContext http,
        Actors actors,
        Mandates mandates,
        CancellationToken cancel
    ) =>
        (await actors.OfAsync(http, cancel)).ActsFor(organisationId)
            ? Results.Json(await mandates.OfAsync(organisationId, cancel), EventJson.Options)
            : Problems.NotFound();
}
