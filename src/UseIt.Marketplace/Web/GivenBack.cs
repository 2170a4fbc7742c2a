using Microsoft.AspNetCore.Mvc.Filters;
using UseIt.Marketplace.Accounts;

namespace UseIt.Marketplace.Web;

/// <summary>
/// A form that is given back, because its session had ended, nobody had sent it, or it waited for a second factor which was not shown: as
/// it was typed, with nothing done.
/// </summary>
public sealed class GivenBack : IAsyncPageFilter
{
    public const string Ended = "You were signed out before this was sent, so nothing was saved. Check what you typed and send it again";
    public const string EndedWithFiles = Ended + ". Choose your files again";
    public const string Unsent = "You had not sent this form, so nothing was saved. Check what you typed and send it";
    public const string Waited = "This waited for your second factor, and nothing was done. Check it and send it again";

    /// <summary>Says of a request that its form is not to be done.</summary>
    /// <param name="http">The request.</param>
    /// <param name="because">Why it was kept.</param>
    /// <param name="hadFiles">Whether files came with the form; they are not kept.</param>
    public static void Mark(HttpContext http, KeptBecause because, bool hadFiles) =>
        http.Items[typeof(GivenBack)] = because switch
        {
            KeptBecause.FactorNeeded => Waited,
            KeptBecause.Unsent => Unsent,
            _ => hadFiles ? EndedWithFiles : Ended,
        };

    /// <summary>Whether what this page shows was given back.</summary>
    public static bool Is(HttpContext http) => http.Items.ContainsKey(typeof(GivenBack));

    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    public Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        // A form with a mistake is never done, whatever else is right about it.
        if (context.HttpContext.Items[typeof(GivenBack)] is string sentence)
            context.ModelState.AddModelError("", sentence);
        return next();
    }
}
