using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Web;

/// <summary>A command sent by a page: the same command, the same refusals, in the error summary.</summary>
public static class PageCommands
{
    private static readonly Refusal Overtaken = new(
        "changed-meanwhile",
        null,
        "Somebody has changed this since you opened the page. Check it and send it again"
    );

    public static CommandContext From(this PageModel page, Actor actor) => new(actor, CorrelationId: page.HttpContext.TraceIdentifier);

    /// <summary>The page again where the command was not done; null where it was, and the page goes on.</summary>
    public static IActionResult? NotDone(this PageModel page, Outcome outcome)
    {
        switch (outcome)
        {
            case Outcome.Done done:
                ReadYourWrite.Remember(page.HttpContext, done.Position);
                return null;
            case Outcome.Refused refused:
                return page.Refused(refused.Refusals);
            case Outcome.Denied:
                return page.NotFound();
            default:
                return page.Refused(Overtaken);
        }
    }
}
