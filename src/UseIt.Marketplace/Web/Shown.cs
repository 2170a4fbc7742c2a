using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Web;

/// <summary>What a field shows as stored: its label, its values, and how a value reads.</summary>
public sealed record ShownField(string Label, IReadOnlyList<string> Values, Func<string, string> Says)
{
    public IEnumerable<string> Said => Values.Select(Says);

    internal string Digest => Convert.ToBase64String(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(Normal(Values))).AsSpan(0, 15));

    // A browser sends line breaks its own way, and boxes in the order of the page.
    internal static string[] Normal(IEnumerable<string> values) =>
        [.. values.Select(v => v.ReplaceLineEndings("\n").Trim()).Where(v => v.Length > 0).Order(StringComparer.OrdinalIgnoreCase)];
}

/// <summary>
/// What the forms of a page showed as stored when it was drawn. A form brings it back, so that nobody overwrites what somebody else has
/// saved meanwhile, in another tab or another town, without having seen it.
/// </summary>
public sealed class Shown
{
    public const string Field = "__shown";

    public static readonly Refusal Changed = new(
        "changed-meanwhile",
        null,
        "Something else was saved here since you opened this page. Check your answer against it and send again"
    );

    private readonly List<Dictionary<string, ShownField>> forms = [];

    // Where the form was drawn, and a digest of what each field showed.
    private sealed record Drawn(string Path, string Query, Dictionary<string, string> Fields);

    /// <summary>Whether a page is drawn once more for its forms alone, and for nobody's eyes.</summary>
    public static bool IsRedraw(HttpContext http) => http.Items.ContainsKey(nameof(IsRedraw));

    public static Shown On(HttpContext http)
    {
        if (http.Items[typeof(Shown)] is Shown known)
            return known;
        var shown = new Shown();
        http.Items[typeof(Shown)] = shown;
        return shown;
    }

    /// <summary>What others have saved meanwhile in the fields of the form that was sent; empty unless that is why it comes back.</summary>
    public IReadOnlyDictionary<string, ShownField> Meanwhile { get; private set; } = new Dictionary<string, ShownField>();

    private Dictionary<string, ShownField>? now;

    /// <summary>Called where a form begins; the fields drawn from now on are its own.</summary>
    public IReadOnlyDictionary<string, ShownField> Begin()
    {
        forms.Add(new Dictionary<string, ShownField>(StringComparer.Ordinal));
        return forms[^1];
    }

    /// <summary>Called by every field as it is drawn.</summary>
    public void Note(string name, ShownField field)
    {
        if (forms.Count > 0)
            forms[^1][name] = field;
    }

    /// <summary>What a form that is drawn is to bring back; null where it shows nothing.</summary>
    public string? Token(HttpContext http, IReadOnlyDictionary<string, ShownField> form)
    {
        if (form.Count == 0 || http.User.Identity?.IsAuthenticated != true)
            return null;
        if (!HttpMethods.IsPost(http.Request.Method))
            return Written(http, form, Query(http));
        // What the boxes hold after a form has come is what was typed.
        return Brought(http) is not { } brought || !brought.Fields.Keys.Any(form.ContainsKey) ? null
            : now is not null ? Written(http, now, brought.Query)
            : http.Request.Form[Field];
    }

    /// <summary>Whether the form that was sent still shows what is stored; what does not is in <see cref="Meanwhile"/>.</summary>
    public async Task<bool> StillAsync(HttpContext http)
    {
        if (Brought(http) is not { } brought || brought.Path != http.Request.Path)
            return true;
        var before = brought.Fields;
        var drawn = await DrawnAgainAsync(http, brought.Query);
        // Where the page has such a form no more, the command itself knows why.
        if (drawn?.forms.MaxBy(form => form.Keys.Count(before.ContainsKey)) is not { } form || !form.Keys.Any(before.ContainsKey))
            return true;
        now = form;
        Meanwhile = before
            .Keys.Union(now.Keys)
            .Select(name => (Name: name, Field: now.GetValueOrDefault(name) ?? new ShownField("", [], v => v)))
            .Where(f => before.GetValueOrDefault(f.Name) != f.Field.Digest && !IsSame(Typed(http.Request.Form, f.Name), f.Field.Values))
            .ToDictionary(f => f.Name, f => f.Field);
        return Meanwhile.Count == 0;
    }

