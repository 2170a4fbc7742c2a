using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Accounts;

/// <summary>
/// Takes a passkey for a person's second factor, as the browser made it of our offer. The first factor comes with recovery codes, which are
/// the answer and are shown once.
/// </summary>
public sealed record AddPasskey(Guid PersonId, Guid PasskeyId, string Name, string Site, string Offer, string Response) : Message, ICommand
{
    public Guid FactorId => SecondFactor.IdOf(PersonId);
}

public static class AddPasskeyHandler
{
    private const int Most = 10;

    public static readonly Refusal NameMissing = new("passkey-name-missing", "name", "Name it, for example work laptop");
    public static readonly Refusal TooMany = new("passkeys-too-many", null, "You have ten passkeys. Remove one first");
    public static readonly Refusal NotMade = new(
        "passkey-not-made",
        null,
        "Your browser has made no passkey. Try again, or set up an authenticator app"
    );

    public sealed record Prepared(Passkeys.Made? Made, MakeRecoveryCodesHandler.Prepared Codes);

    // It has no route: on a page the person is there, and the offer is our own.
    public static Access Authorise(Actor actor, AddPasskey command) => actor.Person == command.PersonId ? Access.Granted : Access.NotFound;

    public static async Task<Prepared> Load(AddPasskey command, Passkeys passkeys, Privacy.Vault vault, CancellationToken cancel) =>
        new(
            await passkeys.MadeAsync(command.Site, command.PersonId, command.Offer, command.Response, command.Name.Trim(), cancel),
            MakeRecoveryCodesHandler.New(command.PersonId, vault)
        );

    public static Decision Handle(AddPasskey command, SecondFactor factor, Prepared prepared, Actor actor)
    {
        if (EnrolAuthenticatorHandler.WhyNot(factor, actor) is { } no)
            return no;
        if (string.IsNullOrWhiteSpace(command.Name))
            return NameMissing;
        if (factor.Passkeys.Count >= Most)
            return TooMany;
        if (prepared.Made is not { } made)
            return NotMade;
        var decision = Decision.On<SecondFactor>(
            command.FactorId,
            new PasskeyAdded(command.FactorId, command.PersonId, command.PasskeyId, made.Credential, made.Counter)
        );
        return factor.IsEnrolled
            ? decision
            : decision
                .And<SecondFactor>(command.FactorId, new RecoveryCodesMade(command.FactorId, command.PersonId, prepared.Codes.Digests))
                .Answering(prepared.Codes.Codes);
    }
}
