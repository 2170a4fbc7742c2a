using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>The commissioner has no objection: the finding can be published at once.</summary>
public sealed record ClearFinding(Guid FindingId) : Message, ICommand;

public static class ClearFindingHandler
{
    public static Access Authorise(Actor actor, ResearchFinding finding) => ResearchAccess.ForCommissioner(actor, finding.Commissioner);

    public static Decision Handle(ClearFinding command, ResearchFinding finding, Actor actor) =>
        finding.Cleared || finding.Published
            ? Decision.Nothing
            : Decision.On<ResearchFinding>(
                command.FindingId,
                new FindingCleared(command.FindingId, finding.Project, finding.Commissioner!.Value, actor.Person)
            );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ClearFinding>("POST", "/api/v1/research/findings/{findingId}/clearance", ResearchAccess.Commissioners);
}
