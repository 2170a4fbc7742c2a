using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Accounts;

/// <summary>
/// Shows a second factor by a passkey: its answer to a question that was asked at this instant. An answer to a question that is not newer
/// than the last one answered counts no more.
/// </summary>
public sealed record ShowPasskey(Guid PersonId, DateTimeOffset Asked, string Site, string Question, string Response) : Message, ICommand
{
    public Guid FactorId => SecondFactor.IdOf(PersonId);
}

public static class ShowPasskeyHandler
{
    public static readonly Refusal Wrong = new("passkey-wrong", null, "This is not one of your passkeys. Try again, or enter a code");
    public static readonly Refusal UsedBefore = new("passkey-used", null, "This was used already. Use your passkey once more");

    public sealed record Read(Passkeys.Answered? Answered);

    public static Access Authorise(Actor actor, ShowPasskey command) => actor.Person == command.PersonId ? Access.Granted : Access.NotFound;

    public static async Task<Read> Load(ShowPasskey command, SecondFactor factor, Passkeys passkeys, CancellationToken cancel) =>
        new(await passkeys.AnsweredAsync(command.Site, command.PersonId, factor, command.Question, command.Response, cancel));

    public static Decision Handle(ShowPasskey command, SecondFactor factor, Read read, DateTimeOffset now) =>
        factor.Passkeys.Count == 0 ? FactorRefusals.None
        : factor.LockedUntil - now is { Ticks: > 0 } left ? FactorRefusals.Locked(left)
        : read.Answered is not { } answered ? ShowSecondFactorHandler.Failed(command.FactorId, command.PersonId, factor, Wrong, now)
        : command.Asked.ToUnixTimeMilliseconds() <= factor.LastAsked ? UsedBefore
        : Decision.On<SecondFactor>(
            command.FactorId,
            new SecondFactorShown(
                command.FactorId,
                command.PersonId,
                FactorMeans.Passkey,
                Step: command.Asked.ToUnixTimeMilliseconds(),
                PasskeyId: answered.Passkey,
                Counter: answered.Counter
            )
        );
}
