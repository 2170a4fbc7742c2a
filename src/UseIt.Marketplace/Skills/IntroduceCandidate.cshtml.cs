using System.ComponentModel.DataAnnotations;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>First the person's yes to this introduction, then the words that are passed on.</summary>
[ForRoles("an adviser", Roles.Adviser)]
public sealed class IntroduceCandidatePage(
    Actors actors,
    Acting acting,
    IDocumentStore store,
    PeopleOnPathways people,
    Candidates view,
    Vacancies vacancies,
    NpgsqlDataSource database,
    ReadYourWrite readYourWrite
) : CandidatePage(actors, acting, store, people, view, readYourWrite)
{
    public VacancyRow Vacancy { get; private set; } = null!;
    public string Employer { get; private set; } = "";
    public bool Agreed => Row.Agreed.Any(y => y.VacancyId == Vacancy.VacancyId);

    [BindProperty, Display(Name = "The day of the yes")]
    public DateOnly? AgreedOn { get; set; }

    [BindProperty]
    public string? PassedOn { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid candidate, Guid vacancy, CancellationToken cancel)
    {
        if (!await FindAsync(candidate, vacancy, cancel))
            return NotFound();
        if (Row.Introductions.FirstOrDefault(i => i.VacancyId == vacancy) is { } made)
            return Redirect($"/introductions/{made.IntroductionId}");
        PassedOn = $"{Person.Name}, {Person.Contact}\n";
        return Page();
    }

    public async Task<IActionResult> OnPostAgreeAsync(Guid candidate, Guid vacancy, CancellationToken cancel) =>
        await FindAsync(candidate, vacancy, cancel)
            ? await DoAsync(
                new AgreeToPassOn(candidate, vacancy, AgreedOn ?? default),
                "The yes is recorded",
                $"{Back}/introduce/{vacancy}"
            )
            : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid candidate, Guid vacancy, CancellationToken cancel)
    {
        if (!await FindAsync(candidate, vacancy, cancel))
            return NotFound();
        var command = new IntroduceCandidate(candidate, vacancy, PassedOn ?? "");
        return await DoAsync(command, "The person is introduced", $"/introductions/{command.IntroductionId}");
    }

    private async Task<bool> FindAsync(Guid candidate, Guid vacancy, CancellationToken cancel)
    {
        if (
            !await LoadAsync(candidate, cancel)
            || !IsOpen
            || await vacancies.FindAsync(database, vacancy, cancel) is not { End: null } found
            || found.Profession != Row.Profession
        )
            return false;
        Vacancy = found;
        Employer = (await Store.FetchAsync<OrganisationForSkills>(found.EmployerId, cancel)).State.Name;
        return true;
    }
}
