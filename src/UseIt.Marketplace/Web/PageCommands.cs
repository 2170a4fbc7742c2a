using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Web;

/// <summary>A command sent by a page: the same command, the same refusals, in the error summary.</summary>
public static class PageCommands
{
    private static readonly Refusal AtTheSameMoment = new(
        "conflict",
        null,
        "Somebody else changed this at the same moment. Check it and send again"
    );

    /// <summary>The circumstances of a command that a page's form asks for.</summary>
    /// <exception cref="InvalidOperationException">The form has mistakes: nothing is done of it.</exception>
    public static CommandContext From(this PageModel page, Actor actor)
    {
        if (!page.ModelState.IsValid)
            throw new InvalidOperationException("A form with mistakes is shown again, and nothing is done of it.");
        var http = page.HttpContext;
        return new CommandContext(actor, CorrelationId: http.TraceIdentifier) { StillAsShown = () => Shown.On(http).StillAsync(http) };
    }

    /// <summary>The page again where the command was not done; null where it was, and the page goes on.</summary>
    /// <param name="page">The page with the form.</param>
    /// <param name="outcome">What the command came to.</param>
    /// <param name="fields">The form's name of a field that the command calls otherwise.</param>
    public static IActionResult? NotDone(this PageModel page, Outcome outcome, Func<string, string>? fields = null)
    {
        switch (outcome)
        {
            case Outcome.Done done:
                ReadYourWrite.Remember(page.HttpContext, done.Position);
                return null;
            case Outcome.Refused refused:
                return page.Refused(
                    refused.Refusals.Select(r => fields is null || r.Field is null ? r : r with { Field = fields(r.Field) })
                );
            case Outcome.Denied { Access: Access.SecondFactorNeeded }:
                return new SecondFactorFirst();
            case Outcome.Denied:
                return page.NotFound();
            default:
                var meanwhile = Shown.On(page.HttpContext).Meanwhile.Keys;
                return page.Refused(meanwhile.Select(name => Shown.Changed with { Field = name }).DefaultIfEmpty(AtTheSameMoment));
        }
    }
}