    // What was typed as £5,000 is shown as 5000.
    private static bool IsSame(IEnumerable<string> typed, IEnumerable<string> stored)
    {
        var (mine, theirs) = (ShownField.Normal(typed), ShownField.Normal(stored));
        return mine.SequenceEqual(theirs, StringComparer.OrdinalIgnoreCase)
            || mine is [var one]
                && theirs is [var other]
                && Web.Typed.Number(one, out var number)
                && Web.Typed.Number(other, out var value)
                && number is not null
                && number == value;
    }

    private static IEnumerable<string> Typed(IFormCollection form, string name) =>
        form.ContainsKey(name) || DateBinder.Parts.Any(part => !form.ContainsKey($"{name}.{part}"))
            ? form[name].OfType<string>()
            : [DateBinder.Written(DateBinder.Parts.Select(part => form[$"{name}.{part}"].ToString()))];

    private static Drawn? Brought(HttpContext http)
    {
        if (!http.Request.HasFormContentType || http.Request.Form[Field].ToString() is not { Length: > 0 } token)
            return null;
        try
        {
            return JsonSerializer.Deserialize<Drawn>(Protector(http).Unprotect(token));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static string Written(HttpContext http, IReadOnlyDictionary<string, ShownField> form, string query) =>
        Protector(http)
            .Protect(JsonSerializer.Serialize(new Drawn(http.Request.Path, query, form.ToDictionary(f => f.Key, f => f.Value.Digest))));

    private static string Query(HttpContext http) =>
        QueryString.Create(http.Request.Query.Where(q => !q.Key.Equals("handler", StringComparison.OrdinalIgnoreCase))).ToString();

    private static IDataProtector Protector(HttpContext http) =>
        http.RequestServices.GetRequiredService<IDataProtectionProvider>().CreateProtector("shown");

    // The page itself knows best what it shows: it is asked for once more, as the same person, and its answer is read for nothing else.
    private static async Task<Shown?> DrawnAgainAsync(HttpContext http, string query)
    {
        if (http.GetEndpoint() is not { RequestDelegate: { } page } endpoint)
            return null;
        await using var scope = http.RequestServices.CreateAsyncScope();
        var again = new DefaultHttpContext
        {
            RequestServices = scope.ServiceProvider,
            RequestAborted = http.RequestAborted,
            User = http.User,
            TraceIdentifier = http.TraceIdentifier,
        };
        var (to, from) = (again.Request, http.Request);
        (to.Method, to.Scheme, to.Host, to.PathBase, to.Path) = (HttpMethods.Get, from.Scheme, from.Host, from.PathBase, from.Path);
        to.QueryString = new QueryString(query);
        to.Headers.Cookie = from.Headers.Cookie;
        // Whoever saved before is to be seen, though the views may not have come so far yet.
        var position = await http.RequestServices.GetRequiredService<NpgsqlDataSource>().CeilingAsync(http.RequestAborted);
        to.Headers[CommandEndpoints.ConsistencyToken] = http.RequestServices.GetRequiredService<PositionTokens>().Of(position);
        to.RouteValues = new RouteValueDictionary(from.RouteValues);
        to.RouteValues.Remove("handler");
        foreach (var known in new[] { typeof(Actor), typeof(Sessions) })
            again.Items[known] = http.Items[known];
        again.Items[nameof(IsRedraw)] = true;
        again.SetEndpoint(endpoint);
        again.Response.Body = Stream.Null;
        await page(again);
        return again.Response.StatusCode == StatusCodes.Status200OK ? On(again) : null;
    }
}
