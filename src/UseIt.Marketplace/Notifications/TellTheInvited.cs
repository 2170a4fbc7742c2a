using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;

namespace UseIt.Marketplace.Notifications;

/// <summary>Tells whoever is invited into an organisation, and is no member yet.</summary>
public sealed class TellTheInvited() : Reaction("tell_the_invited", typeof(MembershipInvited))
{
    public override IEnumerable<(object Message, DateTimeOffset? Due)> React(IEvent e) =>
        e.Data is MembershipInvited f ? [(new NotifyInvited(e.Id, f.OrganisationId, f.PersonId, f.By, e.Sequence), null)] : [];
}

/// <summary>An inbox row and a mail for one invited person.</summary>
public sealed record NotifyInvited(Guid Cause, Guid OrganisationId, Guid PersonId, Guid? By = null, long? Position = null)
    : Message,
        IEffect;

public static class NotifyInvitedHandler
{
    public static async Task Handle(
        NotifyInvited message,
        InvitationWords words,
        MailLetters letters,
        NpgsqlDataSource database,
        Post post,
        CancellationToken cancel
    )
    {
        var said = await words.OfAsync(message.OrganisationId, message.By, cancel);
        await NotifyMembersHandler.TellAsync(
            new NotifyMembers(
                message.Cause,
                message.OrganisationId,
                [],
                "membership-invited",
                message.OrganisationId,
                "/account",
                message.Position
            ),
            message.PersonId,
            database,
            post,
            cancel,
            await letters.InvitationAsync(
                new InvitationLetter(said.Inviter, said.Organisation, said.IdentityChecked, said.Days, "/account"),
                cancel
            )
        );
    }
}
