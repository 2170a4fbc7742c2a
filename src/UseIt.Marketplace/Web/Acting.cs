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
        var actor = await actors.OfAsync(http, http.RequestAborted);
        switch (await commands.SendAsync(command, new CommandContext(actor, CorrelationId: http.TraceIdentifier), http.RequestAborted))
        {
            case Outcome.Done done:
                ReadYourWrite.Remember(http, done.Position);
                return null;
            case Outcome.Refused refused:
                return page.Refused(
                    refused.Refusals.Select(r => fields is null || r.Field is null ? r : r with { Field = fields(r.Field) })
                );
            case Outcome.Denied:
                return page.NotFound();
            default:
                return page.Refused(
                    new Refusal("conflict", null, "Somebody else changed this at the same moment. Check it and send again")
                );
        }
    }
}
