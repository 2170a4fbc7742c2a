using Microsoft.AspNetCore.Mvc.Filters;

namespace UseIt.Marketplace.Web;

/// <summary>A form that is given back, because its session had ended or nobody sent it: shown as it was typed, with nothing done.</summary>
public sealed class GivenBack : IAsyncPageFilter
{
    public const string Ended = "You were signed out before this was sent, so nothing was saved. Check what you typed and send it again";
    public const string EndedWithFiles = Ended + ". Choose your files again";

    public const string Unsent = "You had not sent this form, so nothing was saved. Check what you typed and send it";

    /// <summary>Says of a request that its form is not to be done.</summary>
    /// <param name="http">The request.</param>
    /// <param name="sent">Whether it was sent, after its session had ended.</param>
    /// <param name="hadFiles">Whether files came with the form; they are not kept.</param>
    public static void Mark(HttpContext http, bool sent, bool hadFiles) =>
        http.Items[typeof(GivenBack)] =
            !sent ? Unsent
            : hadFiles ? EndedWithFiles
            : Ended;

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
