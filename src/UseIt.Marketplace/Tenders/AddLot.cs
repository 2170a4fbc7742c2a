using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Enterprises;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

public sealed record AddLot(
    Guid TenderId,
    [property: NewId] Guid LotId,
    string Title,
    string Description,
    IReadOnlyList<string> Cpv,
    IReadOnlyList<Place> Places,
    Estimate Estimate
) : Message, ICommand;

public static class AddLotHandler
{
    public static Access Authorise(Actor actor, Tender tender) => tender.AccessOf(actor, Roles.Author);

    public static Decision Handle(AddLot command, Tender tender)
    {
        if (tender.NotDraft() is { } no)
            return no;
        if (tender.Lots.Contains(command.LotId))
            return Decision.Nothing;
        var refusals = WhatIsBought.Check(command.Title, command.Description, command.Cpv, command.Places, command.Estimate).ToArray();
        if (refusals.Length > 0)
            return Decision.Refuse(refusals);
        return Decision.On<Tender>(
            command.TenderId,
            new LotAdded(
                command.TenderId,
                command.LotId,
                command.Title.Trim(),
                command.Description.Trim(),
                command.Cpv,
                command.Places,
                command.Estimate
            )
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<AddLot>("POST", "/api/v1/tenders/{tenderId}/lots", Editors.Author, creates: "lotId");
}
