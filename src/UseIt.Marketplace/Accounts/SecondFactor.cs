using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Accounts;

/// <summary>What one person can show beside their mailbox.</summary>
public sealed record SecondFactor(
    Protected? Authenticator,
    long LastStep,
    IReadOnlyList<string> RecoveryCodes,
    int Failures,
    DateTimeOffset? LockedUntil,
    SecondFactor.Proposal? Reset
) : IState<SecondFactor>
{
    /// <summary>A passkey: what is known of it, as ciphertext, and how often it says that it has signed.</summary>
    public sealed record Passkey(Protected Credential, long Counter);

    /// <summary>One administrator's word that the person has lost their factor; it takes a second one.</summary>
    public sealed record Proposal(Guid By, string Reason, DateTimeOffset Until);

    public static SecondFactor Empty { get; } = new(null, 0, [], 0, null, null);

    public static Guid IdOf(Guid person) => UuidV5.Of(person, "second-factor");

    public IReadOnlyDictionary<Guid, Passkey> Passkeys { get; init; } = new Dictionary<Guid, Passkey>();

    /// <summary>When the last question was asked that a passkey has answered; an answer to an older one is nothing new.</summary>
    public long LastAsked { get; init; }

    public bool IsEnrolled => Authenticator is not null || Passkeys.Count > 0;

    public SecondFactor Evolve(object fact) =>
        fact switch
        {
            AuthenticatorEnrolled e => this with { Authenticator = e.Secret, LastStep = e.Step },
            AuthenticatorRemoved => this with { Authenticator = null },
            PasskeyAdded e => this with
            {
                Passkeys = new Dictionary<Guid, Passkey>(Passkeys) { [e.PasskeyId] = new(e.Credential, e.Counter) },
            },
            PasskeyRemoved e => this with { Passkeys = Passkeys.Where(p => p.Key != e.PasskeyId).ToDictionary() },
            RecoveryCodesMade e => this with { RecoveryCodes = e.Digests },
            SecondFactorShown e => this with
            {
                LastStep = e.Means == FactorMeans.Authenticator ? e.Step ?? LastStep : LastStep,
                LastAsked = e.Means == FactorMeans.Passkey ? e.Step ?? LastAsked : LastAsked,
                Passkeys =
                    e.PasskeyId is { } used && Passkeys.TryGetValue(used, out var passkey)
                        ? new Dictionary<Guid, Passkey>(Passkeys) { [used] = passkey with { Counter = e.Counter ?? passkey.Counter } }
                        : Passkeys,
                RecoveryCodes = e.Digest is null ? RecoveryCodes : [.. RecoveryCodes.Where(c => c != e.Digest)],
                Failures = 0,
                LockedUntil = null,
            },
            SecondFactorFailed e => this with { Failures = Failures + 1, LockedUntil = e.LockedUntil ?? LockedUntil },
            FactorResetProposed e => this with { Reset = new Proposal(e.By, e.Reason, e.Until) },
            SecondFactorReset => Empty,
            _ => this,
        };
}

/// <summary>What is wrong with a second factor, in the words that people read.</summary>
public static class FactorRefusals
{
    public const string LockedCode = "second-factor-locked";

    public static readonly Refusal ShowFirst = new(
        "second-factor-needed",
        null,
        "Show the second factor you have first: change it only with it"
    );
    public static readonly Refusal SignInFirst = new(
        "sign-in-again",
        null,
        "To set up a second factor you must have signed in within the last 10 minutes. Sign in again"
    );
    public static readonly Refusal None = new("second-factor-none", null, "You have no second factor yet. Set one up on your account page");
    public static readonly Refusal Wrong = new(
        "second-factor-wrong",
        "code",
        "This is not the code your app shows now. Wait for the next one and enter that, or one of your recovery codes"
    );
    public static readonly Refusal UsedBefore = new(
        "second-factor-used",
        "code",
        "This code was used already. Wait until your app shows the next one"
    );
    public static readonly Refusal CodeMissing = new("second-factor-missing", "code", "Enter the code your app shows");
    public static readonly Refusal SecretWrong = new("authenticator-secret-wrong", "secret", "Begin again: the key is not one of ours");

    public static Refusal Locked(TimeSpan left) =>
        new(
            LockedCode,
            "code",
            $"Too many wrong codes were entered. Nothing is taken for {Said(left)}. Try again then",
            new Dictionary<string, object?> { ["seconds"] = Seconds(left) }
        );

    /// <summary>For how long nothing is taken, where that is why; whole seconds.</summary>
    public static long? LockedFor(IEnumerable<Refusal> refusals) =>
        refusals.FirstOrDefault(r => r.Code == LockedCode)?.Arguments?["seconds"] as long?;

    private static long Seconds(TimeSpan left) => Math.Max(1, (long)Math.Ceiling(left.TotalSeconds));

    private static string Said(TimeSpan left) =>
        left < TimeSpan.FromMinutes(2) ? $"{Seconds(left)} seconds"
        : left < TimeSpan.FromHours(2) ? $"{Math.Ceiling(left.TotalMinutes)} minutes"
        : $"{Math.Ceiling(left.TotalHours)} hours";
}
