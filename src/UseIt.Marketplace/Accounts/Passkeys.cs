using System.Security.Cryptography;
using System.Text.Json;
using Fido2NetLib;
using Fido2NetLib.Objects;
using Microsoft.AspNetCore.DataProtection;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Accounts;

/// <summary>
/// Passkeys (WebAuthn level 2), asked for and checked by the Fido2 library. The authenticator verifies the person, by a finger, a face or a
/// PIN; what kind of authenticator it is, is not asked.
/// </summary>
public sealed class Passkeys(Settings settings, Vault vault, IDataProtectionProvider protection)
{
    /// <summary>What is known of a passkey; it is kept as ciphertext under its person's key.</summary>
    public sealed record Credential(byte[] Id, byte[] PublicKey, string Name);

    /// <summary>A passkey that is proven to be there: what is to be kept, and how often it says that it has signed.</summary>
    public sealed record Made(Protected Credential, long Counter);

    /// <summary>Which passkey has answered.</summary>
    public sealed record Answered(Guid Passkey, long Counter);

    /// <summary>Something asked of a browser, which its form brings back: of whom and when, and what it was.</summary>
    public sealed record Question(Guid Person, DateTimeOffset At, string Options);

    private static readonly TimeSpan Lasting = TimeSpan.FromMinutes(10);

    private readonly ITimeLimitedDataProtector protector = protection.CreateProtector("passkey").ToTimeLimitedDataProtector();

    private readonly Vault vault = vault.For(EnrolAuthenticatorHandler.Purpose);

    /// <summary>A question for a form to carry, which nobody else can make or read.</summary>
    public string Carry(Question question) => protector.Protect(JsonSerializer.Serialize(question), Lasting);

    /// <summary>The question that a form has brought back; null where it is too old, another's, or none.</summary>
    public Question? Brought(string? carried, Guid person)
    {
        try
        {
            return JsonSerializer.Deserialize<Question>(protector.Unprotect(carried ?? "")) is { } question && question.Person == person
                ? question
                : null;
        }
        catch (Exception e) when (e is CryptographicException or JsonException)
        {
            return null;
        }
    }

    /// <summary>What a browser needs to make a passkey, as WebAuthn writes it.</summary>
    public async Task<string> OfferAsync(HttpContext http, Guid person, string mail, SecondFactor factor, CancellationToken cancel) =>
        Of(http)
            .RequestNewCredential(
                new RequestNewCredentialParams
                {
                    User = new Fido2User
                    {
                        Id = person.ToByteArray(),
                        Name = mail,
                        DisplayName = mail,
                    },
                    ExcludeCredentials = Described(await KeptAsync(person, factor, cancel)),
                    AuthenticatorSelection = new AuthenticatorSelection
                    {
                        ResidentKey = ResidentKeyRequirement.Preferred,
                        UserVerification = UserVerificationRequirement.Required,
                    },
                    AttestationPreference = AttestationConveyancePreference.None,
                }
            )
            .ToJson();

    /// <summary>What a browser needs to ask for one of a person's passkeys.</summary>
    public async Task<string> AskAsync(HttpContext http, Guid person, SecondFactor factor, CancellationToken cancel) =>
        Of(http)
            .GetAssertionOptions(
                new GetAssertionOptionsParams
                {
                    AllowedCredentials = Described(await KeptAsync(person, factor, cancel)),
                    UserVerification = UserVerificationRequirement.Required,
                }
            )
            .ToJson();

    /// <summary>What came back of an offer; null where it is not what was asked for.</summary>
    public async Task<Made?> MadeAsync(string site, Guid person, string offer, string response, string name, CancellationToken cancel)
    {
        try
        {
            var made = await Of(site)
                .MakeNewCredentialAsync(
                    new MakeNewCredentialParams
                    {
                        AttestationResponse = Read<AuthenticatorAttestationRawResponse>(response),
                        OriginalOptions = CredentialCreateOptions.FromJson(offer),
                        IsCredentialIdUniqueToUserCallback = (_, _) => Task.FromResult(true),
                    },
                    cancel
                );
            var kept = JsonSerializer.Serialize(new Credential(made.Id, made.PublicKey, name));
            return new Made(await vault.SealAsync(person, kept, cancel), made.SignCount);
        }
        catch (Exception e) when (IsWrong(e))
        {
            return null;
        }
    }

    /// <summary>Which of a person's passkeys has answered a question; null where none has.</summary>
    public async Task<Answered?> AnsweredAsync(
        string site,
        Guid person,
        SecondFactor factor,
        string question,
        string response,
        CancellationToken cancel
    )
    {
        try
        {
            var answer = Read<AuthenticatorAssertionRawResponse>(response);
            var kept = await KeptAsync(person, factor, cancel);
            if (
                kept.FirstOrDefault(k => k.Value.Id.AsSpan().SequenceEqual(answer.RawId)) is not { Value: { } credential, Key: var passkey }
            )
                return null;
            var result = await Of(site)
                .MakeAssertionAsync(
                    new MakeAssertionParams
                    {
                        AssertionResponse = answer,
                        OriginalOptions = AssertionOptions.FromJson(question),
                        StoredPublicKey = credential.PublicKey,
                        StoredSignatureCounter = (uint)factor.Passkeys[passkey].Counter,
                        IsUserHandleOwnerOfCredentialIdCallback = (owner, _) =>
                            Task.FromResult(
                                owner.UserHandle is not { Length: > 0 } handle || handle.AsSpan().SequenceEqual(person.ToByteArray())
                            ),
                    },
                    cancel
                );
            return new Answered(passkey, result.SignCount);
        }
        catch (Exception e) when (IsWrong(e))
        {
            return null;
        }
    }

    /// <summary>The names their person gave them.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> NamesAsync(Guid person, SecondFactor factor, CancellationToken cancel) =>
        (await KeptAsync(person, factor, cancel)).ToDictionary(k => k.Key, k => k.Value.Name);

    /// <summary>
    /// The address that browsers know the marketplace by: the one people use; on somebody's own machine whichever leads to it.
    /// </summary>
    public string SiteOf(HttpContext http) => settings.Embedded ? $"{http.Request.Scheme}://{http.Request.Host}" : settings.Address;

    private Fido2 Of(HttpContext http) => Of(SiteOf(http));

    private static Fido2 Of(string site) =>
        new(
            new Fido2Configuration
            {
                RPName = Site.Name,
                RPID = new Uri(site).Host,
                Origins = new HashSet<string> { site },
            }
        );

    private static List<PublicKeyCredentialDescriptor> Described(Dictionary<Guid, Credential> kept) =>
        [.. kept.Values.Select(k => new PublicKeyCredentialDescriptor(k.Id))];

    private async Task<Dictionary<Guid, Credential>> KeptAsync(Guid person, SecondFactor factor, CancellationToken cancel)
    {
        var ids = factor.Passkeys.Keys.ToArray();
        var kept = await vault.RevealAsync(person, [.. ids.Select(id => factor.Passkeys[id].Credential)], cancel);
        return ids.Zip(kept).ToDictionary(k => k.First, k => JsonSerializer.Deserialize<Credential>(k.Second!)!);
    }

    private static T Read<T>(string sent)
        where T : class => JsonSerializer.Deserialize<T>(sent) ?? throw new JsonException();

    // What a browser sends may be anything.
    private static bool IsWrong(Exception e) =>
        e is Fido2VerificationException or JsonException or ArgumentException or FormatException or InvalidOperationException;
}
