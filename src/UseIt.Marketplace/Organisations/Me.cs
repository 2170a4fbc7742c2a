using Marten;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

/// <summary>A place of mine, or an invitation to one.</summary>
public sealed record MyMembership(Guid OrganisationId, string Organisation, IReadOnlyList<string> Roles, bool Active);

/// <summary>Who I am here; the mandates are those that enterprises have given me.</summary>
public sealed record MeAnswer(
    Guid PersonId,
    string Name,
    string Mail,
    Guid? ActingFor,
    IReadOnlyList<string> Roles,
    IReadOnlyList<MyMembership> Memberships,
    IReadOnlyList<MandateRow> Mandates
)
{
    /// <summary>Whether it has not been made sure yet that who speaks for the organisation acted for does.</summary>
    public bool Unchecked { get; init; }
}

/// <summary>The signed-in person, read strongly.</summary>
public sealed class Me(IDocumentStore store, Vault vault, Memberships memberships, Mandates mandates)
{
    public async Task<MeAnswer> OfAsync(Actor actor, CancellationToken cancel)
    {
        var person = (await store.FetchAsync<Person>(actor.Person, cancel)).State;
        var revealed = await vault.RevealAsync([person.Name, person.Mail], cancel);
        var places = new List<MyMembership>();
        foreach (
            var (row, active) in (await memberships.OfAsync(actor.Person, cancel))
                .Select(m => (m, true))
                .Concat((await memberships.InvitationsOfAsync(actor.Person, cancel)).Select(m => (m, false)))
        )
            places.Add(
                new MyMembership(
                    row.Organisation,
                    (await store.FetchAsync<Organisation>(row.Organisation, cancel)).State.Name,
                    [.. row.Roles.Order(StringComparer.Ordinal)],
                    active
                )
            );
        return new MeAnswer(
            actor.Person,
            revealed[0] ?? "",
            revealed[1] ?? "",
            actor.Organisation,
            [.. actor.Roles.Order(StringComparer.Ordinal)],
            places,
            await mandates.HeldByAsync(actor.Person, cancel)
        )
        {
            Unchecked =
                actor.Organisation is { } own && (await store.FetchAsync<Organisation>(own, cancel)).State is { IdentityChecked: false },
        };
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/me",
                async (HttpContext http, Actors actors, Me me, CancellationToken cancel) =>
                    Results.Json(await me.OfAsync(await actors.OfAsync(http, cancel), cancel), EventJson.Options)
            )
            .AllowedTo(AllowedTo.Person)
            .Produces<MeAnswer>()
            .WithName(nameof(Me))
            .WithTags(nameof(Organisations));
}
