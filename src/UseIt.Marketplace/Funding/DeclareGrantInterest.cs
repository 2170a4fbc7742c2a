using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Funding;

/// <summary>Somebody of the panel says what they have to do with the applicant, before anything is recommended.</summary>
public sealed record DeclareGrantInterest(Guid GrantId, GrantInterest Interest) : Message, ICommand;

public static class DeclareGrantInterestHandler
{
    public static Access Authorise(Actor actor, Grant grant) => GrantAccess.ForPanel(actor, grant);

    public static Decision Handle(DeclareGrantInterest command, Grant grant, Actor actor) =>
        grant.Interests.TryGetValue(actor.Person, out var known) && known == command.Interest ? Decision.Nothing
        : grant.Stage != GrantStage.Applied ? GrantAccess.Decided
        : Decision.On<Grant>(command.GrantId, new GrantInterestDeclared(command.GrantId, grant.Funder, actor.Person, command.Interest));

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<DeclareGrantInterest>("POST", "/api/v1/grants/{grantId}/interests", GrantAccess.Panellists);
}
