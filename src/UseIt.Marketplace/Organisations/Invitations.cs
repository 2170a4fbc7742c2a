using Marten;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

/// <summary>An invitation nobody has answered, as the inviter knows it: by the address it was sent to.</summary>
public sealed record InvitationAnswer(Guid InvitationId, string Mail, IReadOnlyList<string> Roles, DateTimeOffset Until);

/// <summary>
/// An organisation's invitations, for its administrator. Nothing of the invited person but the address, in one spelling: who was known here
/// before looks like somebody new.
/// </summary>
public sealed class Invitations(IDocumentStore store, Memberships memberships, Vault vault)
{
    public async Task<IReadOnlyList<InvitationAnswer>> OfAsync(Guid organisation, CancellationToken cancel)
    {
        var rows = await memberships.InvitedToAsync(organisation, cancel);
        var people = await store.FetchAsync<Person>([.. rows.Select(r => r.Person)], cancel);
        var mails = await vault.RevealAsync([.. people.Select(p => p.State.Mail)], cancel);
        var invitations = await store.FetchAsync<Membership>([.. rows.Select(r => r.Id)], cancel);
        return
        [
            .. rows.Select(
                    (row, i) =>
                        new InvitationAnswer(
                            row.Id,
                            (mails[i] ?? "").ToLowerInvariant(),
                            [.. invitations[i].State.Roles.Order(StringComparer.Ordinal)],
                            invitations[i].State.InvitedUntil ?? default
                        )
                )
                .OrderBy(i => i.Mail, StringComparer.Ordinal),
        ];
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/organisations/{organisationId:guid}/invitations",
                async (Guid organisationId, HttpContext http, Actors actors, Invitations invitations, CancellationToken cancel) =>
                    RoleRules.Administers(await actors.OfAsync(http, cancel), organisationId) == Access.Granted
                        ? Results.Json(await invitations.OfAsync(organisationId, cancel), EventJson.Options)
                        : Problems.NotFound()
            )
            .AllowedTo(RoleRules.Administrators)
            .Produces<InvitationAnswer[]>()
            .WithName(nameof(Invitations))
            .WithTags(nameof(Organisations));
}
