using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.SocialValue;

/// <summary>An edition is chosen no more. Tenders and contracts that rest on it stay as they are.</summary>
public sealed record WithdrawFrameworkEdition(Guid FrameworkId, int Number, string Reason) : Message, ICommand;

public static class WithdrawFrameworkEditionHandler
{
    public static readonly Refusal NoEdition = new("edition-unknown", "number", "Choose an edition of this framework");
    public static readonly Refusal ReasonMissing = new("reason-missing", "reason", "Say why");

    public static Access Authorise(Actor actor, Framework framework) => FrameworkAccess.ForAuthor(actor, framework.Owner);

    public static Decision Handle(WithdrawFrameworkEdition command, Framework framework, Actor actor) =>
        command.Number < 1 || command.Number > framework.Editions.Count ? NoEdition
        : framework.Withdrawn.Contains(command.Number) ? Decision.Nothing
        : string.IsNullOrWhiteSpace(command.Reason) ? ReasonMissing
        : Decision.On<Framework>(
            command.FrameworkId,
            new FrameworkEditionWithdrawn(command.FrameworkId, framework.Owner, command.Number, command.Reason.Trim(), actor.Person)
        );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<WithdrawFrameworkEdition>("POST", "/api/v1/frameworks/{frameworkId}/withdrawals", FrameworkAccess.Authors);
}
