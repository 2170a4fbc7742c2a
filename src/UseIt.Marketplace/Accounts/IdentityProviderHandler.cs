using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace UseIt.Marketplace.Accounts;

public sealed class IdentityProviderOptions : OAuthOptions
{
    /// <summary>The provider's discovery document with its keys; fetched when needed and again when a key is not in it.</summary>
    public BaseConfigurationManager Discovery { get; set; } = null!;
}

/// <summary>
/// Sign-in by OpenID Connect: the framework's authorisation code flow with PKCE and state, the end points from the provider's discovery
/// document,
/// and the identity from its ID token (OpenID Connect Core 3.1.3.7), whose nonce ties it to this browser's request.
/// </summary>
public sealed class IdentityProviderHandler(IOptionsMonitor<IdentityProviderOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : OAuthHandler<IdentityProviderOptions>(options, logger, encoder)
{
    /// <summary>What a token may be signed with: never a shared secret, never nothing.</summary>
    public static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256,
        SecurityAlgorithms.RsaSsaPssSha256,
        SecurityAlgorithms.EcdsaSha256,
        SecurityAlgorithms.EcdsaSha384,
    ];

    private const string Nonce = "nonce";
    private const string Again = "again";

    // With max_age the provider has to say when the person proved it (OpenID Connect Core 3.1.2.1).
    private const string MaxAge = "300";

    /// <summary>
    /// A request to the provider; asked again, the person is to prove who they are even where the provider still knows them.
    /// </summary>
    public static AuthenticationProperties Asking(string returnUrl, bool again)
    {
        var properties = new AuthenticationProperties { RedirectUri = returnUrl };
        if (again)
            properties.Items[Again] = "login";
        return properties;
    }

    /// <summary>How long ago the person proved it to the provider, where the provider says so.</summary>
    public static TimeSpan? ProvenSince(ClaimsPrincipal? token, HttpContext http) =>
        long.TryParse(token?.FindFirst(Actors.AuthenticationTime)?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(seconds) is var since
            ? since < TimeSpan.Zero
                ? TimeSpan.Zero
                : since
            : null;

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        await DiscoverAsync();
        await base.HandleChallengeAsync(properties);
    }

    protected override string BuildChallengeUrl(AuthenticationProperties properties, string redirectUri)
    {
        var nonce = properties.Items[Nonce] = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32));
        var url = QueryHelpers.AddQueryString(base.BuildChallengeUrl(properties, redirectUri), Nonce, nonce!);
        return properties.Items.TryGetValue(Again, out var prompt)
            ? QueryHelpers.AddQueryString(url, new Dictionary<string, string?> { ["prompt"] = prompt, ["max_age"] = MaxAge })
            : url;
    }

    protected override async Task<OAuthTokenResponse> ExchangeCodeAsync(OAuthCodeExchangeContext context)
    {
        await DiscoverAsync();
        return await base.ExchangeCodeAsync(context);
    }

    protected override async Task<AuthenticationTicket> CreateTicketAsync(
        ClaimsIdentity identity,
        AuthenticationProperties properties,
        OAuthTokenResponse tokens
    )
    {
        if (!tokens.Response!.RootElement.TryGetProperty("id_token", out var token))
            throw new AuthenticationFailureException("The identity provider sent no ID token.");
        var result = await new JsonWebTokenHandler { MapInboundClaims = false }.ValidateTokenAsync(
            token.GetString(),
            new TokenValidationParameters
            {
                ConfigurationManager = Options.Discovery,
                ValidAudience = Options.ClientId,
                ValidAlgorithms = Algorithms,
                ClockSkew = TimeSpan.FromSeconds(30),
            }
        );
        if (!result.IsValid)
            throw new AuthenticationFailureException("The identity provider's ID token is not valid.", result.Exception);
        if (result.ClaimsIdentity.FindFirst(Nonce)?.Value is not { } nonce || nonce != properties.Items[Nonce])
            throw new AuthenticationFailureException("The identity provider's ID token answers another request.");
        return new AuthenticationTicket(new ClaimsPrincipal(result.ClaimsIdentity), properties, Scheme.Name);
    }

    private async Task DiscoverAsync()
    {
        var found = (OpenIdConnectConfiguration)await Options.Discovery.GetBaseConfigurationAsync(Context.RequestAborted);
        Options.AuthorizationEndpoint = found.AuthorizationEndpoint;
        Options.TokenEndpoint = found.TokenEndpoint;
    }

    public static ConfigurationManager<OpenIdConnectConfiguration> DiscoveryOf(Marketplace.IdentityProvider provider, HttpClient http) =>
        new(
            $"{provider.Authority}/.well-known/openid-configuration",
            new OpenIdConnectConfigurationRetriever(),
            new HttpDocumentRetriever(http) { RequireHttps = provider.NeedsTls }
        );
}
