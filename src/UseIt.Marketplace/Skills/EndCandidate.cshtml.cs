using System.ComponentModel.DataAnnotations;
using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

[ForRoles("an adviser", Roles.Adviser)]
public sealed class EndCandidatePage(
    Actors actors,
    Acting acting,
    IDocumentStore store,
    PeopleOnPathways people,
    Candidates view,
    ReadYourWrite readYourWrite
) : CandidatePage(actors, acting, store, people, view, readYourWrite)
{
    public static readonly Refusal OutcomeMissing = new("outcome-missing", "outcome", "Choose what came of it");

    [BindProperty]
    public CandidateOutcome? Outcome { get; set; }

    [BindProperty, Display(Name = "The day")]
    public DateOnly? On { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public IReadOnlyList<Choice> Outcomes => SkillsWords.Choices<CandidateOutcome>(SkillsWords.Called);

    public static IReadOnlyList<Choice> Reasons { get; } =
    [.. ErasureReasons.All.Select(r => new Choice(r, $"{char.ToUpperInvariant(r[0])}{r[1..].Replace('-', ' ')}"))];

    public async Task<IActionResult> OnGetAsync(Guid candidate, CancellationToken cancel) =>
        await LoadAsync(candidate, cancel) && Row.Readable ? Page() : NotFound();

    public async Task<IActionResult> OnPostLeaveAsync(Guid candidate, CancellationToken cancel)
    {
        if (!await LoadAsync(candidate, cancel) || !Row.Readable)
            return NotFound();
        return Outcome is { } outcome
            ? await DoAsync(new LeavePathway(candidate, outcome, On ?? default), "The person has left the pathway", Back)
            : this.Refused(OutcomeMissing);
    }

    public async Task<IActionResult> OnPostEraseAsync(Guid candidate, CancellationToken cancel) =>
        await LoadAsync(candidate, cancel) && Row.Readable
            ? await DoAsync(new EraseCandidate(candidate, Reason ?? ""), "The person is erased", Back)
            : NotFound();
}
