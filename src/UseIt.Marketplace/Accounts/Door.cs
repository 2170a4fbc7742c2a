using System.Globalization;
using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Accounts;

/// <summary>Lets somebody in whose identity is proven: a session, for the organisation acted for by default or one to be chosen.</summary>
public sealed class Door(
    People people,
    Memberships memberships,
    Sessions sessions,
    Commands commands,
    Vault vault,
    Carried carried,
    SecurityEvents events
)
{
    private static readonly TimeSpan ToJoin = TimeSpan.FromHours(1);

    /// <summary>Who an identity provider's token speaks of, or the sign-in page's word why it speaks of nobody.</summary>
    public sealed record Recognised(Guid? Person, string? Problem);

    /// <summary>
    /// A person is known by the provider's name for them (issuer and subject, OpenID Connect Core 5.7). The mail address leads to a person
    /// once, at the first sign-in with it that the provider has verified; from then on another subject with that address is not them.
    /// </summary>
    public async Task<Recognised> RecogniseAsync(ClaimsPrincipal? token, CancellationToken cancel)
    {
        if (token?.FindFirst("sub") is not { Value.Length: > 0 } subject)
            return new Recognised(null, "failed");
        // A digest is taken without regard to case, a subject is not.
        var digest = vault.Digest(
            BindIdentityHandler.Scope,
            $"{subject.Issuer}\n{Convert.ToHexStringLower(Encoding.UTF8.GetBytes(subject.Value))}"
        );
        if (await people.BySubjectAsync(digest, cancel) is { } known)
            return new Recognised(known, null);
        if (
            token.FindFirstValue("email") is not { Length: > 0 } mail
            || !string.Equals(token.FindFirstValue("email_verified"), "true", StringComparison.OrdinalIgnoreCase)
            || await people.ByMailAsync(mail, cancel) is not { } person
        )
            return new Recognised(null, "unknown");
        return await commands.SendAsync(new BindIdentity(person, subject.Issuer, digest), new CommandContext(Actor.System), cancel) switch
        {
            Outcome.Done => new Recognised(person, null),
            Outcome.Refused => new Recognised(null, "other-account"),
            _ => new Recognised(null, "failed"),
        };
    }

    /// <summary>
    /// Lets in whoever has used a mailed link or its code, or on to their account where they have none yet; where to go then. Null where
    /// they have proven nothing.
    /// </summary>
    public async Task<string?> EnterAsync(HttpContext http, SignInLinks.Proven? proven)
    {
        if (proven is not null)
            carried.Drop(http, AskedMail.Name);
        if (proven?.Person is { } person)
            return await EnterAsync(http, person, proven.Back ?? "/account", TimeSpan.Zero, "link");
        if (proven?.Mail is { } mail)
        {
            carried.Keep(http, Joining.Name, new Joining(Guid.CreateVersion7(), mail), ToJoin);
            return "/register/name";
        }
        events.Note(SecurityEvent.SignInFailed, http, detail: "link");
        return null;
    }

    /// <summary>Signs in, by one word for the log; where to go then.</summary>
    public async Task<string> EnterAsync(
        HttpContext http,
        Guid person,
        string? wanted,
        TimeSpan? provenSince,
        string by,
        TimeSpan? factorSince = null
    )
    {
        if (!await sessions.MayAsync(person, http.RequestAborted))
            return "/sign-in?problem=disabled";
        var places = await memberships.OfAsync(person, http.RequestAborted);
        events.Note(SecurityEvent.SignedIn, http, person, by);
        var place = places.FirstOrDefault(p => p.IsDefault) ?? (places.Count == 1 ? places[0] : null);
        await sessions.SignInAsync(http, person, place?.Organisation, provenSince, factorSince);
        return place is null ? "/account"
            : wanted is ['/', not '/' and not '\\', ..] ? wanted
            : "/";
    }

    /// <summary>Holds a bearer token to the person it speaks of, who may have been put out since it was issued.</summary>
    internal async Task AdmitAsync(TokenValidatedContext context, bool ofProvider)
    {
        var cancel = context.HttpContext.RequestAborted;
        if (
            IsOfSignIn(context.Principal!)
            || (ofProvider ? (await RecogniseAsync(context.Principal, cancel)).Person : Actors.PersonOf(context.Principal!))
                is not { } person
            || !await sessions.MayAsync(person, IssuedAt(context.Principal!), cancel)
        )
            context.Fail("Nobody here has this token.");
        else if (ofProvider)
            context.Principal = new ClaimsPrincipal(
                new ClaimsIdentity(
                    [
                        new Claim("sub", person.ToString()),
                        .. context.Principal!.FindAll(c =>
                            c.Type is Actors.AuthenticationTime or Actors.AuthenticationMethods || TokenScope.Claims.Contains(c.Type)
                        ),
                    ],
                    JwtBearerDefaults.AuthenticationScheme,
                    "sub",
                    "roles"
                )
            );
    }

    // A token that says who signs in opens nothing by itself, though its audience may be the same (RFC 8725 3.12): these claims are its
    // own.
    private static bool IsOfSignIn(ClaimsPrincipal token) => token.HasClaim(c => c.Type is "nonce" or "at_hash" or "c_hash");

    // Whole seconds, so that a token of the second in which somebody was put out counts as one from before.
    private static DateTimeOffset IssuedAt(ClaimsPrincipal token) =>
        long.TryParse(token.FindFirstValue("iat"), NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < 253402300800
            ? DateTimeOffset.FromUnixTimeSeconds(at)
            : DateTimeOffset.MinValue;
}

/// <summary>Somebody new whose address is proven, on the way to an account; the id makes of two attempts one.</summary>
public sealed record Joining(Guid Person, string Mail)
{
    public const string Name = "use-it-joining";
}
