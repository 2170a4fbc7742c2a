using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Accounts;

namespace UseIt.Marketplace.Tests.Web;

/// <summary>A browser without script: keeps cookies, asks for HTML, sends forms with the hidden fields they came with.</summary>
public sealed partial class Browsing : IDisposable
{
    private readonly CookieContainer cookies = new();
    private readonly HttpClient http;

    public Browsing(MarketplaceApp app)
        : this(app.Address, app.Handler()) { }

    public Browsing(Uri address)
        : this(address, new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { }

    private Browsing(Uri address, HttpMessageHandler way) =>
        http = new HttpClient(new Remembering(cookies, way))
        {
            BaseAddress = address,
            DefaultRequestHeaders = { { "Accept", "text/html" } },
        };

    /// <summary>A browser in which this person is signed in.</summary>
    public static async Task<Browsing> AsAsync(MarketplaceApp app, TestPerson person, TimeSpan provenSince = default)
    {
        var browser = new Browsing(app);
        await browser.BecomeAsync(app, person, provenSince);
        return browser;
    }

    /// <summary>Signs this person in, whoever was before.</summary>
    public async Task BecomeAsync(MarketplaceApp app, TestPerson person, TimeSpan provenSince = default)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        await app.Services.GetRequiredService<Sessions>().SignInAsync(context, person.Id, person.Organisation, provenSince);
        foreach (var cookie in context.Response.Headers.SetCookie.Select(c => c!.Split(';')[0].Split('=', 2)))
            cookies.Add(app.Address, new Cookie(cookie[0], cookie[1]));
    }

    /// <summary>Loses a cookie, as a browser does that is closed.</summary>
    public void Forget(string cookie)
    {
        foreach (var kept in cookies.GetAllCookies().Where(c => c.Name == cookie))
            kept.Expired = true;
    }

    public async Task<Seen> GetAsync(string path) => await Seen.OfAsync(await http.GetAsync(new Uri(path, UriKind.Relative)));

    /// <summary>Fills in the form that is sent by post to the path, else the first of the page itself, and sends it.</summary>
    public Task<Seen> SendAsync(Seen page, string path, params (string Name, string Value)[] typed) =>
        PostAsync(path, Filled(page, path, typed));

    /// <summary>The same with a file.</summary>
    public async Task<Seen> SendWithFileAsync(
        Seen page,
        string path,
        string field,
        string fileName,
        byte[] file,
        params (string Name, string Value)[] typed
    )
    {
        using var form = new MultipartFormDataContent();
        foreach (var (name, value) in Filled(page, path, typed))
            form.Add(new StringContent(value), name);
        form.Add(new ByteArrayContent(file), field, fileName);
        return await Seen.OfAsync(await http.PostAsync(new Uri(path, UriKind.Relative), form));
    }

    private static IEnumerable<KeyValuePair<string, string>> Filled(Seen page, string path, (string Name, string Value)[] typed)
    {
        var form =
            Forms()
                .Matches(page.Html)
                .FirstOrDefault(f => f.Value.Contains($"action=\"{WebUtility.HtmlEncode(path)}\"", StringComparison.Ordinal))
                ?.Value
            ?? (FirstForm().Match(page.Html) is { Success: true } first ? first.Value : page.Html);
        var fields = Hidden()
            .Matches(form)
            .DistinctBy(field => field.Groups["name"].Value)
            .Select(field => KeyValuePair.Create(field.Groups["name"].Value, WebUtility.HtmlDecode(field.Groups["value"].Value)));
        return [.. fields, .. typed.Select(field => KeyValuePair.Create(field.Name, field.Value))];
    }

    public async Task<Seen> PostAsync(string path, IEnumerable<KeyValuePair<string, string>> fields)
    {
        using var form = new FormUrlEncodedContent(fields);
        return await Seen.OfAsync(await http.PostAsync(new Uri(path, UriKind.Relative), form));
    }

    public void Dispose() => http.Dispose();

    [GeneratedRegex("<form .*?</form>", RegexOptions.Singleline)]
    private static partial Regex Forms();

    [GeneratedRegex("""(?<=<main.*)<form [^>]*method="post".*?</form>""", RegexOptions.Singleline)]
    private static partial Regex FirstForm();

    [GeneratedRegex("""<input (?=[^>]*type="hidden")(?=[^>]*name="(?<name>[^"]*)")(?=[^>]*value="(?<value>[^"]*)")[^>]*>""")]
    private static partial Regex Hidden();
}

