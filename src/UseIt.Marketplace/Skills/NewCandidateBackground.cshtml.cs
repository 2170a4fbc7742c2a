using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

[ForRoles("an adviser", Roles.Adviser)]
public sealed class NewCandidateBackgroundPage(Actors actors, Acting acting, IDocumentStore store, Carried carried)
    : NewCandidatePage(actors, acting, store, carried)
{
    public static readonly Refusal SourceMissing = new("referral-missing", "referredBy", "Choose who sent the person");

    [BindProperty]
    public string? Qualification { get; set; }

    [BindProperty]
    public string? PlaceCode { get; set; }

    [BindProperty]
    public string? PlaceCodeWords { get; set; }

    [BindProperty]
    public ReferralSource? ReferredBy { get; set; }

    [BindProperty]
    public string? Programme { get; set; }

    public IReadOnlyList<Choice> Sources => SkillsWords.Choices<ReferralSource>(SkillsWords.Called);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!await LoadAsync(cancel))
            return NotFound();
        (Qualification, PlaceCode, ReferredBy, Programme) = (Draft.Qualification, Draft.PlaceCode, Draft.ReferredBy, Draft.Programme);
        return Draft.Rules is null ? Redirect("/candidates/new") : Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!await LoadAsync(cancel))
            return NotFound();
        if (this.Finds())
            return Page();
        List<Refusal> wrong = [];
        var place = OnePlace.Read(PlaceCode, PlaceCodeWords, nameof(PlaceCode), wrong);
        if (ReferredBy is null && ModelState.IsValid)
            wrong.Add(SourceMissing);
        if (Qualification is { Length: > 300 })
            wrong.Add(
                new Refusal(
                    "text-too-long",
                    "qualification",
                    "Country and year must be 300 characters or fewer. Add more later, under history"
                )
            );
        Keep(
            Draft with
            {
                Qualification = Qualification is { Length: > 300 } ? null : Qualification,
                PlaceCode = place,
                ReferredBy = ReferredBy,
                Programme = Programme is { Length: > 300 } ? Programme[..300] : Programme,
            }
        );
        return Then("/notice", ["qualification", "placeCode", "programme"], [.. wrong]);
    }
}

/// <summary>One place picked, or none.</summary>
internal static class OnePlace
{
    public static string? Read(string? chosen, string? words, string field, List<Refusal> unread) =>
        Pick.Place.Read(string.IsNullOrEmpty(chosen) ? [] : [chosen], words, field, unread) is [var first, ..] ? first.Split(' ')[0] : null;
}
