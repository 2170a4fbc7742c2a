using System.Security.Claims;
using UseIt.Marketplace.Organisations;

namespace UseIt.Marketplace.Accounts;

/// <summary>Lets somebody in whose identity is proven: a session, for the organisation acted for by default or one to be chosen.</summary>
public sealed class Door(People people, Memberships memberships, Sessions sessions)
{
    /// <summary>
    /// The person that an identity provider's token speaks of: who registered the mail address that the provider has verified. Nobody
    /// otherwise.
    /// </summary>
    public async Task<Guid?> KnownAsync(ClaimsPrincipal? token, CancellationToken cancel) =>
        token?.FindFirstValue("email") is { Length: > 0 } mail
        && string.Equals(token.FindFirstValue("email_verified"), "true", StringComparison.OrdinalIgnoreCase)
            ? await people.ByMailAsync(mail, cancel)
            : null;

    /// <summary>Signs in; where to go then.</summary>
    public async Task<string> EnterAsync(HttpContext http, Guid person, string? wanted, TimeSpan? provenSince)
    {
        var places = await memberships.OfAsync(person, http.RequestAborted);
        var place = places.FirstOrDefault(p => p.IsDefault) ?? (places.Count == 1 ? places[0] : null);
        await sessions.SignInAsync(http, person, place?.Organisation, provenSince);
        return place is null ? "/account"
            : wanted is ['/', not '/' and not '\\', ..] ? wanted
            : "/";
    }
}
