using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Accounts;

/// <summary>A second administrator of the platform agrees: the factor is gone, and everything the person had open is closed.</summary>
[NeedsSecondFactor]
public sealed record ConfirmFactorReset(Guid PersonId) : Message, ICommand
{
    public Guid FactorId => SecondFactor.IdOf(PersonId);
}

public static class ConfirmFactorResetHandler
{
    public static readonly Refusal NotProposed = new(
        "factor-reset-not-proposed",
        null,
        "Nobody has proposed it, or too long ago. Propose it first; another administrator then confirms"
    );
    public static readonly Refusal SamePerson = new(
        "second-administrator-needed",
        null,
        "You proposed this yourself. Another administrator of the platform must confirm it"
    );

    public static Access Authorise(Actor actor) => ProposeFactorResetHandler.Authorise(actor);

    public static Decision Handle(ConfirmFactorReset command, SecondFactor factor, Actor actor, DateTimeOffset now) =>
        !factor.IsEnrolled ? Decision.Nothing
        : command.PersonId == actor.Person ? ProposeFactorResetHandler.Yourself with { Field = null }
        : factor.Reset is not { } proposal || proposal.Until < now ? NotProposed
        : proposal.By == actor.Person ? SamePerson
        : Decision
            .On<SecondFactor>(command.FactorId, new SecondFactorReset(command.FactorId, command.PersonId, proposal.By, actor.Person))
            .Send(new PutOut(command.PersonId));

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ConfirmFactorReset>("POST", "/api/v1/people/{personId}/second-factor/reset", ProposeFactorResetHandler.Platform);
}
