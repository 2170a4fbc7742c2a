using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Enterprises;

/// <summary>The item is in the bid-ready file no more. A referee's contact is forgotten with it.</summary>
public sealed record RemoveBidReadyItem(Guid OrganisationId, Guid ItemId) : Message, ICommand
{
    public Guid EnterpriseId => SocialEnterprise.IdOf(OrganisationId);
}

public static class RemoveBidReadyItemHandler
{
    public static Access Authorise(Actor actor, RemoveBidReadyItem command) => EnterpriseAccess.ToChange(actor, command.OrganisationId);

    public static Decision Handle(RemoveBidReadyItem command, Stream<SocialEnterprise> enterprise)
    {
        if (!enterprise.State.BidReadyItems.TryGetValue(command.ItemId, out var item))
            return Decision.Nothing;
        var decision = Decision.On<SocialEnterprise>(
            command.EnterpriseId,
            new BidReadyItemRemoved(command.EnterpriseId, command.OrganisationId, command.ItemId)
        );
        return item.Contact is null ? decision : decision.Send(new ForgetReferee(item.Contact.Subject));
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RemoveBidReadyItem>(
            "DELETE",
            "/api/v1/enterprises/{organisationId}/bid-ready-items/{itemId}",
            EnterpriseAccess.Changers
        );
}

/// <summary>Destroys the key under which a referee's name and contact were kept.</summary>
public sealed record ForgetReferee(Guid Subject) : Message, IEffect;

public static class ForgetRefereeHandler
{
    public static Task Handle(ForgetReferee message, Vault vault, CancellationToken cancel) =>
        vault.EraseAsync(message.Subject, "reference removed", cancel);
}
