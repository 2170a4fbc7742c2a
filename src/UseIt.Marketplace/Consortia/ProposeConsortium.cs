using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Consortia;

/// <summary>Proposes a consortium, for one tender or for good; who proposes it leads it.</summary>
public sealed record ProposeConsortium([property: NewId] Guid ConsortiumId, string Name, Guid? TenderId = null) : Message, ICommand;

public static class ProposeConsortiumHandler
{
    public static readonly Refusal NameMissing = new("consortium-name-missing", "name", "Enter a name for the consortium");
    public static readonly Refusal TenderUnknown = new("tender-unknown", "tenderId", "Choose a published tender, or leave it open");

    public static Access Authorise(Actor actor) =>
        actor.Organisation is not null && actor.Has(Roles.BidManager) ? Access.Granted : Access.Forbidden;

    public static Decision Handle(ProposeConsortium command, Stream<Consortium> consortium, [Peek] TenderForConsortia tender, Actor actor)
    {
        if (consortium.Exists)
            return consortium.State.LeadId == actor.Organisation
                ? Decision.Nothing
                : new Refusal("id-taken", "consortiumId", "This id is in use. Leave it out to get a new one");
        if (string.IsNullOrWhiteSpace(command.Name))
            return NameMissing;
        if (command.TenderId is not null && !tender.Published)
            return TenderUnknown;
        return Decision.On<Consortium>(
            command.ConsortiumId,
            new ConsortiumProposed(command.ConsortiumId, command.Name.Trim(), actor.Organisation!.Value, command.TenderId)
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ProposeConsortium>("POST", "/api/v1/consortia", ConsortiumAccess.BidManagers, creates: "consortiumId");
}
