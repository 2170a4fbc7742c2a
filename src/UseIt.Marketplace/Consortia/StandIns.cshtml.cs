using System.ComponentModel.DataAnnotations;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Consortia;

/// <summary>Who accepts changed terms for a member whose signatories are away: a colleague, or the lead within limits.</summary>
[ForRoles("a member's signatory", Roles.Signatory)]
public sealed class StandInsPage(Actors actors, Acting acting, ConsortiumReader reader, Colleagues colleagues, IDocumentStore store)
    : PageModel
{
    public static readonly Refusal UntilMissing = new("mandate-until-missing", nameof(Day), "Enter the last day of the mandate");

    public ConsortiumShown Consortium { get; private set; } = null!;
    public bool Leads { get; private set; }
    public IReadOnlyList<Choice> People { get; private set; } = [];

    /// <summary>Who is the deputy now, by name.</summary>
    public string? Named { get; private set; }

    /// <summary>Until when the lead has a mandate.</summary>
    public DateTimeOffset? Until { get; private set; }

    [BindProperty]
    public Guid Deputy { get; set; }

    [BindProperty, Display(Name = "The last day of the mandate")]
    public DateOnly? Day { get; set; }

    [BindProperty]
    public string? From { get; set; }

    [BindProperty]
    public string? To { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid consortium, CancellationToken cancel)
    {
        if (!await LoadAsync(consortium, cancel))
            return NotFound();
        return Page();
    }

    public Task<IActionResult> OnPostDeputyAsync(Guid consortium, CancellationToken cancel) =>
        DoAsync(consortium, new NameDeputy(consortium, Deputy), "Your deputy may accept terms for your organisation", cancel);

    public async Task<IActionResult> OnPostMandateAsync(Guid consortium, CancellationToken cancel)
    {
        if (!await LoadAsync(consortium, cancel))
            return NotFound();
        if (!ModelState.IsValid)
            return this.Refused();
        List<Refusal> unread = [];
        var from = Typed.Number(From, nameof(From), "Enter the lowest ceiling in pounds, for example 25,000, or leave it empty", unread);
        var to = Typed.Number(To, nameof(To), "Enter the highest ceiling in pounds, for example 60,000, or leave it empty", unread);
        if (Day is null)
            unread.Add(UntilMissing);
        if (unread.Count > 0)
            return this.Refused(unread);
        var command = new MandateLead(
            consortium,
            UkTime.StartOf(Day!.Value.AddDays(1)),
            from is { } least ? new Money(least) : null,
            to is { } most ? new Money(most) : null
        );
        return await DoAsync(
            consortium,
            command,
            "The lead may accept changed terms for you within these limits",
            cancel,
            field =>
                field switch
                {
                    "until" => nameof(Day),
                    "priceTo" => nameof(To),
                    "priceFrom" => nameof(From),
                    _ => field,
                }
        );
    }

    private async Task<IActionResult> DoAsync(
        Guid consortium,
        ICommand command,
        string done,
        CancellationToken cancel,
        Func<string, string>? fields = null
    )
    {
        if (!await LoadAsync(consortium, cancel))
            return NotFound();
        if (await acting.TryAsync(this, command, fields) is { } refused)
            return refused;
        this.Announce(done);
        return Redirect($"/consortia/{consortium}/stand-ins");
    }

    private async Task<bool> LoadAsync(Guid consortium, CancellationToken cancel)
    {
        var actor = await actors.OfAsync(HttpContext, cancel);
        if (
            !actor.Has(Roles.Signatory)
            || await reader.ReadAsync(consortium, actor, cancel) is not { Invited: false, Dissolved: false } shown
        )
            return false;
        var own = actor.Organisation!.Value;
        (Consortium, Leads) = (shown, shown.LeadId == own);
        People = await colleagues.InAsync(own, cancel);
        var state = (await store.FetchAsync<Consortium>(consortium, cancel)).State;
        Named = state.Deputies.TryGetValue(own, out var deputy)
            ? People.FirstOrDefault(p => p.Value == deputy.ToString())?.Label ?? "Somebody who is no colleague of yours any more"
            : null;
        Until = state.Mandates.GetValueOrDefault(own)?.Until;
        return true;
    }
}
