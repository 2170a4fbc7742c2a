using System.Globalization;
using UseIt.EventStore;

namespace UseIt.Marketplace.Shared;

/// <summary>Lets a reader see what it has just written: a page or query waits briefly for its view, and says so when the change is still on its way.</summary>
public sealed class ReadYourWrite(Projector projector)
{
    public const string Cookie = "useit-seen";
    public const string OnItsWay = "Consistency";

    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(1);

    /// <summary>False when the view has not caught up within a second; the answer then carries the header <c>Consistency: on-its-way</c>.</summary>
    public async Task<bool> WaitAsync(HttpContext http, View view)
    {
        string? token = (string?)http.Request.Headers[CommandEndpoints.ConsistencyToken] ?? http.Request.Cookies[Cookie];
        if (!long.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var position)) return true;
        if (await projector.WaitAsync(view, position, AtMost, http.RequestAborted)) return true;
        http.Response.Headers[OnItsWay] = "on-its-way";
        return false;
    }

    /// <summary>Gives the redirect after a command the position it wrote.</summary>
    public static void Remember(HttpContext http, long position)
        => http.Response.Cookies.Append(Cookie, position.ToString(CultureInfo.InvariantCulture), new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, MaxAge = TimeSpan.FromSeconds(30), IsEssential = true });
}
