using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;

namespace UseIt.Marketplace.Accounts;

/// <summary>
/// Shows a second factor by a code: of the authenticator app, or one of the recovery codes. A code counts once, whoever sends it first; a
/// wrong one is itself recorded, and after a few nothing is looked at for a while.
/// </summary>
public sealed record ShowSecondFactor(Guid PersonId, string Code) : Message, ICommand
{
    public Guid FactorId => SecondFactor.IdOf(PersonId);
}

public static class ShowSecondFactorHandler
{
    private const int Tries = 5;

    /// <summary>What the code is: of which time step, and as which recovery code it would be known.</summary>
    public sealed record Read(long? Step, string Digest);

    public static Access Authorise(Actor actor, ShowSecondFactor command) =>
        actor.Person == command.PersonId ? Access.Granted : Access.NotFound;

    public static async Task<Read> Load(
        ShowSecondFactor command,
        SecondFactor factor,
        Vault vault,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        var code = RecoveryCodes.Plain(command.Code);
        var secret = factor.Authenticator is { } kept
            ? (await vault.For(EnrolAuthenticatorHandler.Purpose).RevealAsync(command.PersonId, [kept], cancel))[0]!
            : "";
        return new Read(Authenticator.StepOf(secret, code, time.GetUtcNow()), RecoveryCodes.DigestOf(code, command.PersonId, vault));
    }

    public static Decision Handle(ShowSecondFactor command, SecondFactor factor, Read read, DateTimeOffset now)
    {
        if (!factor.IsEnrolled)
            return FactorRefusals.None;
        if (factor.LockedUntil - now is { Ticks: > 0 } left)
            return FactorRefusals.Locked(left);
        if (read.Step <= factor.LastStep)
            return FactorRefusals.UsedBefore;
        if (read.Step is { } step)
            return Shown(new SecondFactorShown(command.FactorId, command.PersonId, FactorMeans.Authenticator, Step: step));
        if (factor.RecoveryCodes.Contains(read.Digest))
            return Shown(new SecondFactorShown(command.FactorId, command.PersonId, FactorMeans.RecoveryCode, Digest: read.Digest));
        return Failed(command.FactorId, command.PersonId, factor, FactorRefusals.Wrong, now);

        Decision Shown(SecondFactorShown fact) => Decision.On<SecondFactor>(command.FactorId, fact);
    }

    /// <summary>Five wrong ones close it for a quarter of an hour, five more for an hour, and then each five for a day.</summary>
    internal static Decision Failed(Guid id, Guid person, SecondFactor factor, Refusal refusal, DateTimeOffset now)
    {
        var failures = factor.Failures + 1;
        TimeSpan? closed =
            failures % Tries != 0 ? null
            : failures == Tries ? TimeSpan.FromMinutes(15)
            : failures == 2 * Tries ? TimeSpan.FromHours(1)
            : TimeSpan.FromDays(1);
        return Decision
            .Refuse(closed is { } time ? FactorRefusals.Locked(time) : refusal)
            .And<SecondFactor>(id, new SecondFactorFailed(id, person, now + closed));
    }
}
