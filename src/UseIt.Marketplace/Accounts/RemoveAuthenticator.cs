using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Accounts;

/// <summary>Takes the app away again: only for whoever has shown the factor.</summary>
public sealed record RemoveAuthenticator(Guid PersonId) : Message, ICommand
{
    public Guid FactorId => SecondFactor.IdOf(PersonId);
}

public static class RemoveAuthenticatorHandler
{
    public static Access Authorise(Actor actor, RemoveAuthenticator command) =>
        actor.Person == command.PersonId ? Access.Granted : Access.NotFound;

    public static Decision Handle(RemoveAuthenticator command, SecondFactor factor, Actor actor) =>
        factor.Authenticator is null ? Decision.Nothing
        : !StepUp.IsShownBy(actor) ? FactorRefusals.ShowFirst
        : Decision.On<SecondFactor>(command.FactorId, new AuthenticatorRemoved(command.FactorId, command.PersonId));
}
