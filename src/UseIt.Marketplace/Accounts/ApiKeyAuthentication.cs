using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using UseIt.Marketplace.Organisations;

namespace UseIt.Marketplace.Accounts;

/// <summary>Bearer tokens that are keys of organisations: looked up at each request, so one that is revoked ends on all nodes.</summary>
public sealed class ApiKeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    ApiKeys keys,
    SecurityEvents events
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "api-key";
    private const string Bearer = "Bearer ";

    /// <summary>Whether a request brings such a key, right or wrong.</summary>
    public static bool IsBroughtBy(HttpRequest request) => KeyOf(request) is not null;

    /// <summary>The service account that a request's key stands for.</summary>
    internal static ApiKeys.Service? ServiceOf(HttpContext http) => http.Items[typeof(ApiKeyAuthentication)] as ApiKeys.Service;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (KeyOf(Request) is not { } key)
            return AuthenticateResult.NoResult();
        var cancel = Context.RequestAborted;
        if (await keys.FindAsync(key, cancel) is not { } service)
        {
            events.Note(SecurityEvent.TokenRefused, Context, detail: SchemeName);
            return AuthenticateResult.Fail("Nobody here has this key.");
        }
        await keys.NoteUseAsync(service.KeyId, cancel);
        Context.Items[typeof(ApiKeyAuthentication)] = service;
        var identity = new ClaimsIdentity(
            [new Claim("sub", service.Id.ToString()), new Claim("org", service.Organisation.ToString())],
            SchemeName,
            "sub",
            "roles"
        );
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    private static string? KeyOf(HttpRequest request) =>
        request.Headers.Authorization is [{ Length: <= 200 } sent]
        && sent.StartsWith(Bearer + ApiKey.Prefix, StringComparison.OrdinalIgnoreCase)
            ? sent[Bearer.Length..].Trim()
            : null;
}
