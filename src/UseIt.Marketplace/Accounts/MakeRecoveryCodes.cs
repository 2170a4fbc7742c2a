using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;

namespace UseIt.Marketplace.Accounts;

/// <summary>New recovery codes in place of those there were; they are the answer, and shown once.</summary>
public sealed record MakeRecoveryCodes(Guid PersonId) : Message, ICommand
{
    public Guid FactorId => SecondFactor.IdOf(PersonId);
}

public static class MakeRecoveryCodesHandler
{
    public sealed record Prepared(IReadOnlyList<string> Codes, IReadOnlyList<string> Digests);

    public static Access Authorise(Actor actor, MakeRecoveryCodes command) =>
        actor.Person == command.PersonId ? Access.Granted : Access.NotFound;

    public static Prepared Load(MakeRecoveryCodes command, Vault vault) => New(command.PersonId, vault);

    internal static Prepared New(Guid person, Vault vault)
    {
        var codes = RecoveryCodes.New();
        return new Prepared(codes, [.. codes.Select(code => RecoveryCodes.DigestOf(code, person, vault))]);
    }

    public static Decision Handle(MakeRecoveryCodes command, SecondFactor factor, Prepared prepared, Actor actor) =>
        !factor.IsEnrolled ? FactorRefusals.None
        : !StepUp.IsShownBy(actor) ? FactorRefusals.ShowFirst
        : Decision
            .On<SecondFactor>(command.FactorId, new RecoveryCodesMade(command.FactorId, command.PersonId, prepared.Digests))
            .Answering(prepared.Codes);
}
