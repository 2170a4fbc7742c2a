using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Notifications;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Home;

/// <summary>Messages, and what each is about.</summary>
public sealed record MessageLines(IReadOnlyList<InboxRow> Messages, Func<InboxRow, string> About);

/// <summary>All of a person's messages, the newest first.</summary>
[ForPeople]
public sealed class MessageListPage(Actors actors, Inbox inbox, MessageTitles messages) : PageModel
{
    private const int Usual = 50;

    private IReadOnlyDictionary<Guid, string> titles = new Dictionary<Guid, string>();

    [BindProperty(SupportsGet = true)]
    public Guid? After { get; set; }

    // What came since the page was shown stays new.
    [BindProperty]
    public Guid UpTo { get; set; }

    public Rows<InboxRow> Messages { get; private set; } = new([], null);

    public string About(InboxRow row) => MessageTitles.About(row, titles);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!ModelState.IsValid)
            return Redirect("/messages");
        Messages = await inbox.PageAsync((await actors.OfAsync(HttpContext, cancel)).Person, After, Usual, cancel);
        titles = await messages.OfAsync(Messages.Items, cancel);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!ModelState.IsValid)
            return Redirect("/messages");
        await inbox.ReadAsync((await actors.OfAsync(HttpContext, cancel)).Person, UpTo, andOlder: true, cancel);
        this.Announce("Your messages are marked as seen");
        return Redirect("/messages");
    }
}
