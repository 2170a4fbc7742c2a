using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

[ForRoles("an adviser", Roles.Adviser)]
public sealed class CorrectCandidatePage(
    Actors actors,
    Acting acting,
    IDocumentStore store,
    PeopleOnPathways people,
    Candidates view,
    ReadYourWrite readYourWrite
) : CandidatePage(actors, acting, store, people, view, readYourWrite)
{
    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Contact { get; set; }

    [BindProperty]
    public string? Qualification { get; set; }

    [BindProperty]
    public string? History { get; set; }

    [BindProperty]
    public string? PlaceCode { get; set; }

    [BindProperty]
    public string? PlaceCodeWords { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid candidate, CancellationToken cancel)
    {
        if (!await LoadAsync(candidate, cancel) || !IsOpen)
            return NotFound();
        (Name, Contact, Qualification, History, PlaceCode) = (
            Person.Name,
            Person.Contact,
            Person.Qualification,
            Person.History,
            Row.PlaceCode
        );
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid candidate, CancellationToken cancel)
    {
        if (!await LoadAsync(candidate, cancel) || !IsOpen)
            return NotFound();
        if (this.Finds())
            return Page();
        List<Refusal> wrong = [];
        var place = OnePlace.Read(PlaceCode, PlaceCodeWords, nameof(PlaceCode), wrong);
        return wrong.Count > 0
            ? this.Refused(wrong)
            : await DoAsync(
                new CorrectCandidate(candidate, Name ?? "", Contact ?? "", Qualification, History, place),
                "What is known of the person is saved",
                Back
            );
    }
}
