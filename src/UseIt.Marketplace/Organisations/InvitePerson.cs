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
    private static readonly TimeSpan Lasting = TimeSpan.FromDays(14);

    public static readonly Refusal MemberAlready = new(
        "member-already",
        "mail",
        "This person belongs to the organisation already. Change the roles instead"
    );

    /// <summary>Who is invited; the sealed values are there when the person is new.</summary>
    public sealed record Invitee(Guid Person, RegisterPersonHandler.Sealed? New, Membership Membership);

    public sealed record Answer(Guid PersonId, Guid MembershipId, DateTimeOffset Until);

    public static Access Authorise(Actor actor, InvitePerson command) => RoleRules.Administers(actor, command.OrganisationId);

    public static async Task<Invitee> Load(InvitePerson command, People people, Vault vault, Streams streams, CancellationToken cancel)
    {
        if (!MailAddress.Is(command.Mail))
            return new Invitee(Guid.Empty, null, Membership.Empty);
        if (await people.ByMailAsync(command.Mail, cancel) is { } known)
            return new Invitee(
                known,
                null,
                (await streams.FetchAsync<Membership>(UuidV5.Of(command.OrganisationId, $"membership:{known}"), cancel)).State
            );
        var person = Guid.CreateVersion7();
        return new Invitee(
            person,
            await RegisterPersonHandler.SealAsync(person, command.Name, command.Mail, vault, cancel),
            Membership.Empty
        );
    }

    public static Decision Handle(InvitePerson command, Organisation organisation, Invitee invitee, Actor actor, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(command.Name))
            return RegisterPersonHandler.NameMissing;
        if (invitee.Person == Guid.Empty)
            return RegisterPersonHandler.MailWrong;
        if (RoleRules.Broken(command.Roles, organisation) is { } broken)
            return broken;
        if (invitee.Membership.Active)
            return MemberAlready;
        var membership = UuidV5.Of(command.OrganisationId, $"membership:{invitee.Person}");
        if (
            invitee.Membership is { Invited: true, InvitedUntil: { } standing }
            && standing > now
            && invitee.Membership.Roles.SequenceEqual(command.Roles)
        )
            return Decision.Nothing.Answering(new Answer(invitee.Person, membership, standing));
        var decision = Decision.Nothing;
        if (invitee.New is { } sealedValues)
            decision
                .And<Person>(invitee.Person, new PersonRegistered(invitee.Person, sealedValues.Name, sealedValues.Mail))
                .Reserve(RegisterPersonHandler.MailScope, sealedValues.MailDigest, invitee.Person);
        return decision
            .And<Membership>(
                membership,
                new MembershipInvited(membership, invitee.Person, command.OrganisationId, command.Roles, actor.Person, now + Lasting)
            )
            .Answering(new Answer(invitee.Person, membership, now + Lasting));
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<InvitePerson>("POST", "/api/v1/organisations/{organisationId}/invitations", RoleRules.Administrators);
}
