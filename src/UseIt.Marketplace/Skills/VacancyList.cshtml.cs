using Marten;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>To an employer its own vacancies; to advisers what is open.</summary>
[ForRoles("advisers, and a buyer's authors and contract managers", Roles.Adviser, Roles.Author, Roles.ContractManager)]
public sealed class VacancyListPage(
    Actors actors,
    Acting acting,
    IDocumentStore store,
    Vacancies vacancies,
    OrganisationNames organisations,
    NpgsqlDataSource database,
    ReadYourWrite readYourWrite
) : SkillsPage(actors, acting, store)
{
    private IReadOnlyDictionary<Guid, OrganisationName> names = new Dictionary<Guid, OrganisationName>();

    [BindProperty(SupportsGet = true)]
    public Guid? After { get; set; }

    public bool Employs { get; private set; }
    public Rows<VacancyRow> Found { get; private set; } = new([], null);

    public string EmployerOf(VacancyRow vacancy) => names.GetValueOrDefault(vacancy.EmployerId)?.Name ?? "An employer";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!ModelState.IsValid)
            return Redirect("/vacancies");
        if (!await BeginAsync(cancel))
            return NotFound();
        await readYourWrite.WaitAsync(HttpContext, vacancies);
        Employs = SkillsAccess.ToEmploy(Who, Own) == Access.Granted;
        var rows = await vacancies.PageAsync(database, Employs ? Own : null, null, After, PeopleOnPathways.Usual + 1, cancel);
        VacancyRow[] shown = [.. rows.Take(PeopleOnPathways.Usual)];
        Found = new Rows<VacancyRow>(shown, rows.Count > shown.Length ? shown[^1].VacancyId : null);
        names = await organisations.FindAsync(database, shown.Select(v => v.EmployerId), cancel);
        return Page();
    }
}
