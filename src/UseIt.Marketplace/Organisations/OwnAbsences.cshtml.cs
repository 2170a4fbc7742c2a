using System.ComponentModel.DataAnnotations;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

/// <summary>The days on which the reader is away from the organisation they act for.</summary>
[ForPeople]
public sealed class OwnAbsencesPage(Actors actors, Acting acting, IDocumentStore store) : PageModel
{
    private Guid organisation;

    public IReadOnlyList<Absence> Own { get; private set; } = [];
    public Guid NewId { get; } = Guid.CreateVersion7();

    [BindProperty]
    public Guid AbsenceId { get; set; }

    [BindProperty, Display(Name = "The first day")]
    public DateOnly? From { get; set; }

    [BindProperty, Display(Name = "The last day")]
    public DateOnly? Until { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel) => await LoadAsync(cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostNoteAsync(CancellationToken cancel)
    {
        if (!await LoadAsync(cancel))
            return NotFound();
        if (!ModelState.IsValid)
            return this.Refused();
        if (From is not { } from)
            return this.Refused(NoteAbsenceHandler.FromWrong);
        return await DoAsync(new NoteAbsence(organisation, AbsenceId, from, Until ?? from), "It is noted when you are away");
    }

    public async Task<IActionResult> OnPostCancelAsync(CancellationToken cancel) =>
        await LoadAsync(cancel)
            ? await DoAsync(new CancelAbsence(organisation, AbsenceId), "It is noted that you are there after all")
            : NotFound();

    private async Task<IActionResult> DoAsync(ICommand command, string done)
    {
        if (await acting.TryAsync(this, command) is { } refused)
            return refused;
        this.Announce(done);
        return Redirect("/account/absences");
    }

    private async Task<bool> LoadAsync(CancellationToken cancel)
    {
        var actor = await actors.OfAsync(HttpContext, cancel);
        if (actor.Organisation is not { } id)
            return false;
        organisation = id;
        var today = UkTime.DayOf(await store.ClockAsync(cancel));
        Own =
        [
            .. (await store.FetchAsync<Absences>(Absences.Of(id), cancel))
                .State.All.Where(a => a.PersonId == actor.Person && a.Until >= today)
                .OrderBy(a => a.From),
        ];
        return true;
    }
}
