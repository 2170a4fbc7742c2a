using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;

namespace UseIt.Marketplace.Notifications;

/// <summary>Where mails lie in files, those of an erased person go with the person's key: their addresses are in clear.</summary>
public sealed class ForgetTheErased() : Reaction("forget_the_erased", typeof(PersonErased))
{
    public override IEnumerable<(object Message, DateTimeOffset? Due)> React(IEvent e) =>
        e.Data is PersonErased f ? [(new RemoveMails(f.PersonId), null)] : [];
}

/// <summary>Removes the files of a person's mails, and forms that were kept for them.</summary>
public sealed record RemoveMails(Guid PersonId) : Message, IEffect;

public static class RemoveMailsHandler
{
    public static async Task Handle(RemoveMails message, NpgsqlDataSource database, SignInLinks links, Post post, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select coalesce(array_agg(id), '{}') from notifications.inbox where person = $1");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = message.PersonId });
        post.Remove((Guid[])(await command.ExecuteScalarAsync(cancel))!);
        await links.ForgetAsync(message.PersonId, cancel);
        await KeptForms.ForgetAsync(database, message.PersonId, cancel);
    }
}
