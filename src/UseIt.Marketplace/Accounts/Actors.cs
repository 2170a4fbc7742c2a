using System.Globalization;
using System.Security.Claims;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Accounts;

/// <summary>
/// Who acts in a request: the signed-in person, the organisation chosen by the <c>Acting-For</c> header (or the session, or the one the
/// person came to first), and the roles that stand at this moment.
/// </summary>
public sealed class Actors(Memberships memberships, TimeProvider time)
{
    public const string ActingFor = "Acting-For";
    public const string AuthenticationTime = "auth_time";

    /// <summary>How somebody was authenticated (OpenID Connect Core 2), and the word for several factors (RFC 8176).</summary>
    public const string AuthenticationMethods = "amr";
    public const string SeveralFactors = "mfa";

    private const long Skew = 30;

    public async Task<Actor> OfAsync(HttpContext http, CancellationToken cancel)
    {
        if (http.Items.TryGetValue(typeof(Actor), out var known))
            return (Actor)known!;
        var actor = await ResolveAsync(http, cancel);
        http.Items[typeof(Actor)] = actor;
        return actor;
    }

    /// <summary>
    /// How long ago a token's person proved who they are: <c>auth_time</c> (OpenID Connect Core 2), in seconds since 1970. Unknown where
    /// the token does not say it, or names a time to come.
    /// </summary>
    internal static TimeSpan? ProvenSince(ClaimsPrincipal? token, TimeProvider time) =>
        long.TryParse(token?.FindFirstValue(AuthenticationTime), NumberStyles.None, CultureInfo.InvariantCulture, out var at)
        && time.GetUtcNow().ToUnixTimeSeconds() - at is > -Skew and var since
            ? TimeSpan.FromSeconds(Math.Max(0, since))
            : null;

    /// <summary>How long ago a token's person showed several factors, where it says that they did.</summary>
    internal static TimeSpan? FactorSince(ClaimsPrincipal? token, TimeProvider time) =>
        token?.HasClaim(AuthenticationMethods, SeveralFactors) == true ? ProvenSince(token, time) : null;

    /// <summary>Who is signed in; never under an id of the program's, whose marks in the log would be theirs.</summary>
    internal static Guid? PersonOf(ClaimsPrincipal user) =>
        user.Identity?.IsAuthenticated == true && Guid.TryParse(user.FindFirstValue("sub"), out var person) && !NewIds.IsReserved(person)
            ? person
            : null;

    /// <summary>The organisation that the request, or its token, says it acts for; whether it may is another question.</summary>
    internal static Guid? ChosenBy(HttpContext http) =>
        Guid.TryParse((string?)http.Request.Headers[ActingFor] ?? http.User.FindFirstValue("org"), out var chosen) ? chosen : null;

    private async Task<Actor> ResolveAsync(HttpContext http, CancellationToken cancel)
    {
        if (PersonOf(http.User) is not { } person)
            return Actor.Anonymous;
        if (ApiKeyAuthentication.ServiceOf(http) is { } service)
            return new Actor(service.Id, service.Organisation, service.Roles, ApiKeySecrets.AuthorityOf(service.KeyId, service.MadeBy))
            {
                IsService = true,
            };
        var chosen = ChosenBy(http);
        var all = await memberships.OfAsync(person, cancel);
        var membership = all.FirstOrDefault(m => chosen is null ? m.IsDefault : m.Organisation == chosen);
        var actor = membership is null
            ? new Actor(person, null, new HashSet<string>(), "none")
            : new Actor(
                person,
                membership.Organisation,
                membership.Roles,
                string.Concat([$"membership:{membership.Id}", .. membership.DelegationIds.Select(d => $"+delegation:{d}")])
            );
        var proof = Sessions.ProofOf(http);
        return actor with
        {
            ProvenSince = proof.Since ?? ProvenSince(http.User, time),
            FactorSince = proof.Factor ?? FactorSince(http.User, time),
        };
    }
}
