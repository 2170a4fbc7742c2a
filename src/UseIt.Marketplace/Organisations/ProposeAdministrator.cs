using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

/// <summary>
/// The one thing the platform can do inside another organisation: bring somebody in as its administrator, where it has lost its own. One
/// administrator of the platform proposes, another confirms, the organisation is told of both, and the person still has to accept.
/// </summary>
public sealed record ProposeAdministrator([property: NewId] Guid ProposalId, Guid OrganisationId, string Name, string Mail, string Reason)
    : Message,
        ICommand;

public static class ProposeAdministratorHandler
{
    private static readonly TimeSpan Lasting = TimeSpan.FromDays(7);

    public static readonly Refusal Yourself = new(
        "administrator-yourself",
        "mail",
        "You cannot bring yourself into an organisation. Name somebody of the organisation"
    );
    public static readonly Refusal Already = new("administrator-already", "mail", "This person administers the organisation already");

    public static AllowedTo Platform { get; } = AllowedTo.Role("an administrator of the platform", Roles.Administrator);

    public static Access Authorise(Actor actor) => actor.Has(Roles.Administrator) ? Access.Granted : Access.Forbidden;

    public static Task<Invitee> Load(ProposeAdministrator command, People people, Vault vault, Streams streams, CancellationToken cancel) =>
        Invitee.FindAsync(command.OrganisationId, command.Name, command.Mail, people, vault, streams, cancel);

    public static Decision Handle(
        ProposeAdministrator command,
        Stream<AdministratorProposal> proposal,
        Organisation organisation,
        Invitee invitee,
        Actor actor,
        DateTimeOffset now
    )
    {
        if (proposal.Exists)
            return Decision.Nothing;
        if (organisation.Status == OrganisationStatus.Unknown)
            return OrganisationRefusals.Unknown;
        if (organisation.Status is OrganisationStatus.Closed or OrganisationStatus.Merged)
            return OrganisationRefusals.Over;
        if (string.IsNullOrWhiteSpace(command.Name))
            return RegisterPersonHandler.NameMissing;
        if (invitee.IsNobody)
            return MailAddress.Wrong;
        if (string.IsNullOrWhiteSpace(command.Reason))
            return OrganisationRefusals.ReasonMissing;
        if (invitee.Person == actor.Person)
            return Yourself;
        if (invitee.Membership.Administers && !organisation.Is(OrganisationKind.Platform))
            return Already;
        return invitee
            .Registered()
            .And<AdministratorProposal>(
                command.ProposalId,
                new AdministratorProposed(
                    command.ProposalId,
                    command.OrganisationId,
                    invitee.Person,
                    command.Reason.Trim(),
                    actor.Person,
                    now + Lasting
                )
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ProposeAdministrator>(
            "POST",
            "/api/v1/organisations/{organisationId}/administrator-proposals",
            Platform,
            creates: "proposalId",
            send: async (services, command, context, cancel) =>
                await services.GetRequiredService<Commands>().SendAsync(command, context, cancel) is var outcome
                && outcome is Outcome.Done done
                    ? done.AboutOnly(command.ProposalId)
                    : outcome
        );
}
