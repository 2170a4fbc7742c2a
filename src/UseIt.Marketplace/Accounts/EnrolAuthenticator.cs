using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;

namespace UseIt.Marketplace.Accounts;

/// <summary>
/// Takes an authenticator app for a person's second factor, once the app has shown that it has the secret. The first factor comes with
/// recovery codes, which are the answer and are shown once.
/// </summary>
public sealed record EnrolAuthenticator(Guid PersonId, string Secret, string Code) : Message, ICommand
{
    public Guid FactorId => SecondFactor.IdOf(PersonId);
}

public static class EnrolAuthenticatorHandler
{
    /// <summary>What a protected secret is for, and may be revealed for alone.</summary>
    internal const string Purpose = "second factor";

    public sealed record Prepared(Protected? Secret, long? Step, MakeRecoveryCodesHandler.Prepared Codes);

    // It has no route: on a page the person is there, and sees the codes.
    public static Access Authorise(Actor actor, EnrolAuthenticator command) =>
        actor.Person == command.PersonId ? Access.Granted : Access.NotFound;

    public static async Task<Prepared> Load(EnrolAuthenticator command, Vault vault, TimeProvider time, CancellationToken cancel) =>
        new(
            Authenticator.IsSecret(command.Secret) ? await vault.For(Purpose).SealAsync(command.PersonId, command.Secret, cancel) : null,
            Authenticator.StepOf(command.Secret, RecoveryCodes.Plain(command.Code), time.GetUtcNow()),
            MakeRecoveryCodesHandler.New(command.PersonId, vault)
        );

    public static Decision Handle(EnrolAuthenticator command, SecondFactor factor, Prepared prepared, Actor actor)
    {
        if (WhyNot(factor, actor) is { } no)
            return no;
        if (prepared.Secret is not { } secret)
            return FactorRefusals.SecretWrong;
        if (prepared.Step is not { } step)
            return FactorRefusals.Wrong;
        var decision = Decision.On<SecondFactor>(
            command.FactorId,
            new AuthenticatorEnrolled(command.FactorId, command.PersonId, secret, step)
        );
        return factor.IsEnrolled
            ? decision
            : decision
                .And<SecondFactor>(command.FactorId, new RecoveryCodesMade(command.FactorId, command.PersonId, prepared.Codes.Digests))
                .Answering(prepared.Codes.Codes);
    }

    /// <summary>A first factor takes a fresh sign-in; every later change takes the factor there is.</summary>
    internal static Refusal? WhyNot(SecondFactor factor, Actor actor) =>
        factor.IsEnrolled ? (StepUp.IsShownBy(actor) ? null : FactorRefusals.ShowFirst)
        : actor.ProvenSince <= StepUp.Holds ? null
        : FactorRefusals.SignInFirst;
}
