using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;

namespace UseIt.Marketplace.Accounts;

/// <summary>By what a second factor was shown.</summary>
public enum FactorMeans
{
    Authenticator,
    Passkey,
    RecoveryCode,
}

// What somebody has beside their mailbox, and when they showed it. The secret of the authenticator exists only as ciphertext under the
// person's own key, a recovery code as a keyed digest.
public sealed record AuthenticatorEnrolled(Guid FactorId, Guid PersonId, Protected Secret, long Step) : IFact;

public sealed record AuthenticatorRemoved(Guid FactorId, Guid PersonId) : IFact;

public sealed record PasskeyAdded(Guid FactorId, Guid PersonId, Guid PasskeyId, Protected Credential, long Counter) : IFact;

public sealed record PasskeyRemoved(Guid FactorId, Guid PersonId, Guid PasskeyId) : IFact;

public sealed record RecoveryCodesMade(Guid FactorId, Guid PersonId, IReadOnlyList<string> Digests) : IFact;

/// <param name="FactorId">Whose factor it is, as a stream of its own.</param>
/// <param name="PersonId">Who showed it.</param>
/// <param name="Means">By what.</param>
/// <param name="Step">Of an authenticator the time step of the code (RFC 6238); of a passkey when its question was asked.</param>
/// <param name="Digest">Of a recovery code, which is of no use any more.</param>
/// <param name="PasskeyId">Which passkey.</param>
/// <param name="Counter">How often the passkey says that it has signed.</param>
public sealed record SecondFactorShown(
    Guid FactorId,
    Guid PersonId,
    FactorMeans Means,
    long? Step = null,
    string? Digest = null,
    Guid? PasskeyId = null,
    long? Counter = null
) : IFact;

/// <summary>Something was shown that is no factor of theirs; after a few nothing is looked at for a while.</summary>
public sealed record SecondFactorFailed(Guid FactorId, Guid PersonId, DateTimeOffset? LockedUntil) : IFact;

// A factor that is lost takes two administrators of the platform, neither of them the person.
public sealed record FactorResetProposed(Guid FactorId, Guid PersonId, string Reason, Guid By, DateTimeOffset Until) : IFact;

public sealed record SecondFactorReset(Guid FactorId, Guid PersonId, Guid ProposedBy, Guid ConfirmedBy) : IFact;
