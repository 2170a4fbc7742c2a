using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Web;

/// <summary>
/// How fresh the answer to a request is: whether the asker's own change is in it yet, and as at when it is true where a view stands still.
/// </summary>
public sealed record Freshness(bool OnItsWay, DateTimeOffset? AsAt)
{
    public static readonly Freshness Full = new(false, null);

    /// <summary>Of what has been read for this request so far.</summary>
    public static Freshness Of(HttpContext http) => http.Items[typeof(Freshness)] as Freshness ?? Full;
}

/// <summary>
/// Lets a reader see what it has just written: a page or query waits briefly for its view, and says so when the change is still on its way
/// or the view stands still.
/// </summary>
public sealed class ReadYourWrite(LogReaders readers, PositionTokens tokens, Settings settings)
{
    public const string Cookie = "useit-seen";

    /// <summary><c>on-its-way</c>, or <c>as-at=INSTANT</c> where a view stands still until an operator has seen to it.</summary>
    public const string Header = "Consistency";

    private IReadOnlyDictionary<TableView, DateTimeOffset?> stopped = new Dictionary<TableView, DateTimeOffset?>();
    private long lookedAt = -1000;

    /// <summary>False when the answer will not hold the asker's last change.</summary>
    public async Task<bool> WaitAsync(HttpContext http, TableView view)
    {
        var still = await StoppedAsync(http.RequestAborted);
        string? token =
            (string?)http.Request.Headers[CommandEndpoints.ConsistencyToken] ?? http.Request.Cookies[Pages.CookieName(Cookie, settings)];
        var there =
            tokens.Read(token) is not { } position
            || await readers.WaitAsync(view, position, settings.ReadYourWriteWithin, http.RequestAborted);
        if (there && !still.ContainsKey(view))
            return true;
        var before = Freshness.Of(http);
        var asAt = still.TryGetValue(view, out var at) ? at ?? DateTimeOffset.UnixEpoch : (DateTimeOffset?)null;
        var now = new Freshness(before.OnItsWay || !there, before.AsAt is { } earlier && (asAt is null || earlier < asAt) ? earlier : asAt);
        http.Items[typeof(Freshness)] = now;
        http.Response.Headers[Header] = now.AsAt is { } instant ? $"as-at={instant.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}" : "on-its-way";
        return there;
    }

    /// <summary>Gives the redirect after a command the position it wrote.</summary>
    public static void Remember(HttpContext http, long position) =>
        http.Response.Cookies.Append(
            Pages.CookieName(Cookie, http.RequestServices.GetRequiredService<Settings>()),
            http.RequestServices.GetRequiredService<PositionTokens>().Of(position),
            new CookieOptions
            {
                HttpOnly = true,
                Secure = !http.RequestServices.GetRequiredService<Settings>().Embedded,
                Path = "/",
                SameSite = SameSiteMode.Lax,
                MaxAge = TimeSpan.FromSeconds(30),
                IsEssential = true,
            }
        );

    // Asked of the database once a second at most, however many pages are read.
    private async Task<IReadOnlyDictionary<TableView, DateTimeOffset?>> StoppedAsync(CancellationToken cancel)
    {
        var (now, before) = (Environment.TickCount64, Interlocked.Read(ref lookedAt));
        if (now - before < 1000 || Interlocked.CompareExchange(ref lookedAt, now, before) != before)
            return stopped;
        return stopped = await readers.StoppedAsync(cancel);
    }
}
