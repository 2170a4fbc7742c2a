using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Accounts;

/// <summary>
/// Sign-in by OpenID Connect: the framework's authorisation code flow. What comes back leads to a session, or to the sign-in page with one
/// word why not; the provider's own words are neither shown nor logged.
/// </summary>
public sealed class SignInByProvider(Door door, TimeProvider time, SecurityEvents events, ILogger<SignInByProvider> log)
    : OpenIdConnectEvents
{
    public const string Scheme = "identity-provider";

    private const string Failed = "/sign-in?problem=failed";

    /// <summary>What a token may be signed with: never a shared secret, never nothing.</summary>
    public static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256,
        SecurityAlgorithms.RsaSsaPssSha256,
        SecurityAlgorithms.EcdsaSha256,
        SecurityAlgorithms.EcdsaSha384,
    ];

    internal static void Add(AuthenticationBuilder authentication, IdentityProvider provider, Settings settings)
    {
        authentication
            .Services.AddSingleton<SignInByProvider>()
            // It logs the provider's words, and below that the code itself; what failed is said here.
            .AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.Authentication.OpenIdConnect", LogLevel.None));
        authentication.AddOpenIdConnect(
            Scheme,
            o =>
            {
                o.EventsType = typeof(SignInByProvider);
                o.Authority = provider.Authority;
                o.RequireHttpsMetadata = provider.NeedsTls;
                o.ClientId = provider.ClientId;
                o.ClientSecret = provider.ClientSecret;
                o.ResponseType = OpenIdConnectResponseType.Code;
                // By GET: a form posted from the provider's site would come without our SameSite=Lax cookies.
                o.ResponseMode = OpenIdConnectResponseMode.Query;
                o.Scope.Clear();
                o.Scope.Add("openid");
                o.Scope.Add("email");
                o.CallbackPath = "/sign-in/callback";
                // Signing out is ours alone; the framework would answer two more addresses.
                o.SignedOutCallbackPath = o.RemoteSignOutPath = default;
                o.SignInScheme = AccountsModule.Cookie;
                o.TokenHandler = new OnlySigned { MapInboundClaims = false };
                o.DisableTelemetry = true;
                o.BackchannelTimeout = TimeSpan.FromSeconds(10);
                o.BackchannelHttpHandler = Straight();
                o.TokenValidationParameters.ValidAlgorithms = Algorithms;
                o.TokenValidationParameters.TypeValidator = Tokens.CheckHeader;
                o.TokenValidationParameters.IssuerValidator = Named(provider);
                o.TokenValidationParameters.ClockSkew = TimeSpan.FromSeconds(30);
                o.ProtocolValidator.NonceLifetime = o.RemoteAuthenticationTimeout;
                Harden(o.CorrelationCookie, "use-it-asked.", settings);
                Harden(o.NonceCookie, "use-it-nonce.", settings);
            }
        );
    }

    /// <summary>Goes where it was told to and nowhere else: what answers elsewhere is not the provider that was set.</summary>
    internal static SocketsHttpHandler Straight() => new() { AllowAutoRedirect = false };

    /// <summary>
    /// Takes tokens of the issuer that was set, whatever name its metadata gives (OpenID Connect Discovery 4.3). Some names end with a
    /// slash.
    /// </summary>
    internal static IssuerValidator Named(IdentityProvider provider) =>
        (issuer, _, _) =>
            string.Equals(issuer.TrimEnd('/'), provider.Authority.TrimEnd('/'), StringComparison.Ordinal)
                ? issuer
                : throw new SecurityTokenInvalidIssuerException("The issuer is not the one that was set.");

    /// <summary>
    /// Sends the browser to the provider; asked again, the person is to prove who they are even where the provider still knows them.
    /// </summary>
    internal async Task AskAsync(HttpContext http, string returnUrl, bool again)
    {
        var asked = new OpenIdConnectChallengeProperties { RedirectUri = returnUrl };
        if (again)
        {
            asked.Prompt = "login";
            // With max_age the provider has to say when the person proved it (OpenID Connect Core 3.1.2.1).
            asked.MaxAge = TimeSpan.FromMinutes(5);
        }
        try
        {
            await http.ChallengeAsync(Scheme, asked);
        }
        catch (Exception e) when (!http.RequestAborted.IsCancellationRequested)
        {
            log.LogWarning("The identity provider could not be asked ({Kind}).", KindOf(e));
            http.Response.Redirect(Failed);
        }
    }

    public override async Task TicketReceived(TicketReceivedContext context)
    {
        var http = context.HttpContext;
        var recognised = await door.RecogniseAsync(context.Principal, http.RequestAborted);
        if (recognised.Person is { } person)
            context.Response.Redirect(
                await door.EnterAsync(
                    http,
                    person,
                    context.ReturnUri,
                    Actors.ProvenSince(context.Principal, time),
                    "provider",
                    Actors.FactorSince(context.Principal, time)
                )
            );
        else
        {
            events.Note(SecurityEvent.SignInFailed, http, detail: recognised.Problem);
            context.Response.Redirect($"/sign-in?problem={recognised.Problem}");
        }
        context.HandleResponse();
    }

    public override Task RemoteFailure(RemoteFailureContext context)
    {
        events.Note(SecurityEvent.SignInFailed, context.HttpContext, detail: KindOf(context.Failure));
        log.LogWarning("An answer of the identity provider was not taken ({Kind}).", KindOf(context.Failure));
        context.Response.Redirect(Failed);
        context.HandleResponse();
        return Task.CompletedTask;
    }

    private static void Harden(CookieBuilder cookie, string name, Settings settings)
    {
        cookie.Name = Pages.CookieName(name, settings);
        // __Host- wants the whole site: no neighbouring host can plant one, and with it its own sign-in.
        cookie.Path = "/";
        cookie.SameSite = SameSiteMode.Lax;
        cookie.SecurePolicy = settings.Embedded ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
    }

    private static string? KindOf(Exception? e) => (e?.InnerException ?? e)?.GetType().Name;

    /// <summary>In the code flow the framework would also take a token without a signature, trusting the connection it came by.</summary>
    private sealed class OnlySigned : JsonWebTokenHandler
    {
        public override Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters)
        {
            validationParameters.RequireSignedTokens = true;
            return base.ValidateTokenAsync(token, validationParameters);
        }
    }
}
