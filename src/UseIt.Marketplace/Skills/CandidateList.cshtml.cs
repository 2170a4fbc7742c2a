using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>Who needs an adviser: the next missing step that is due soonest, results that expire, jobs to be confirmed.</summary>
[ForRoles("an adviser", Roles.Adviser)]
public sealed class CandidateListPage(
    Actors actors,
    Acting acting,
    IDocumentStore store,
    PeopleOnPathways people,
    Candidates view,
    ReadYourWrite readYourWrite
) : SkillsPage(actors, acting, store)
{
    private const int Soon = 60;

    private IReadOnlyDictionary<Guid, string> names = new Dictionary<Guid, string>();

    [BindProperty(SupportsGet = true)]
    public Guid? After { get; set; }

    [BindProperty(SupportsGet = true)]
    public ListFormat? As { get; set; }

    public Rows<CandidateRow> People { get; private set; } = new([], null);
    public bool MayRegister { get; private set; }

    public CandidateSummary Summary(CandidateRow row) => PeopleOnPathways.Summary(row, names[row.CandidateId], Today);

    public (string? What, string Colour) Needs(CandidateRow row) => Needs(row, Today);

    /// <summary>What waits for the adviser, the most pressing alone.</summary>
    public static (string? What, string Colour) Needs(CandidateRow row, DateOnly today)
    {
        var check = row.Introductions.Select(i => i.Journey.NextCheck).Min();
        var standing = row.Standing(today);
        return row switch
        {
            _ when check <= today => ("Ask whether the job lasts", "red"),
            _ when standing?.By < today => ("Overdue", "red"),
            _ when standing?.Expiring is [{ Until: { } until, Need: var need }, ..] && until <= today.AddDays(Soon) => (
                $"{need.Name} expires",
                "yellow"
            ),
            _ when standing?.By <= today.AddDays(Soon) => ("Due soon", "yellow"),
            // What was the next day when it was last looked at is over, and nothing else has become due.
            _ when standing?.By is null && row.NextBy < today => ("A result has expired", "red"),
            _ when row.Agreed.Count > 0 && row.Introductions.Count == 0 => ("Said yes, not introduced", "blue"),
            _ => (null, "grey"),
        };
    }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!ModelState.IsValid)
            return Redirect("/candidates");
        if (!await BeginAsync(cancel))
            return NotFound();
        await readYourWrite.WaitAsync(HttpContext, view);
        if (As is { } format)
        {
            var all = await ListFile.AllAsync<CandidateRow, Guid?>(async after =>
            {
                var page = await people.DueAsync(Own, after, cancel);
                return (page.Items, page.Next);
            });
            // Whom a file takes out of here is in the record of readings like whom a page shows.
            names = await people.NamesAsync(Who, all, "download", cancel);
            return this.ListAs(
                format,
                "candidates",
                all,
                ("Person", r => Summary(r).Name),
                ("Profession", r => SkillsWords.Profession(r.Profession)),
                ("How far", r => Summary(r).Reached ?? "At the start"),
                ("Next", r => Summary(r).Next ?? "All stages reached"),
                ("By", r => Summary(r).By),
                ("Needs", r => Needs(r).What)
            );
        }
        People = await people.DueAsync(Own, After, cancel);
        names = await people.NamesAsync(Who, People.Items, "list", cancel);
        MayRegister = (await PathwayListPage.OfAsync(Store, Own, cancel)).Any(p => p.State.Open);
        return Page();
    }
}
