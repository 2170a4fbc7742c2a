using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Accounts;

/// <summary>Takes a passkey away again: only for whoever has shown a factor.</summary>
public sealed record RemovePasskey(Guid PersonId, Guid PasskeyId) : Message, ICommand
{
    public Guid FactorId => SecondFactor.IdOf(PersonId);
}

public static class RemovePasskeyHandler
{
    public static Access Authorise(Actor actor, RemovePasskey command) =>
        actor.Person == command.PersonId ? Access.Granted : Access.NotFound;

    public static Decision Handle(RemovePasskey command, SecondFactor factor, Actor actor) =>
        !factor.Passkeys.ContainsKey(command.PasskeyId) ? Decision.Nothing
        : !StepUp.IsShownBy(actor) ? FactorRefusals.ShowFirst
        : Decision.On<SecondFactor>(command.FactorId, new PasskeyRemoved(command.FactorId, command.PersonId, command.PasskeyId));
}
