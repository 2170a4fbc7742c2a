using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Web;

/// <summary>Does a page's command as the person who sent the form; the same command, rules and sentences as over HTTP.</summary>
public sealed class Acting(Commands commands, Actors actors)
{
    /// <summary>Null when it was done; otherwise what to show: the same page with what is wrong, or that there is no such page.</summary>
    /// <param name="page">The page with the form.</param>
    /// <param name="command">What was asked.</param>
    /// <param name="fields">The form's name of a field that the command calls otherwise.</param>
    public async Task<IActionResult?> TryAsync(PageModel page, ICommand command, Func<string, string>? fields = null)
    {
        if (!page.ModelState.IsValid)
            return page.Refused();
        if (NewIds.Wrong(command) is { } wrong)
            return page.Refused(wrong);
        var http = page.HttpContext;
        var context = page.From(await actors.OfAsync(http, http.RequestAborted));
        return page.NotDone(await commands.SendAsync(command, context, http.RequestAborted), fields);
    }
}
