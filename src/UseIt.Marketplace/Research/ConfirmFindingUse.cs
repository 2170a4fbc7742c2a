using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>Whoever used a finding confirms it: from now on it is public where the finding is.</summary>
public sealed record ConfirmFindingUse(Guid FindingId, Guid UseId) : Message, ICommand;

public static class ConfirmFindingUseHandler
{
    public static readonly Refusal SaidSo = new(
        "use-said-by-oneself",
        null,
        "You recorded this use yourself. Somebody else of the organisation has to confirm it"
    );

    public static Access Authorise(Actor actor, ConfirmFindingUse command, ResearchFinding finding) =>
        finding.Uses.GetValueOrDefault(command.UseId) is { } use ? actor.On(use.Organisation, ResearchAccess.Using) : Access.NotFound;

    public static Decision Handle(ConfirmFindingUse command, ResearchFinding finding, Actor actor)
    {
        var use = finding.Uses[command.UseId];
        return use.Confirmed ? Decision.Nothing
            : use.By == actor.Person ? SaidSo
            : Decision.On<ResearchFinding>(
                command.FindingId,
                new FindingUseConfirmed(command.FindingId, command.UseId, use.Organisation, actor.Person)
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ConfirmFindingUse>(
            "POST",
            "/api/v1/research/findings/{findingId}/uses/{useId}/confirmation",
            ResearchAccess.Users
        );
}
