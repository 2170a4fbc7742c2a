using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption.ConfigurationModel;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.IdentityModel.Tokens;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Accounts;

public sealed class AccountsModule : Module
{
    public const string Cookie = "cookie";
    private const string Smart = "smart";

    public override void Services(IServiceCollection services, Settings settings)
    {
        services
            .AddSingleton<Tokens>()
            .AddSingleton<People>()
            .AddSingleton<Actors>()
            .AddSingleton<Sessions>()
            .AddSingleton<KeptForms>()
            .AddSingleton<AlsoHere>()
            .AddSingleton<SignInLinks>()
            .AddSingleton<Door>()
            .AddSingleton<FactorShown>()
            .AddSingleton<Passkeys>()
            .AddSingleton<SecurityEvents>()
            .AddSingleton<PersonalData>()
            .AddSingleton(Sessions.Kept)
            .AddSingleton(KeptForms.Kept)
            .AddSingleton(AlsoHere.Kept)
            .AddSingleton(SecurityEvents.Kept)
            .AddAuthorization();
        if (settings.Works)
            services.AddHostedService(s => s.GetRequiredService<SecurityEvents>());
        // Protection keys are wrapped by their repository; the framework cannot know.
        services.AddLogging(l => l.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error));
        services
            .AddDataProtection()
            .SetApplicationName("useit")
            .UseCryptographicAlgorithms(new AuthenticatedEncryptorConfiguration { EncryptionAlgorithm = EncryptionAlgorithm.AES_256_GCM });
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
                        !http.Request.Path.StartsWithSegments("/api") ? Cookie
                        : ApiKeyAuthentication.IsBroughtBy(http.Request) ? ApiKeyAuthentication.SchemeName
                        : JwtBearerDefaults.AuthenticationScheme
            )
            .AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.SchemeName, null)
            .AddCookie(
                Cookie,
                o =>
                {
                    o.Cookie.Name = settings.Embedded ? "useit" : "__Host-useit";
                    o.Cookie.HttpOnly = true;
                    o.Cookie.SameSite = SameSiteMode.Lax;
                    o.Cookie.IsEssential = true;
                    o.Cookie.SecurePolicy = settings.Embedded ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
                    // The session decides when it is over; whose it was is known for longer, so that a form sent too late is not lost.
                    o.ExpireTimeSpan = TimeSpan.FromDays(7);
                    o.SlidingExpiration = false;
                    o.LoginPath = "/sign-in";
                    o.Events.OnValidatePrincipal = context =>
                        context.HttpContext.RequestServices.GetRequiredService<Sessions>().ValidateAsync(context);
                }
            )
            .AddJwtBearer(o =>
            {
                o.MapInboundClaims = false;
                o.IncludeErrorDetails = false;
                o.Events = new JwtBearerEvents
                {
                    OnAuthenticationFailed = context =>
                    {
                        Refused(context.HttpContext, context.Exception.GetType().Name);
                        return Task.CompletedTask;
                    },
                    OnTokenValidated = async context =>
                    {
                        await context
                            .HttpContext.RequestServices.GetRequiredService<Door>()
                            .AdmitAsync(context, ofProvider: settings.IdentityProvider is not null);
                        if (context.Result is { Succeeded: false })
                            Refused(context.HttpContext, "unknown");
                    },
                };
                if (settings.IdentityProvider is { } provider)
                    AskOf(provider, o);
                o.TokenValidationParameters = new TokenValidationParameters
                {
                    ValidIssuer = settings.IdentityProvider is null ? Tokens.Issuer : null,
                    IssuerValidator = settings.IdentityProvider is { } named ? SignInByProvider.Named(named) : null,
                    ValidAudience = settings.IdentityProvider?.ApiAudience ?? Tokens.Audience,
                    ValidAlgorithms = settings.IdentityProvider is null ? [SecurityAlgorithms.EcdsaSha256] : SignInByProvider.Algorithms,
                    NameClaimType = "sub",
                    RoleClaimType = "roles",
                    ClockSkew = TimeSpan.FromSeconds(30),
                    TypeValidator = Tokens.CheckHeader,
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
            SignInByProvider.Add(authentication, known, settings);
    }

    public override void Routes(IEndpointRouteBuilder routes)
    {
        PersonalData.Map(routes);
        SessionTime.Map(routes);
        KeptForms.Map(routes);
        AlsoHere.Map(routes);
        ProposeFactorResetHandler.Map(routes);
        ConfirmFactorResetHandler.Map(routes);
        MapProvider(routes);
    }

    // By GET: the content security policy lets no form lead away from here. A browser led into it by another site is asked first, since
    // the provider may know who it is without asking.
    private static void MapProvider(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/sign-in/provider",
                async (HttpContext http, string? returnUrl, bool? again) =>
                {
                    var back = returnUrl is ['/', not '/' and not '\\', ..] ? returnUrl : "/";
                    if (http.RequestServices.GetService<SignInByProvider>() is not { } provider)
                        http.Response.StatusCode = StatusCodes.Status404NotFound;
                    else if ((string?)http.Request.Headers["Sec-Fetch-Site"] is null or "same-origin" or "none")
                        await provider.AskAsync(http, back, again ?? false);
                    else
                        http.Response.Redirect($"/sign-in?returnUrl={Uri.EscapeDataString(back)}");
                }
            )
            .AllowedTo(AllowedTo.Anyone)
            .ExcludeFromDescription();

    private static void AskOf(IdentityProvider provider, JwtBearerOptions o)
    {
        o.Authority = provider.Authority;
        o.RequireHttpsMetadata = provider.NeedsTls;
        o.BackchannelHttpHandler = SignInByProvider.Straight();
    }

    private static void Refused(HttpContext http, string why) =>
        http.RequestServices.GetRequiredService<SecurityEvents>().Note(SecurityEvent.TokenRefused, http, detail: why);
}
