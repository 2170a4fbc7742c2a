using Marten;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

/// <summary>One administrator's proposal who should administer an organisation; it takes a second one.</summary>
public sealed record AdministratorProposal(Guid Organisation, Guid Person, string Reason, Guid By, DateTimeOffset Until, bool Confirmed)
    : IState<AdministratorProposal>
{
    public static AdministratorProposal Empty { get; } = new(Guid.Empty, Guid.Empty, "", Guid.Empty, default, false);

    public AdministratorProposal Evolve(object fact) =>
        fact switch
        {
            AdministratorProposed e => new AdministratorProposal(e.OrganisationId, e.PersonId, e.Reason, e.By, e.Until, false),
            AdministratorConfirmed => this with { Confirmed = true },
            _ => this,
        };
}

/// <summary>What the second administrator reads before confirming.</summary>
public sealed record AdministratorProposalAnswer(
    Guid ProposalId,
    Guid OrganisationId,
    string Mail,
    string Reason,
    Guid By,
    DateTimeOffset Until,
    bool Confirmed
);

public static class AdministratorProposals
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/v1/organisations/{organisationId:guid}/administrator-proposals/{proposalId:guid}", ReadAsync)
            .AllowedTo(ProposeAdministratorHandler.Platform)
            .Produces<AdministratorProposalAnswer>()
            .WithName("AdministratorProposal")
            .WithTags(nameof(Organisations));

    private static async Task<IResult> ReadAsync(
        Guid organisationId,
        Guid proposalId,
        HttpContext http,
        Actors actors,
        IDocumentStore store,
        Vault vault,
        ReadAudit audit,
        CancellationToken cancel
    )
    {
        var actor = await actors.OfAsync(http, cancel);
        var proposal = (await store.FetchAsync<AdministratorProposal>(proposalId, cancel)).State;
        if (!actor.Has(Roles.Administrator) || proposal.Organisation != organisationId)
            return Problems.NotFound();
        await audit.NoteAsync(actor, "person", proposal.Person, "proposed as an administrator", cancel);
        var mail = await vault.RevealAsync([(await store.FetchAsync<Person>(proposal.Person, cancel)).State.Mail], cancel);
        return Results.Json(
            new AdministratorProposalAnswer(
                proposalId,
                organisationId,
                mail[0] ?? "",
                proposal.Reason,
                proposal.By,
                proposal.Until,
                proposal.Confirmed
            ),
            EventJson.Options
        );
    }
}
