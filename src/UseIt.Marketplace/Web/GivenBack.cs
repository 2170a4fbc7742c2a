using Microsoft.AspNetCore.Mvc.Filters;

namespace UseIt.Marketplace.Web;

/// <summary>A form that is given back after its session had ended: shown as it was typed, with nothing done.</summary>
public sealed class GivenBack : IAsyncPageFilter
{
    public const string Ended = "You were signed out before this was sent, so nothing was saved. Check what you typed and send it again";
    public const string EndedWithFiles = Ended + ". Choose your files again";

    /// <summary>Says of a request that its form is not to be done.</summary>
    /// <param name="http">The request.</param>
    /// <param name="hadFiles">Whether files came with the form; they are not kept.</param>
    public static void Mark(HttpContext http, bool hadFiles) => http.Items[typeof(GivenBack)] = hadFiles ? EndedWithFiles : Ended;

    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    public Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        // A form with a mistake is never done, whatever else is right about it.
        if (context.HttpContext.Items[typeof(GivenBack)] is string sentence)
            context.ModelState.AddModelError("", sentence);
        return next();
    }
}
