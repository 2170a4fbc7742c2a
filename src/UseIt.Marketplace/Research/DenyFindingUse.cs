using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>Whoever is said to have used a finding says that it was not so.</summary>
public sealed record DenyFindingUse(Guid FindingId, Guid UseId, string Reason) : Message, ICommand;

public static class DenyFindingUseHandler
{
    public static Access Authorise(Actor actor, DenyFindingUse command, ResearchFinding finding) =>
        finding.Uses.GetValueOrDefault(command.UseId) is { } use ? actor.On(use.Organisation, ResearchAccess.Using) : Access.NotFound;

    public static Decision Handle(DenyFindingUse command, ResearchFinding finding, Actor actor) =>
        finding.Uses[command.UseId].Denied ? Decision.Nothing
        : string.IsNullOrWhiteSpace(command.Reason) ? ResearchRefusals.ReasonMissing
        : Decision.On<ResearchFinding>(
            command.FindingId,
            new FindingUseDenied(
                command.FindingId,
                command.UseId,
                finding.Uses[command.UseId].Organisation,
                command.Reason.Trim(),
                actor.Person
            )
        );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<DenyFindingUse>("POST", "/api/v1/research/findings/{findingId}/uses/{useId}/denial", ResearchAccess.Users);
}
