using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Operations;

/// <summary>Who read what: found by who read, by what was read, and by day. No mail address is in the page's own address.</summary>
[ForRoles("an administrator or an auditor of the platform", Roles.Administrator, Roles.Auditor)]
public sealed class NotedReadsPage(Actors actors, NotedReads reads, People people, Colleagues colleagues) : PageModel
{
    public static readonly Refusal Nobody = new("person-unknown", "mail", "Nobody is registered with this mail address");
    public static readonly Refusal NoNumber = new("number-wrong", "subject", "Enter the whole number of what was read, as pages show it");

    [BindProperty]
    public string? Mail { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Person { get; set; }

    [BindProperty]
    public string? Subject { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Of { get; set; }

    [BindProperty, Display(Name = "The day")]
    public DateOnly? Day { get; set; }

    [BindProperty(SupportsGet = true)]
    public DateOnly? On { get; set; }

    [BindProperty(SupportsGet = true)]
    public long? After { get; set; }

    public IReadOnlyList<NotedRead> Rows { get; private set; } = [];
    public IReadOnlyDictionary<Guid, string> Names { get; private set; } = new Dictionary<Guid, string>();
    public bool More { get; private set; }
    public bool Searched => Person is not null || Of is not null || On is not null;

    public string Here(long? after) =>
        "/operations/reads?"
        + string.Join(
            '&',
            new[]
            {
                Person is { } person ? $"person={person}" : null,
                Of is { } of ? $"of={of}" : null,
                On is { } on ? FormattableString.Invariant($"on={on:yyyy-MM-dd}") : null,
                after is { } last ? $"after={last}" : null,
            }.OfType<string>()
        );

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!ModelState.IsValid)
            return Redirect("/operations/reads");
        if (!Searched)
            return Page();
        var actor = await actors.OfAsync(HttpContext, cancel);
        var found = await reads.FindAsync(actor, new NotedReads.Asked(Person, Of, On, After), cancel);
        (Rows, More) = ([.. found.Take(NotedReads.PageSize)], found.Count > NotedReads.PageSize);
        Names = await colleagues.NamesAsync([.. Rows.Select(r => r.Person).Distinct()], cancel);
        (Day, Subject) = (On, Of?.ToString());
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!ModelState.IsValid)
            return this.Refused();
        List<Refusal> wrong = [];
        if (!string.IsNullOrWhiteSpace(Mail))
        {
            Person = await people.ByMailAsync(Mail, cancel);
            if (Person is null)
                wrong.Add(Nobody);
        }
        if (!string.IsNullOrWhiteSpace(Subject))
        {
            Of = Guid.TryParse(Subject.Trim(), out var subject) ? subject : null;
            if (Of is null)
                wrong.Add(NoNumber);
        }
        On = Day;
        return wrong.Count > 0 ? this.Refused(wrong)
            : Searched ? Redirect(Here(null))
            : this.Refused(new Refusal("search-empty", "mail", "Enter who read, what was read, or the day"));
    }
}
