using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Notifications;

[ForPeople]
public sealed class ChooseMailsPage(Actors actors, Acting acting, IDocumentStore store) : PageModel
{
    public static readonly Refusal NotChosen = new("mails-not-chosen", "mails", "Choose when we should send you mails");

    public static IReadOnlyList<Choice> Ways { get; } =
    [
        new(nameof(Notifications.Mails.AtOnce), "At once"),
        new(nameof(Notifications.Mails.InTheMorning), "Once a day", "One mail at seven in the morning with all you have not seen yet"),
        new(nameof(Notifications.Mails.Never), "Not at all"),
    ];

    [BindProperty]
    public Mails? Mails { get; set; }

    public async Task OnGetAsync(CancellationToken cancel)
    {
        var person = (await actors.OfAsync(HttpContext, cancel)).Person;
        Mails = (await store.FetchAsync<MailChoice>(MailChoice.IdOf(person), cancel)).State.Mails;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (Mails is not { } mails)
            return this.Refused(NotChosen);
        if (await acting.TryAsync(this, new ChooseMails((await actors.OfAsync(HttpContext, cancel)).Person, mails)) is { } refused)
            return refused;
        this.Announce("Saved");
        return Redirect("/account");
    }
}
