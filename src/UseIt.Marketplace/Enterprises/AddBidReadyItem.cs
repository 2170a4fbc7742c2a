using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Enterprises;

/// <summary>One thing every buyer asks for, entered once: a policy, an insurance, accounts, a reference, a certificate.</summary>
public sealed record AddBidReadyItem(
    Guid OrganisationId,
    [property: NewId] Guid ItemId,
    BidReadyKind Kind,
    string Title,
    Guid? DocumentId = null,
    Money? Cover = null,
    DateOnly? Until = null
) : Message, ICommand
{
    public Guid EnterpriseId => SocialEnterprise.IdOf(OrganisationId);
}

public static class AddBidReadyItemHandler
{
    public static readonly Refusal NotRegistered = new("enterprise-not-registered", null, "Register the enterprise first");
    public static readonly Refusal TitleMissing = new(
        "bid-ready-title-missing",
        "title",
        "Enter a title, such as Safeguarding policy 2026"
    );
    public static readonly Refusal CoverMissing = new("bid-ready-cover-missing", "cover", "Enter how much the insurance covers");

    public static Access Authorise(Actor actor, AddBidReadyItem command) => EnterpriseAccess.ToChange(actor, command.OrganisationId);

    public static Decision Handle(AddBidReadyItem command, Stream<SocialEnterprise> enterprise)
    {
        if (!enterprise.Exists)
            return NotRegistered;
        if (enterprise.State.BidReadyItems.Contains(command.ItemId))
            return Decision.Nothing;
        if (string.IsNullOrWhiteSpace(command.Title))
            return TitleMissing;
        if (command.Kind == BidReadyKind.Insurance && command.Cover is null)
            return CoverMissing;
        return Decision.On<SocialEnterprise>(
            command.EnterpriseId,
            new BidReadyItemAdded(
                command.EnterpriseId,
                command.OrganisationId,
                command.ItemId,
                command.Kind,
                command.Title.Trim(),
                command.DocumentId,
                command.Cover,
                command.Until
            )
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<AddBidReadyItem>(
            "POST",
            "/api/v1/enterprises/{organisationId}/bid-ready-items",
            EnterpriseAccess.Changers,
            creates: "itemId"
        );
}
