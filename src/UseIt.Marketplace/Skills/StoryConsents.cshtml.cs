using System.ComponentModel.DataAnnotations;
using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>What a person said yes to of stories and photographs, and what they took back.</summary>
[ForRoles("an adviser", Roles.Adviser)]
public sealed class StoryConsentsPage(
    Actors actors,
    Acting acting,
    IDocumentStore store,
    PeopleOnPathways people,
    Candidates view,
    ReadYourWrite readYourWrite
) : CandidatePage(actors, acting, store, people, view, readYourWrite)
{
    [BindProperty]
    public Guid NewId { get; set; }

    [BindProperty]
    public Guid ConsentId { get; set; }

    [BindProperty]
    public StoryUse[] For { get; set; } = [];

    [BindProperty, Display(Name = "The day of the yes")]
    public DateOnly? GivenOn { get; set; }

    [BindProperty, Display(Name = "The last day")]
    public DateOnly? Until { get; set; }

    public IReadOnlyList<Choice> Uses => SkillsWords.Choices<StoryUse>(SkillsWords.Called);

    public async Task<IActionResult> OnGetAsync(Guid candidate, CancellationToken cancel)
    {
        if (!await LoadAsync(candidate, cancel) || !Row.Readable)
            return NotFound();
        NewId = Guid.CreateVersion7();
        return Page();
    }

    public async Task<IActionResult> OnPostGiveAsync(Guid candidate, CancellationToken cancel) =>
        await LoadAsync(candidate, cancel) && IsOpen
            ? await DoAsync(
                new GiveStoryConsent(candidate, NewId, For, GivenOn ?? default, Until ?? default),
                "The yes is recorded",
                $"{Back}/stories"
            )
            : NotFound();

    public async Task<IActionResult> OnPostWithdrawAsync(Guid candidate, CancellationToken cancel) =>
        await LoadAsync(candidate, cancel) && Row.Readable
            ? await DoAsync(
                new WithdrawStoryConsent(candidate, ConsentId),
                "It is taken back. Take down what is published",
                $"{Back}/stories"
            )
            : NotFound();
}
