using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Accounts;

/// <summary>
/// Somebody has lost their second factor and its recovery codes: an administrator of the platform who has made sure who they are proposes
/// to take it away, and another one does.
/// </summary>
public sealed record ProposeFactorReset(Guid PersonId, string Reason) : Message, ICommand
{
    public Guid FactorId => SecondFactor.IdOf(PersonId);
}

public static class ProposeFactorResetHandler
{
    private static readonly TimeSpan Lasting = TimeSpan.FromDays(7);

    public static readonly Refusal Nothing = new("second-factor-none", "personId", "This person has no second factor");
    public static readonly Refusal Yourself = new(
        "factor-reset-yourself",
        "personId",
        "You cannot have your own second factor taken away by yourself. Ask two other administrators"
    );
    public static readonly Refusal ReasonMissing = new("reason-missing", "reason", "Say how you made sure who they are");

    public static AllowedTo Platform { get; } = AllowedTo.Role("an administrator of the platform", Roles.Administrator);

    public static Access Authorise(Actor actor) => actor.Has(Roles.Administrator) ? Access.Granted : Access.Forbidden;

    public static Decision Handle(ProposeFactorReset command, SecondFactor factor, Actor actor, DateTimeOffset now) =>
        !factor.IsEnrolled ? Nothing
        : command.PersonId == actor.Person ? Yourself
        : string.IsNullOrWhiteSpace(command.Reason) ? ReasonMissing
        : factor.Reset is { } standing && standing.Until >= now ? Decision.Nothing
        : Decision.On<SecondFactor>(
            command.FactorId,
            new FactorResetProposed(command.FactorId, command.PersonId, command.Reason.Trim(), actor.Person, now + Lasting)
        );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ProposeFactorReset>("POST", "/api/v1/people/{personId}/second-factor/reset-proposals", Platform);
}
