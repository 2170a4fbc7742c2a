using Marten;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

[ForRoles("an adviser", Roles.Adviser)]
public sealed class CandidateMatchesPage(
    Actors actors,
    Acting acting,
    IDocumentStore store,
    PeopleOnPathways people,
    Candidates view,
    FindMatches matches,
    OrganisationNames organisations,
    NpgsqlDataSource database,
    ReadYourWrite readYourWrite
) : CandidatePage(actors, acting, store, people, view, readYourWrite)
{
    private IReadOnlyDictionary<Guid, OrganisationName> names = new Dictionary<Guid, OrganisationName>();

    public IReadOnlyList<MatchedVacancy> Found { get; private set; } = [];

    public string EmployerOf(VacancyRow vacancy) => names.GetValueOrDefault(vacancy.EmployerId)?.Name ?? "an employer";

    public Guid? IntroductionTo(VacancyRow vacancy) =>
        Row.Introductions.FirstOrDefault(i => i.VacancyId == vacancy.VacancyId)?.IntroductionId;

    public async Task<IActionResult> OnGetAsync(Guid candidate, CancellationToken cancel)
    {
        if (!await LoadAsync(candidate, cancel) || !IsOpen)
            return NotFound();
        Found = await matches.ForAsync(Row, Today, cancel);
        names = await organisations.FindAsync(database, Found.Select(f => f.Vacancy.EmployerId), cancel);
        return Page();
    }
}
