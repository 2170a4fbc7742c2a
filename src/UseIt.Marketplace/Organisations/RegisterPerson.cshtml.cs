using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

/// <summary>Gives a name to whoever has proven an address, and with it an account.</summary>
[ForAnyone]
[CountsAs(Counted.Registration)]
public sealed class RegisterPersonPage(Carried carried, People people, Commands commands, Door door) : PageModel
{
    [BindProperty]
    public string? Name { get; set; }

    public string Mail { get; private set; } = "";

    public IActionResult OnGet()
    {
        if (carried.Of<Joining>(HttpContext, Joining.Name) is not { } joining)
            return Redirect("/register");
        Mail = joining.Mail;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (carried.Of<Joining>(HttpContext, Joining.Name) is not { } joining)
            return Redirect("/register");
        Mail = joining.Mail;
        if (!ModelState.IsValid)
            return this.Refused();
        // Somebody may have been invited with the address since it was proven: it is theirs all the same.
        var person = await people.ByMailAsync(joining.Mail, cancel) ?? joining.Person;
        if (person == joining.Person)
        {
            // The program registers, on the word of the address; what was typed is held to the same as anybody's.
            var command = new RegisterPerson(person, Name ?? "", joining.Mail);
            if (Texts.Wrong(command) is { Count: > 0 } wrong)
                return this.Refused(wrong);
            var context = new CommandContext(Actor.System, CorrelationId: HttpContext.TraceIdentifier);
            if (this.NotDone(await commands.SendAsync(command, context, cancel)) is { } refused)
                return refused;
        }
        carried.Drop(HttpContext, Joining.Name);
        return Redirect(
            await door.EnterAsync(HttpContext, person, "/", TimeSpan.Zero, "new account") is "/account" or "/"
                ? "/register/organisation"
                : "/sign-in?problem=disabled"
        );
    }
}
