using System.Globalization;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding.Metadata;
using Microsoft.Extensions.WebEncoders;

namespace UseIt.Marketplace.Web;

/// <summary>Razor pages beside their slices, in every folder of the project.</summary>
public static partial class Pages
{
    public static void AddPages(this WebApplicationBuilder builder)
    {
        builder.AddWebSecurity();
        // Started from its sources it finds its style sheets whatever the environment is called; published it has no need to.
        builder.WebHost.UseStaticWebAssets();
        var services = builder.Services;
        services
            .AddSingleton<Site>()
            .AddFooter("About", "/about")
            .AddFooter("How it works", "/how-it-works")
            .AddFooter("Help", "/help")
            .AddFooter("Contact", "/contact")
            .AddFooter("Open data", "/open-data")
            .AddFooter("Accessibility", "/accessibility")
            .AddFooter("Privacy", "/privacy")
            .AddFooter("Cookies", "/cookies")
            .AddFooter("Terms", "/terms");
        services.AddProblemDetails();
        services.Configure<WebEncoderOptions>(encoders => encoders.TextEncoderSettings = new(UnicodeRanges.All));
        services.Configure<RouteOptions>(routes => routes.LowercaseUrls = true);
        services
            .AddOptions<AntiforgeryOptions>()
            .Configure<Settings>(
                (antiforgery, settings) =>
                {
                    antiforgery.Cookie.Name = CookieName("use-it-form", settings);
                    antiforgery.Cookie.SecurePolicy = Secure(settings);
                    antiforgery.HeaderName = "X-Form-Token";
                    antiforgery.SuppressXFrameOptionsHeader = true;
                }
            );
        services
            .AddOptions<CookieTempDataProviderOptions>()
            .Configure<Settings>(
                (carried, settings) =>
                {
                    carried.Cookie.Name = CookieName(Announcing.Cookie, settings);
                    carried.Cookie.SecurePolicy = Secure(settings);
                }
            );
        services.AddRazorPages(pages => pages.RootDirectory = "/").AddMvcOptions(Binding);
    }

    /// <summary>Call before authentication: it begins the pipeline, with routing in it, and maps every page and static file.</summary>
    public static void UsePages(this WebApplication app)
    {
        app.UseEvenNotFound();
        app.UseWebSecurity();
        app.UseSorry();
        app.UseWatching();
        app.UseRequestLocalization(
            new RequestLocalizationOptions
            {
                DefaultRequestCulture = new RequestCulture("en-GB"),
                SupportedCultures = [CultureInfo.GetCultureInfo("en-GB")],
                SupportedUICultures = [CultureInfo.GetCultureInfo("en-GB")],
                RequestCultureProviders = [],
            }
        );
        app.UseRouting();
        app.MapStaticAssets().AllowedTo(AllowedTo.Anyone);
        var pages = app.MapRazorPages().WithStaticAssets();
        pages.Add(endpoint =>
        {
            if (endpoint.Metadata.OfType<PageForAttribute>().LastOrDefault() is { } page)
                endpoint.Metadata.Add(page.Who);
        });
    }

    internal static string CookieName(string name, Settings settings) => settings.Embedded ? name : "__Host-" + name;

    private static CookieSecurePolicy Secure(Settings settings) =>
        settings.Embedded ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;

    private static void Binding(MvcOptions options)
    {
        // The command's own refusals decide what is required; a type annotation does not.
        options.SuppressImplicitRequiredAttributeForNonNullableReferenceTypes = true;
        options.Filters.Add<GivenBack>();
        options.ModelBinderProviders.Insert(0, new DateBinderProvider());
        options.ModelBinderProviders.Insert(0, new NumberBinderProvider());
        options.ModelBinderProviders.Insert(1, new TypedText.BinderProvider());
        options.ModelMetadataDetailsProviders.Add(new SpokenNames());
        var sentences = options.ModelBindingMessageProvider;
        sentences.SetAttemptedValueIsInvalidAccessor((typed, name) => $"{name} cannot be “{typed}”. Check what you entered");
        sentences.SetValueIsInvalidAccessor(typed => $"“{typed}” cannot be used here. Check what you entered");
        sentences.SetNonPropertyAttemptedValueIsInvalidAccessor(typed => $"“{typed}” cannot be used here. Check what you entered");
        sentences.SetUnknownValueIsInvalidAccessor(name => $"{name} could not be read. Enter it again");
        sentences.SetValueMustNotBeNullAccessor(_ => "Enter an answer");
        sentences.SetValueMustBeANumberAccessor(name => $"{name} must be a number");
    }

    /// <summary>`ClosingDate` is called "Closing date" in a sentence, unless the property has a display name.</summary>
    private sealed partial class SpokenNames : IDisplayMetadataProvider
    {
        public void CreateDisplayMetadata(DisplayMetadataProviderContext context)
        {
            if (context.Key.Name is not { } name || context.DisplayMetadata.DisplayName is not null)
                return;
            var words = WordStart().Replace(name, match => " " + match.Value.ToLowerInvariant());
            context.DisplayMetadata.DisplayName = () => words;
        }

        [GeneratedRegex("(?<=[a-z0-9])[A-Z](?=[a-z]|$)")]
        private static partial Regex WordStart();
    }
}
