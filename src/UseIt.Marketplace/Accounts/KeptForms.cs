using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Accounts;

/// <summary>Why a form that was typed was not done.</summary>
public enum KeptBecause
{
    SessionEnded,

    /// <summary>Nobody has sent it.</summary>
    Unsent,

    /// <summary>It waits until its person has shown a second factor.</summary>
    FactorNeeded,
}

/// <summary>
/// Forms that were typed and not done: after their session had ended, before a second factor was shown, or because nobody has sent them
/// yet. They are given back on the same page to the same person in the same browser, and to nobody else: what was typed may be part of a
/// bid. What waited for a factor that is shown is done.
/// </summary>
public sealed class KeptForms(
    NpgsqlDataSource database,
    IDataProtectionProvider protection,
    IAntiforgery antiforgery,
    Carried carried,
    Settings settings
)
{
    private const string Name = "use-it-kept";
    private const int Days = 7;
    private const int MostOfOnePerson = 20;
    private const string Onward = "use-it-onward";

    internal static readonly RetentionClass Kept = new(
        "forms that were typed and never sent, or too late",
        Days,
        "until their person sends them",
        "select kept from accounts.kept_form"
    )
    {
        Erase = async (services, before, cancel) =>
        {
            await using var command = services
                .GetRequiredService<NpgsqlDataSource>()
                .CreateCommand("delete from accounts.kept_form where kept < $1");
            command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = before });
            return await command.ExecuteNonQueryAsync(cancel);
        },
    };

    private const string Handler = "handler";
    private const string TypedPath = "/account/kept-form";

    /// <summary>Where a page whose form was given back has it forgotten.</summary>
    public static string DropPath(HttpRequest request) =>
        QueryHelpers.AddQueryString($"{TypedPath}/drop", "page", FormAt(Here(request.HttpContext)));

    private sealed record Form(
        Dictionary<string, string[]> Fields,
        bool HadFiles,
        KeptBecause Because = KeptBecause.SessionEnded,
        string? Button = null
    );

    // Where a form waits that is to be done once its page is asked for: by this browser alone, and not for long.
    private sealed record Place(string Page);

    private string Cookie => Pages.CookieName(Name, settings);

    /// <summary>Keeps the form of a request whose session is over, where it is one of ours that the person of the session sent.</summary>
    public async Task KeepAsync(HttpContext http)
    {
        if (
            !IsOfPage(http)
            || !HttpMethods.IsPost(http.Request.Method)
            || Sessions.EndedOf(http) is not { } person
            || Actors.PersonOf(person) is not { } id
        )
            return;
        if (await ReadAsync(http) is { } form && await IsOursAsync(http, person, form))
            await KeepAsync(http, id, Here(http), form with { Button = ButtonOf(Here(http)) });
    }

    /// <summary>Keeps the form of a request that is not done before its person has shown a second factor.</summary>
    public async Task KeepForFactorAsync(HttpContext http)
    {
        if (!HttpMethods.IsPost(http.Request.Method) || Actors.PersonOf(http.User) is not { } person)
            return;
        var sent = await http.Request.ReadFormAsync(http.RequestAborted);
        var form = new Form(FieldsOf(sent), sent.Files.Count > 0, KeptBecause.FactorNeeded, ButtonOf(Here(http)));
        await KeepAsync(http, person, Here(http), form);
    }

    /// <summary>Keeps what somebody is typing, until the form is sent.</summary>
    private async Task<IResult> KeepTypedAsync(HttpContext http, string page, string? button)
    {
        if (
            Actors.PersonOf(http.User) is not { } person
            || !IsLocal(page)
            || await ReadAsync(http) is not { } form
            || !await IsOursAsync(http, http.User, form)
        )
            return Results.BadRequest();
        await KeepAsync(http, person, page, form with { Because = KeptBecause.Unsent, Button = button });
        return Results.NoContent();
    }

    private async Task<IResult> DropAsync(HttpContext http, string page)
    {
        if (!IsLocal(page) || !await antiforgery.IsRequestValidAsync(http))
            return Results.BadRequest();
        if (KeyOf(http) is { } key && Actors.PersonOf(http.User) is { } person)
            await ForgetAsync(person, PageOf(page, key), http.RequestAborted);
        return Results.LocalRedirect(page);
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapPost(TypedPath, (HttpContext http, KeptForms kept, string page, string? button) => kept.KeepTypedAsync(http, page, button))
            .AllowedTo(AllowedTo.Person)
            .ExcludeFromDescription();
        routes
            .MapPost($"{TypedPath}/drop", (HttpContext http, KeptForms kept, string page) => kept.DropAsync(http, page))
            .AllowedTo(AllowedTo.Person)
            .ExcludeFromDescription();
    }

    /// <summary>
    /// Where to go once a second factor is shown: a form that waited there for it is done then. Where none waits, the page as it is.
    /// </summary>
    public async Task<string> OnwardAsync(HttpContext http, string page)
    {
        if (
            KeyOf(http) is { } key
            && Actors.PersonOf(http.User) is { } person
            && await FindAsync(person, PageOf(page, key), key, StepUp.Holds, http.RequestAborted)
                is { Because: KeptBecause.FactorNeeded } form
            && form.Button == ButtonOf(page)
        )
        {
            // Files are not kept, so whoever sent some is asked for them again.
            if (!form.HadFiles)
                carried.Keep(http, Onward, new Place(page), StepUp.Holds);
            return page;
        }
        return page.Split('?') is [var path, var query] && query.Contains("handler=", StringComparison.Ordinal) ? path : page;
    }

    private async Task KeepAsync(HttpContext http, Guid person, string page, Form form)
    {
        var key = KeyOf(http) ?? Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        await using var command = database.CreateCommand(
            $"""
            with former as (
              delete from accounts.kept_form where person = $2 and (page = $3 or id in (
                select id from accounts.kept_form where person = $2 order by kept desc offset {MostOfOnePerson - 1})))
            insert into accounts.kept_form values ($1, $2, $3, $4, clock_timestamp())
            """
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Guid.CreateVersion7() });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = person });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = PageOf(page, key) });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Sealer(key).Protect(JsonSerializer.Serialize(form)) });
        await command.ExecuteNonQueryAsync(http.RequestAborted);
        http.Response.Cookies.Append(
            Cookie,
            key,
            new CookieOptions
            {
                HttpOnly = true,
                IsEssential = true,
                MaxAge = TimeSpan.FromDays(Days),
                Path = "/",
                SameSite = Microsoft.AspNetCore.Http.SameSiteMode.Lax,
                Secure = !settings.Embedded,
            }
        );
    }

    /// <summary>
    /// Makes a request for a page whose form was kept one that brings the form again, to be shown and not to be done; see
    /// <see cref="GivenBack"/>. The form is forgotten once it is sent.
    /// </summary>
    public async Task GiveBackAsync(HttpContext http)
    {
        if (!IsOfPage(http) || KeyOf(http) is not { } key || Actors.PersonOf(http.User) is not { } person)
            return;
        var page = PageOf(Here(http), key);
        if (HttpMethods.IsPost(http.Request.Method))
            await ForgetAsync(person, page, http.RequestAborted);
        // A browser that was closed since has lost what proves that the form is its own.
        else if (
            HttpMethods.IsGet(http.Request.Method)
            && await FindAsync(person, page, key, TimeSpan.FromDays(Days), http.RequestAborted) is { } form
            && await IsOursAsync(http, http.User, form)
        )
        {
            // Whoever asks twice at once does it once; what waited is done by the button that was pressed, and by no other.
            var does =
                form.Because == KeptBecause.FactorNeeded
                && form.Button == ButtonOf(Here(http))
                && GoesOn(http)
                && await ForgetAsync(person, page, http.RequestAborted);
            http.Request.Method = HttpMethods.Post;
            http.Request.ContentType = "application/x-www-form-urlencoded";
            http.Request.Form = FormOf(form);
            if (form.Button is { Length: > 0 } button && !http.Request.Query.ContainsKey(Handler))
                http.Request.QueryString = http.Request.QueryString.Add(Handler, button);
            if (!does)
                GivenBack.Mark(http, form.Because, form.HadFiles);
        }
    }

    // Only where this browser was sent here a moment ago because the factor was shown, and for this page.
    private bool GoesOn(HttpContext http)
    {
        if (carried.Of<Place>(http, Onward) is not { } place || place.Page != Here(http) || Sessions.ProofOf(http).Factor is not { } since)
            return false;
        carried.Drop(http, Onward);
        return since <= StepUp.Holds;
    }

    /// <summary>Forgets what was kept of a person.</summary>
    public static async Task ForgetAsync(NpgsqlDataSource database, Guid person, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("delete from accounts.kept_form where person = $1");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = person });
        await command.ExecuteNonQueryAsync(cancel);
    }

    private async Task<bool> ForgetAsync(Guid person, byte[] page, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("delete from accounts.kept_form where person = $1 and page = $2");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = person });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = page });
        return await command.ExecuteNonQueryAsync(cancel) > 0;
    }

    private async Task<Form?> FindAsync(Guid person, byte[] page, string key, TimeSpan within, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            """
            select sealed from accounts.kept_form
            where person = $1 and page = $2 and kept > clock_timestamp() - $3 order by kept desc limit 1
            """
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = person });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = page });
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = within });
        if (await command.ExecuteScalarAsync(cancel) is not string kept)
            return null;
        try
        {
            return JsonSerializer.Deserialize<Form>(Sealer(key).Unprotect(kept));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    // A form's token is bound to its person, so that nobody can have one planted on another's page.
    private async Task<bool> IsOursAsync(HttpContext http, ClaimsPrincipal person, Form form)
    {
        var (before, method, sent) = (http.User, http.Request.Method, http.Features.Get<IFormFeature>());
        (http.User, http.Request.Method) = (person, HttpMethods.Post);
        http.Features.Set<IFormFeature>(new FormFeature(FormOf(form)));
        try
        {
            return await antiforgery.IsRequestValidAsync(http);
        }
        finally
        {
            (http.User, http.Request.Method) = (before, method);
            http.Features.Set(sent);
        }
    }

    private static bool IsOfPage(HttpContext http) => http.GetEndpoint()?.Metadata.GetMetadata<PageForAttribute>() is not null;

    private static Dictionary<string, string[]> FieldsOf(IFormCollection form) =>
        form.ToDictionary(f => f.Key, f => f.Value.OfType<string>().ToArray());

    private static FormCollection FormOf(Form form) => new(form.Fields.ToDictionary(f => f.Key, f => new StringValues(f.Value)));

    // Files are let go unread: nobody who is not signed in leaves one here.
    private static async Task<Form?> ReadAsync(HttpContext http)
    {
        var request = http.Request;
        if (request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true)
        {
            var sent = await request.ReadFormAsync(http.RequestAborted);
            return new Form(FieldsOf(sent), false);
        }
        if (
            !MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 and <= 200 } boundary
        )
            return null;
        if (
            http.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>()?.MaxRequestBodySize is { } most
            && http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit
        )
            limit.MaxRequestBodySize = most;
        var (fields, hadFiles, left) = (new Dictionary<string, List<string>>(StringComparer.Ordinal), false, (int)WebSecurity.LargestBody);
        var reader = new MultipartReader(boundary, request.Body);
        while (await reader.ReadNextSectionAsync(http.RequestAborted) is { } section)
        {
            if (section.AsFormDataSection() is not { } field)
            {
                hadFiles |= section.AsFileSection() is { FileName.Length: > 0 };
                continue;
            }
            var value = await field.GetValueAsync(http.RequestAborted);
            if ((left -= value.Length + field.Name.Length) < 0)
                return null;
            if (!fields.TryGetValue(field.Name, out var values))
                fields[field.Name] = values = [];
            values.Add(value);
        }
        return new Form(fields.ToDictionary(f => f.Key, f => f.Value.ToArray()), hadFiles);
    }

    // The key is part of what the protection is derived from, so that the ring and the database together do not open it.
    private IDataProtector Sealer(string key) => protection.CreateProtector("kept form", key);

    private string? KeyOf(HttpContext http) => http.Request.Cookies[Cookie] is { Length: 43 } key ? key : null;

    internal static string Here(HttpContext http) => $"{http.Request.Path}{http.Request.QueryString}";

    private static bool IsLocal(string page) => page is ['/', not '/' and not '\\', ..];

    private static (string Path, Dictionary<string, StringValues> Query) Parts(string page) =>
        page.IndexOf('?', StringComparison.Ordinal) is >= 0 and var at ? (page[..at], QueryHelpers.ParseQuery(page[at..])) : (page, []);

    private static string? ButtonOf(string page) => Parts(page).Query.GetValueOrDefault(Handler);

    // Whichever button of it was pressed, and however its address is written, it is one form.
    private static string FormAt(string page)
    {
        var (path, query) = Parts(page);
        return path.ToLowerInvariant() + QueryString.Create(query.Where(q => q.Key != Handler));
    }

    private static byte[] PageOf(string page, string key) =>
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(FormAt(page)));
}