/// <summary>What came back, as a person would read it.</summary>
public sealed partial record Seen(HttpStatusCode Status, string Html, HttpResponseMessage Response)
{
    public static async Task<Seen> OfAsync(HttpResponseMessage response) =>
        new(response.StatusCode, await response.Content.ReadAsStringAsync(), response);

    public string Title => WebUtility.HtmlDecode(Titles().Match(Html).Groups[1].Value);

    public string Heading => WebUtility.HtmlDecode(Headings().Match(Html).Groups[1].Value);

    /// <summary>The error summary: what each line links to, if anything, and its sentence.</summary>
    public IReadOnlyList<(string? Target, string Sentence)> Mistakes =>
        [
            .. Lines()
                .Matches(Summary().Match(Html).Value)
                .Select(line =>
                    (line.Groups["id"].Success ? line.Groups["id"].Value : null, WebUtility.HtmlDecode(line.Groups["sentence"].Value))
                ),
        ];

    /// <summary>The value a text box holds.</summary>
    public string? Typed(string id) =>
        Regex.Match(Html, $"<input [^>]*id=\"{Regex.Escape(id)}\"[^>]*>") is { Success: true } box
        && Regex.Match(box.Value, "value=\"([^\"]*)\"") is { Success: true } value
            ? WebUtility.HtmlDecode(value.Groups[1].Value)
            : null;

    public string? Header(string name) =>
        Response.Headers.TryGetValues(name, out var values) || Response.Content.Headers.TryGetValues(name, out values)
            ? string.Join(", ", values)
            : null;

    [GeneratedRegex("<title>([^<]*)</title>")]
    private static partial Regex Titles();

    [GeneratedRegex("<h1[^>]*>([^<]*)</h1>")]
    private static partial Regex Headings();

    [GeneratedRegex("""govuk-error-summary__list">.*?</ul>""", RegexOptions.Singleline)]
    private static partial Regex Summary();

    [GeneratedRegex("""<li>(?:<a href="#(?<id>[^"]*)">)?(?<sentence>[^<]*)""")]
    private static partial Regex Lines();
}

public static partial class Forms
{
    /// <summary>A browser in which this person is signed in for the organisation.</summary>
    public static async Task<HttpClient> BrowserAsync(this MarketplaceApp app, TestPerson person)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        await scope.ServiceProvider.GetRequiredService<Sessions>().SignInAsync(http, person.Id, person.Organisation, TimeSpan.Zero);
        var cookies = new CookieContainer();
        cookies.SetCookies(app.Address, http.Response.Headers.SetCookie.ToString());
        return new HttpClient(new Following(new Remembering(cookies, app.Handler()))) { BaseAddress = app.Address };
    }

    /// <summary>Opens a page and sends a form of it, with the token it came with; follows to the page that answers.</summary>
    public static async Task<Seen> SendFormAsync(
        this HttpClient http,
        string page,
        string action,
        params IEnumerable<(string Name, string Value)> typed
    )
    {
        var html = await http.GetStringAsync(new Uri(page, UriKind.Relative));
        var token = Token().Match(html).Groups[1].Value;
        using var form = new FormUrlEncodedContent([
            KeyValuePair.Create("__RequestVerificationToken", token),
            .. typed.Select(t => KeyValuePair.Create(t.Name, t.Value)),
        ]);
        return await Seen.OfAsync(await http.PostAsync(new Uri(action, UriKind.Relative), form));
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]*)\"")]
    private static partial Regex Token();
}

/// <summary>Keeps cookies as a browser does.</summary>
internal sealed class Remembering(CookieContainer cookies, HttpMessageHandler way) : DelegatingHandler(way)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (cookies.GetCookieHeader(request.RequestUri!) is { Length: > 0 } kept)
            request.Headers.Add("Cookie", kept);
        var response = await base.SendAsync(request, cancellationToken);
        if (response.Headers.TryGetValues("Set-Cookie", out var set))
            foreach (var cookie in set)
                cookies.SetCookies(request.RequestUri!, cookie);
        return response;
    }
}

/// <summary>Goes where it is sent after a form.</summary>
internal sealed class Following(HttpMessageHandler way) : DelegatingHandler(way)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        while (response.StatusCode is HttpStatusCode.Redirect or HttpStatusCode.SeeOther && response.Headers.Location is { } to)
        {
            using var next = new HttpRequestMessage(HttpMethod.Get, new Uri(request.RequestUri!, to));
            response = await base.SendAsync(next, cancellationToken);
        }
        return response;
    }
}
