using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

/// <summary>Invites somebody by mail address into an organisation; whoever is not known here yet is registered with it.</summary>
[CountsAs(Counted.Invitation)]
public sealed record InvitePerson(Guid OrganisationId, string Name, string Mail, IReadOnlyList<string> Roles) : Message, ICommand;

public static class InvitePersonHandler
{
    internal static readonly TimeSpan Lasting = TimeSpan.FromDays(14);

    public static readonly Refusal MemberAlready = new(
        "member-already",
        "mail",
        "This person belongs to the organisation already. Change the roles instead"
    );

    /// <summary>
    /// What the inviter is told: the same whether the address was known here or not. The invitation is known by an id of its own.
    /// </summary>
    public sealed record Answer(Guid InvitationId, DateTimeOffset Until);

    public static Access Authorise(Actor actor, InvitePerson command) => RoleRules.Administers(actor, command.OrganisationId);

    public static Task<Invitee> Load(InvitePerson command, People people, Vault vault, Streams streams, CancellationToken cancel) =>
        Invitee.FindAsync(command.OrganisationId, command.Name, command.Mail, people, vault, streams, cancel);

    public static Decision Handle(InvitePerson command, Organisation organisation, Invitee invitee, Actor actor, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(command.Name))
            return RegisterPersonHandler.NameMissing;
        if (invitee.IsNobody)
            return MailAddress.Wrong;
        if (RoleRules.NotToGive(command.Roles, [], organisation) is { } broken)
            return broken;
        if (invitee.Membership.Active)
            return MemberAlready;
        var membership = UuidV5.Of(command.OrganisationId, $"membership:{invitee.Person}");
        if (
            invitee.Membership is { Invited: true, InvitedUntil: { } standing }
            && standing > now
            && invitee.Membership.Roles.SequenceEqual(command.Roles)
        )
            return Decision.Nothing.Answering(new Answer(membership, standing));
        return invitee
            .Registered()
            .And<Membership>(
                membership,
                new MembershipInvited(membership, invitee.Person, command.OrganisationId, command.Roles, actor.Person, now + Lasting)
            )
            .Answering(new Answer(membership, now + Lasting));
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<InvitePerson>(
            "POST",
            "/api/v1/organisations/{organisationId}/invitations",
            RoleRules.Administrators,
            send: async (services, command, context, cancel) =>
                await services.GetRequiredService<Commands>().SendAsync(command, context, cancel) is var outcome
                && outcome is Outcome.Done { Answer: { } answer } done
                    ? done.AboutOnly(answer["invitationId"]!.GetValue<Guid>())
                    : outcome
        );
}
