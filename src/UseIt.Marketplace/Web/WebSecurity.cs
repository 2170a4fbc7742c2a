using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace UseIt.Marketplace.Web;

/// <summary>What a browser may do with our pages, and how much anybody may send us.</summary>
public static class WebSecurity
{
    public const long LargestBody = 1024 * 1024;

    /// <summary>The one script written into the layout; govuk-frontend needs it to run before the page is drawn.</summary>
    public const string ScriptInLayout =
        "document.body.className += ' js-enabled' + ('noModule' in HTMLScriptElement.prototype ? ' govuk-frontend-supported' : '');";

    private static readonly string Policy = string.Join(
        "; ",
        "default-src 'none'",
        "style-src 'self'",
        $"script-src 'self' 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(ScriptInLayout)))}'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'"
    );

    public static void AddWebSecurity(this WebApplicationBuilder builder)
    {
        builder.Services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            // Counted over all that was given out so far: a piece of a file at the usual 240 bytes a second could be taken an hour over.
            kestrel.Limits.MinResponseDataRate = new MinDataRate(4096, TimeSpan.FromSeconds(10));
        });
        builder.Services.Configure<FormOptions>(form =>
        {
            form.ValueLengthLimit = (int)LargestBody;
            form.ValueCountLimit = 1000;
        });
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.MaxDepth = 32);
        builder
            .Services.AddOptions<HostFilteringOptions>()
            .Configure<Settings>(
                (hosts, settings) =>
                {
                    // The name people use, and this machine's own for whoever asks after its health.
                    if (settings.Embedded || settings.Address != Settings.DefaultAddress)
                        hosts.AllowedHosts =
                        [
                            new Uri(settings.Address).Host,
                            "localhost",
                            "127.0.0.1",
                            "[::1]",
                            .. builder.Configuration["AllowedHosts"]?.Split(';', StringSplitOptions.RemoveEmptyEntries) ?? [],
                        ];
                }
            );
    }

    public static void UseWebSecurity(this WebApplication app)
    {
        var real = !app.Services.GetRequiredService<Site>().Embedded;
        // At the last moment, since the exception handler clears what was set before.
        app.Use(
            (context, next) =>
            {
                context.Response.OnStarting(() => Harden(context.Response.Headers, encrypted: real && context.Request.IsHttps));
                return next(context);
            }
        );
        // It would give a caller's own headers back, cookies among them.
        app.Use(
            (context, next) =>
            {
                if (!HttpMethods.IsTrace(context.Request.Method))
                    return next(context);
                context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
                return Task.CompletedTask;
            }
        );
    }

    private static Task Harden(IHeaderDictionary headers, bool encrypted)
    {
        if (encrypted)
            headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
        if ((string?)headers.ContentType is "text/css" or "text/javascript" or "image/svg+xml")
            headers.ContentType = $"{headers.ContentType}; charset=utf-8";
        // A report brings its own style and with it a policy that allows that and nothing else.
        if (headers.ContentSecurityPolicy.Count == 0)
            headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        // Private unless an endpoint says otherwise; static files and feeds do.
        if (headers.CacheControl.Count == 0)
            headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }
}
