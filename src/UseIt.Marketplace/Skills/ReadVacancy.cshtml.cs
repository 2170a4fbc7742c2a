using Marten;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>A vacancy: to its employer who was introduced, to advisers who of theirs fits.</summary>
[ForRoles("advisers, and a buyer's authors and contract managers", Roles.Adviser, Roles.Author, Roles.ContractManager)]
public sealed class ReadVacancyPage(
    Actors actors,
    Acting acting,
    IDocumentStore store,
    Vacancies vacancies,
    FindMatches matches,
    NpgsqlDataSource database,
    ReadYourWrite readYourWrite
) : SkillsPage(actors, acting, store)
{
    public static readonly Refusal ReasonMissing = new("reason-missing", "reason", "Choose why the vacancy closes");

    public VacancyRow Row { get; private set; } = null!;
    public string Employer { get; private set; } = "";
    public bool Employs { get; private set; }
    public bool Coordinates => Who.Has(Roles.Adviser);
    public Rows<MatchedCandidate> Found { get; private set; } = new([], null);

    [BindProperty(SupportsGet = true)]
    public Guid? After { get; set; }

    public string? Stage => PathwayRules.StagesFor(Row.Profession, Today).FirstOrDefault(s => s.Code == Row.Stage)?.Name;

    [BindProperty]
    public VacancyEnd? Reason { get; set; }

    public IReadOnlyList<Choice> Reasons => SkillsWords.Choices<VacancyEnd>(SkillsWords.Called);

    public async Task<IActionResult> OnGetAsync(Guid vacancy, CancellationToken cancel) =>
        !ModelState.IsValid ? Redirect($"/vacancies/{vacancy}")
        : await LoadAsync(vacancy, cancel) ? Page()
        : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid vacancy, CancellationToken cancel)
    {
        if (!await LoadAsync(vacancy, cancel) || !Employs)
            return NotFound();
        return Reason is { } reason
            ? await DoAsync(new CloseVacancy(vacancy, reason), "The vacancy is closed", $"/vacancies/{vacancy}")
            : this.Refused(ReasonMissing);
    }

    private async Task<bool> LoadAsync(Guid vacancy, CancellationToken cancel)
    {
        await readYourWrite.WaitAsync(HttpContext, vacancies);
        if (!await BeginAsync(cancel) || await vacancies.FindAsync(database, vacancy, cancel) is not { } row)
            return false;
        Employs = SkillsAccess.ToEmploy(Who, row.EmployerId) == Access.Granted;
        if (!Employs && (!Coordinates || row.End is not null))
            return false;
        Row = row;
        Employer = (await Store.FetchAsync<OrganisationForSkills>(row.EmployerId, cancel)).State.Name;
        if (Coordinates && row.End is null)
            Found = await matches.ForAsync(Who, row, After, Today, cancel);
        return true;
    }
}
