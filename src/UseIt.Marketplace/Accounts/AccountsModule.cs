using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.IdentityModel.Tokens;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Accounts;

public sealed class AccountsModule : Module
{
    public const string Cookie = "cookie";
    public const string Provider = "identity-provider";
    private const string Smart = "smart";

    public override void Services(IServiceCollection services, Settings settings)
    {
        services
            .AddSingleton<Tokens>()
            .AddSingleton<People>()
            .AddSingleton<Actors>()
            .AddSingleton<Sessions>()
            .AddSingleton<SignInLinks>()
            .AddSingleton<Door>()
            .AddAuthorization();
        services.AddDataProtection().SetApplicationName("useit");
        services
            .AddSingleton<ProtectionKeys>()
            .AddOptions<KeyManagementOptions>()
            .Configure<ProtectionKeys>((o, keys) => o.XmlRepository = keys);
        var authentication = services
            .AddAuthentication(Smart)
            .AddPolicyScheme(
                Smart,
                null,
                o =>
                    o.ForwardDefaultSelector = http =>
                        http.Request.Path.StartsWithSegments("/api") ? JwtBearerDefaults.AuthenticationScheme : Cookie
            )
            .AddCookie(
                Cookie,
                o =>
                {
                    o.Cookie.Name = settings.Embedded ? "useit" : "__Host-useit";
                    o.Cookie.HttpOnly = true;
                    o.Cookie.SameSite = SameSiteMode.Lax;
                    o.Cookie.IsEssential = true;
                    o.Cookie.SecurePolicy = settings.Embedded ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
                    o.ExpireTimeSpan = TimeSpan.FromMinutes(30);
                    o.SlidingExpiration = true;
                    o.LoginPath = "/sign-in";
                    o.Events.OnValidatePrincipal = context =>
                        context.HttpContext.RequestServices.GetRequiredService<Sessions>().ValidateAsync(context);
                }
            )
            .AddJwtBearer(o =>
            {
                o.MapInboundClaims = false;
                o.IncludeErrorDetails = false;
                if (settings.IdentityProvider is { } provider)
                    AskOf(provider, o);
                o.TokenValidationParameters = new TokenValidationParameters
                {
                    // The provider's name comes with its keys.
                    ValidIssuer = settings.IdentityProvider is null ? Tokens.Issuer : null,
                    ValidAudience = settings.IdentityProvider?.ApiAudience ?? Tokens.Audience,
                    ValidAlgorithms = settings.IdentityProvider is null
                        ? [SecurityAlgorithms.EcdsaSha256]
                        : IdentityProviderHandler.Algorithms,
                    NameClaimType = "sub",
                    RoleClaimType = "roles",
                    ClockSkew = TimeSpan.FromSeconds(30),
                };
            });
        services
            .AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<Tokens>(
                (o, tokens) =>
                {
                    // Only own key ids are ever looked at; jku, x5u and foreign kids find nothing.
                    if (settings.BuiltInIssuer && settings.IdentityProvider is null)
                        o.TokenValidationParameters.IssuerSigningKeyResolver = (_, _, kid, _) =>
                            tokens.KeyAsync().GetAwaiter().GetResult() is { } key && key.KeyId == kid ? [key] : [];
                }
            );
        if (settings.IdentityProvider is { } known)
            AddSignIn(authentication, known, settings);
    }

    public override void Routes(IEndpointRouteBuilder routes)
        // By GET: the content security policy lets no form lead away from here. A browser led into it by another site signs in as itself.
        =>
        routes
            .MapGet(
                "/sign-in/provider",
                (string? returnUrl, bool? again, Settings settings) =>
                    settings.IdentityProvider is null
                        ? Results.NotFound()
                        : Results.Challenge(
                            IdentityProviderHandler.Asking(returnUrl is ['/', not '/' and not '\\', ..] ? returnUrl : "/", again ?? false),
                            [Provider]
                        )
            )
            .AllowedTo(AllowedTo.Anyone)
            .ExcludeFromDescription();

    private static void AskOf(IdentityProvider provider, JwtBearerOptions o)
    {
        o.Authority = provider.Authority;
        o.RequireHttpsMetadata = provider.NeedsTls;
        o.Events = new JwtBearerEvents
        {
            OnTokenValidated = async context =>
            {
                if (
                    await context
                        .HttpContext.RequestServices.GetRequiredService<Door>()
                        .KnownAsync(context.Principal, context.HttpContext.RequestAborted) is
                    { } person
                )
                    context.Principal = new ClaimsPrincipal(
                        new ClaimsIdentity(
                            [new Claim("sub", person.ToString()), .. context.Principal!.FindAll(Actors.AuthenticationTime)],
                            JwtBearerDefaults.AuthenticationScheme,
                            "sub",
                            "roles"
                        )
                    );
                else
                    context.Fail("Nobody here has this mail address.");
            },
        };
    }

    private static void AddSignIn(AuthenticationBuilder authentication, IdentityProvider provider, Settings settings) =>
        authentication.AddOAuth<IdentityProviderOptions, IdentityProviderHandler>(
            Provider,
            o =>
            {
                o.Discovery = IdentityProviderHandler.DiscoveryOf(provider, new HttpClient { Timeout = TimeSpan.FromSeconds(10) });
                // Both are in the discovery document; the framework wants something there until it is read.
                o.AuthorizationEndpoint = o.TokenEndpoint = provider.Authority;
                o.ClientId = provider.ClientId;
                o.ClientSecret = provider.ClientSecret;
                o.UsePkce = true;
                o.Scope.Add("openid");
                o.Scope.Add("email");
                o.CallbackPath = "/sign-in/callback";
                o.SignInScheme = Cookie;
                o.CorrelationCookie.SameSite = SameSiteMode.Lax;
                o.CorrelationCookie.SecurePolicy = settings.Embedded ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
                o.Events.OnTicketReceived = async context =>
                {
                    var door = context.HttpContext.RequestServices.GetRequiredService<Door>();
                    context.Response.Redirect(
                        await door.KnownAsync(context.Principal, context.HttpContext.RequestAborted) is { } person
                            ? await door.EnterAsync(
                                context.HttpContext,
                                person,
                                context.ReturnUri,
                                IdentityProviderHandler.ProvenSince(context.Principal, context.HttpContext)
                            )
                            : "/sign-in?problem=unknown"
                    );
                    context.HandleResponse();
                };
                o.Events.OnRemoteFailure = context =>
                {
                    context.Response.Redirect("/sign-in?problem=failed");
                    context.HandleResponse();
                    return Task.CompletedTask;
                };
            }
        );
}
