using Microsoft.AspNetCore.Mvc.Filters;

namespace UseIt.Marketplace.Web;

/// <summary>
/// A form that is given back after its session had ended, or that waited for a second factor which was not shown: as it was typed, with
/// nothing done.
/// </summary>
public sealed class GivenBack : IAsyncPageFilter
{
    public const string Ended = "You were signed out before this was sent, so nothing was saved. Check what you typed and send it again";
    public const string EndedWithFiles = Ended + ". Choose your files again";

    public const string Waited = "This waited for your second factor, and nothing was done. Check it and send it again";

    /// <summary>Says of a request that its form is not to be done.</summary>
    /// <param name="http">The request.</param>
    /// <param name="hadFiles">Whether files came with the form; they are not kept.</param>
    /// <param name="forFactor">Whether it waited for a second factor.</param>
    public static void Mark(HttpContext http, bool hadFiles, bool forFactor) =>
        http.Items[typeof(GivenBack)] =
            forFactor ? Waited
            : hadFiles ? EndedWithFiles
            : Ended;

    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    public Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        // A form with a mistake is never done, whatever else is right about it.
        if (context.HttpContext.Items[typeof(GivenBack)] is string sentence)
            context.ModelState.AddModelError("", sentence);
        return next();
    }
}
