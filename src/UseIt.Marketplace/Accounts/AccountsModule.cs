using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.IdentityModel.Tokens;
using UseIt.Marketplace.Shared;

namespace UseIt.Marketplace.Accounts;

public sealed class AccountsModule : Module
{
    public const string Cookie = "cookie";
    private const string Smart = "smart";

    public override void Services(IServiceCollection services, Settings settings)
    {
        services.AddSingleton<Tokens>().AddSingleton<People>().AddSingleton<Actors>().AddSingleton<Sessions>().AddAuthorization();
        services.AddDataProtection().SetApplicationName("useit");
        services.AddSingleton<ProtectionKeys>().AddOptions<KeyManagementOptions>().Configure<ProtectionKeys>((o, keys) => o.XmlRepository = keys);
        services.AddAuthentication(Smart)
            .AddPolicyScheme(Smart, null, o => o.ForwardDefaultSelector = http => http.Request.Path.StartsWithSegments("/api") ? JwtBearerDefaults.AuthenticationScheme : Cookie)
            .AddCookie(Cookie, o =>
            {
                o.Cookie.Name = settings.Embedded ? "useit" : "__Host-useit";
                o.Cookie.HttpOnly = true;
                o.Cookie.SameSite = SameSiteMode.Lax;
                o.Cookie.IsEssential = true;
                o.Cookie.SecurePolicy = settings.Embedded ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
                o.ExpireTimeSpan = TimeSpan.FromMinutes(30);
                o.SlidingExpiration = true;
                o.LoginPath = "/sign-in";
                o.Events.OnValidatePrincipal = context => context.HttpContext.RequestServices.GetRequiredService<Sessions>().ValidateAsync(context);
            })
            .AddJwtBearer(o =>
            {
                o.MapInboundClaims = false;
                o.IncludeErrorDetails = false;
                o.TokenValidationParameters = new TokenValidationParameters
                {
                    ValidIssuer = Tokens.Issuer,
                    ValidAudience = Tokens.Audience,
                    ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
                    NameClaimType = "sub",
                    RoleClaimType = "roles",
                    ClockSkew = TimeSpan.FromSeconds(30)
                };
            });
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).Configure<Tokens>((o, tokens) =>
        {
            // Only own key ids are ever looked at; jku, x5u and foreign kids find nothing.
            if (settings.BuiltInIssuer)
                o.TokenValidationParameters.IssuerSigningKeyResolver = (_, _, kid, _) => tokens.KeyAsync().GetAwaiter().GetResult() is { } key && key.KeyId == kid ? [key] : [];
        });
    }
}
