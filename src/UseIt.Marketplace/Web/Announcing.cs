using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace UseIt.Marketplace.Web;

/// <summary>One sentence carried over the redirect after a form was sent: "The tender is published".</summary>
public static class Announcing
{
    internal const string Cookie = "use-it-said";

    private const string Key = "Announcement";

    /// <summary>Says once, on the next page shown, what has been done. Travels in a protected cookie, so name no person in it.</summary>
    public static void Announce(this PageModel page, string sentence) => page.TempData[Key] = sentence;

    /// <summary>Looks only where there is a cookie: to look is to send one back.</summary>
    internal static string? Heard(HttpContext context, ITempDataDictionary carried, Settings settings) =>
        context.Request.Cookies.ContainsKey(Pages.CookieName(Cookie, settings)) ? carried[Key] as string : null;
}
