using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Networks;

/// <summary>One introduction, for the coordinator and the two who were introduced: what was promised, done, and came of it.</summary>
[ForPeople]
public sealed partial class ReadMarketIntroductionPage(PageRooms rooms, GatheringView gatherings, GatheringOutcomes outcomes)
    : GatheringPage(rooms, gatherings)
{
    public IntroductionOutcome Outcome { get; private set; } = null!;
    public bool IsPromised => Outcome.Introduction.FollowUps.LastOrDefault() is { DoneOn: null };

    [BindProperty]
    public Guid? PromisedBy { get; set; }

    [BindProperty]
    public string? What { get; set; }

    [BindProperty, Display(Name = "The day")]
    public DateOnly? Due { get; set; }

    [BindProperty]
    public string? Result { get; set; }

    [BindProperty, Display(Name = "The day")]
    public DateOnly? On { get; set; }

    [BindProperty]
    public string? Tender { get; set; }

    private string Here => $"{Back}/introductions/{Outcome.Introduction.IntroductionId}";
    private Guid Buyer => Outcome.Introduction.BuyerId;

    public async Task<IActionResult> OnGetAsync(Guid gathering, Guid introduction, CancellationToken cancel)
    {
        if (!await FindAsync(gathering, introduction, cancel))
            return NotFound();
        On = Today;
        return Page();
    }

    public async Task<IActionResult> OnPostPromiseAsync(Guid gathering, Guid introduction, CancellationToken cancel) =>
        await FindAsync(gathering, introduction, cancel)
            ? await DoAsync(
                new PromiseFollowUp(Buyer, introduction, PromisedBy ?? Guid.Empty, What ?? "", Due ?? default),
                "The promise is kept here",
                Here
            )
            : NotFound();

    public async Task<IActionResult> OnPostDoneAsync(Guid gathering, Guid introduction, CancellationToken cancel) =>
        await FindAsync(gathering, introduction, cancel)
            ? await DoAsync(
                new RecordFollowUp(Buyer, introduction, Result ?? "", On ?? default),
                "It is done",
                Here,
                field => field == "outcome" ? "result" : field
            )
            : NotFound();

    public async Task<IActionResult> OnPostTenderAsync(Guid gathering, Guid introduction, CancellationToken cancel) =>
        await FindAsync(gathering, introduction, cancel)
            ? await DoAsync(
                new LinkIntroductionToTender(
                    Buyer,
                    introduction,
                    Tender is not null && Id().Match(Tender) is { Success: true } id ? Guid.Parse(id.Value, null) : Guid.Empty
                ),
                "The tender stands beside the introduction",
                Here,
                field => field == "tenderId" ? "tender" : field
            )
            : NotFound();

    // Whoever may not know of the introduction does not have it in the row.
    private async Task<bool> FindAsync(Guid gathering, Guid introduction, CancellationToken cancel)
    {
        if (
            !await LoadAsync(gathering, keeps: false)
            || Gathering.Introductions.FirstOrDefault(i => i.IntroductionId == introduction) is not { } row
        )
            return false;
        Outcome = (await outcomes.OfAsync(Who, [row], cancel))[0];
        return true;
    }

    [GeneratedRegex("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")]
    private static partial Regex Id();
}
