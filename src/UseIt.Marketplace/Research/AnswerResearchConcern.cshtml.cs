using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

[ForPeople]
public sealed class AnswerResearchConcernPage(ResearchRooms rooms, ResearchConcerns view, ConcernsForLeads concerns) : ResearchPage(rooms)
{
    [BindProperty]
    public string? What { get; set; }

    [BindProperty]
    public bool Close { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid concern, CancellationToken cancel) =>
        await MayAsync(concern, cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid concern, CancellationToken cancel) =>
        await MayAsync(concern, cancel)
            ? await DoAsync(
                new AnswerResearchConcern(Own, concern, What ?? "", Close),
                Close ? "The concern is closed" : "It is saved",
                "/research/concerns"
            )
            : NotFound();

    private async Task<bool> MayAsync(Guid concern, CancellationToken cancel)
    {
        await BeginAsync(view);
        return await concerns.MayAsync(Who, cancel) && await concerns.IsOpenAsync(Own, concern, cancel);
    }
}
