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

/// <summary>
/// Forms that were typed and never done: those that came after their session had ended, and those that were not sent at all. They are given
/// back on the same page to the same person in the same browser, and to nobody else: what was typed may be part of a bid.
/// </summary>
public sealed class KeptForms(NpgsqlDataSource database, IDataProtectionProvider protection, IAntiforgery antiforgery, Settings settings)
{
    private const string Name = "use-it-kept";
    private const int Days = 7;
    private const int MostOfOnePerson = 20;

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
        QueryHelpers.AddQueryString($"{TypedPath}/drop", "page", PageOf(request.Path, request.QueryString.Value));

    private sealed record Form(Dictionary<string, string[]> Fields, bool HadFiles, bool Sent = true, string? Button = null);

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
        if (await ReadAsync(http) is not { } form || !await IsOursAsync(http, person, form))
            return;
        form = form with { Button = http.Request.Query[Handler] };
        await StoreAsync(http, id, PageOf(http.Request.Path, http.Request.QueryString.Value), form);
    }

    /// <summary>Keeps what somebody is typing, until the form is sent.</summary>
    private async Task<IResult> KeepTypedAsync(HttpContext http, string page, string? button)
    {
        if (
            Actors.PersonOf(http.User) is not { } person
            || page is not ['/', not '/' and not '\\', ..]
            || await ReadAsync(http) is not { } form
            || !await IsOursAsync(http, http.User, form)
        )
            return Results.BadRequest();
        var (path, query) = page.IndexOf('?', StringComparison.Ordinal) is >= 0 and var at ? (page[..at], page[at..]) : (page, "");
        await StoreAsync(http, person, PageOf(path, query), form with { Sent = false, Button = button });
        return Results.NoContent();
    }

    private async Task<IResult> DropAsync(HttpContext http, string page)
    {
        if (page is not ['/', not '/' and not '\\', ..] || !await antiforgery.IsRequestValidAsync(http))
            return Results.BadRequest();
        if (KeyOf(http) is { } key && Actors.PersonOf(http.User) is { } person)
            await ForgetAsync(person, Digest(page, key), http.RequestAborted);
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

    private async Task StoreAsync(HttpContext http, Guid person, string page, Form form)
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
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = Digest(page, key) });
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
        if (HttpMethods.IsPost(http.Request.Method))
            await ForgetAsync(person, PageOf(http, key), http.RequestAborted);
        // A browser that was closed since has lost what proves that the form is its own.
        else if (
            HttpMethods.IsGet(http.Request.Method)
            && await FindAsync(person, key, http) is { } form
            && await IsOursAsync(http, http.User, form)
        )
        {
            http.Request.Method = HttpMethods.Post;
            http.Request.ContentType = "application/x-www-form-urlencoded";
            http.Request.Form = FormOf(form);
            if (form.Button is { Length: > 0 } button && !http.Request.Query.ContainsKey(Handler))
                http.Request.QueryString = http.Request.QueryString.Add(Handler, button);
            GivenBack.Mark(http, form.Sent, form.HadFiles);
        }
    }

    /// <summary>Forgets what was kept of a person.</summary>
    public static async Task ForgetAsync(NpgsqlDataSource database, Guid person, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("delete from accounts.kept_form where person = $1");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = person });
        await command.ExecuteNonQueryAsync(cancel);
    }

    private async Task ForgetAsync(Guid person, byte[] page, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("delete from accounts.kept_form where person = $1 and page = $2");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = person });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = page });
        await command.ExecuteNonQueryAsync(cancel);
    }

    private async Task<Form?> FindAsync(Guid person, string key, HttpContext http)
    {
        await using var command = database.CreateCommand(
            $"""
            select sealed from accounts.kept_form
            where person = $1 and page = $2 and kept > clock_timestamp() - interval '{Days} days' order by kept desc limit 1
            """
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = person });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = PageOf(http, key) });
        if (await command.ExecuteScalarAsync(http.RequestAborted) is not string kept)
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

    private static FormCollection FormOf(Form form) => new(form.Fields.ToDictionary(f => f.Key, f => new StringValues(f.Value)));

    // Files are let go unread: nobody who is not signed in leaves one here.
    private static async Task<Form?> ReadAsync(HttpContext http)
    {
        var request = http.Request;
        if (request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true)
        {
            var sent = await request.ReadFormAsync(http.RequestAborted);
            return new Form(sent.ToDictionary(f => f.Key, f => f.Value.OfType<string>().ToArray()), false);
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

    private static byte[] PageOf(HttpContext http, string key) => Digest(PageOf(http.Request.Path, http.Request.QueryString.Value), key);

    // Whichever button of it was pressed, and however its address is written, it is one form.
    private static string PageOf(string? path, string? query) =>
        path?.ToLowerInvariant() + QueryString.Create(QueryHelpers.ParseQuery(query).Where(q => q.Key != Handler));

    private static byte[] Digest(string page, string key) => HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(page));
}
