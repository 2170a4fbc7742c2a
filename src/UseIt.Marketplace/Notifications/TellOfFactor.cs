using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Notifications;

/// <summary>What has become of somebody's second factor.</summary>
public enum FactorNews
{
    Added,
    Removed,
    ResetProposed,
    Reset,
}

/// <summary>Tells a person what was done about their second factor: it may have been somebody else.</summary>
public sealed class TellOfFactor()
    : Reaction(
        "tell_of_factor",
        typeof(AuthenticatorEnrolled),
        typeof(PasskeyAdded),
        typeof(AuthenticatorRemoved),
        typeof(PasskeyRemoved),
        typeof(FactorResetProposed),
        typeof(SecondFactorReset)
    )
{
    public override IEnumerable<(object Message, DateTimeOffset? Due)> React(IEvent e) =>
        e.Data switch
        {
            AuthenticatorEnrolled f => Tell(e, f.PersonId, FactorNews.Added),
            PasskeyAdded f => Tell(e, f.PersonId, FactorNews.Added),
            AuthenticatorRemoved f => Tell(e, f.PersonId, FactorNews.Removed),
            PasskeyRemoved f => Tell(e, f.PersonId, FactorNews.Removed),
            FactorResetProposed f => Tell(e, f.PersonId, FactorNews.ResetProposed),
            SecondFactorReset f => Tell(e, f.PersonId, FactorNews.Reset),
            _ => [],
        };

    private static IEnumerable<(object Message, DateTimeOffset? Due)> Tell(IEvent e, Guid person, FactorNews news) =>
        [(new NotifyOfFactor(e.Id, person, news), null)];
}

/// <summary>An inbox row and a mail for the person.</summary>
public sealed record NotifyOfFactor(Guid Cause, Guid PersonId, FactorNews News) : Message, IEffect;

public static class NotifyOfFactorHandler
{
    public static Task Handle(NotifyOfFactor message, NpgsqlDataSource database, Post post, CancellationToken cancel) =>
        NotifyMembersHandler.TellAsync(
            new NotifyMembers(message.Cause, Guid.Empty, [], KindOf(message.News), message.PersonId, "/account/second-factor"),
            message.PersonId,
            database,
            post,
            cancel
        );

    internal static string KindOf(FactorNews news) =>
        news switch
        {
            FactorNews.Added => "factor-added",
            FactorNews.Removed => "factor-removed",
            FactorNews.ResetProposed => "factor-reset-proposed",
            _ => "factor-reset",
        };
}
