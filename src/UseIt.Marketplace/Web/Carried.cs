using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace UseIt.Marketplace.Web;

/// <summary>
/// What somebody takes from one page of a form to the next before anything of it is stored: in a cookie that only this marketplace can read
/// or make, for a while.
/// </summary>
public sealed class Carried(IDataProtectionProvider protection, Settings settings)
{
    /// <summary>Keeps it in this browser.</summary>
    public void Keep<T>(HttpContext http, string name, T what, TimeSpan lasting)
        where T : class =>
        http.Response.Cookies.Append(
            Pages.CookieName(name, settings),
            Of(name).Protect(JsonSerializer.Serialize(what), lasting),
            Options()
        );

    /// <summary>What this browser brings; nothing when it has none, or for too long.</summary>
    public T? Of<T>(HttpContext http, string name)
        where T : class
    {
        if (http.Request.Cookies[Pages.CookieName(name, settings)] is not { Length: > 0 } cookie)
            return null;
        try
        {
            return JsonSerializer.Deserialize<T>(Of(name).Unprotect(cookie));
        }
        catch (Exception e) when (e is System.Security.Cryptography.CryptographicException or JsonException)
        {
            return null;
        }
    }

    public void Drop(HttpContext http, string name) => http.Response.Cookies.Delete(Pages.CookieName(name, settings), Options());

    private ITimeLimitedDataProtector Of(string name) => protection.CreateProtector("carried", name).ToTimeLimitedDataProtector();

    private CookieOptions Options() =>
        new()
        {
            HttpOnly = true,
            IsEssential = true,
            Path = "/",
            SameSite = SameSiteMode.Lax,
            Secure = !settings.Embedded,
        };
}
