using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

/// <summary>One introduction: each of the two says whether it wants it, and later what came of it.</summary>
[ForPeople]
public sealed class AdviserIntroductionPage(PageRooms rooms, AdviserIntroductions introductions) : RoomsPage(rooms)
{
    public static readonly Refusal OutcomeMissing = new("outcome-missing", "outcome", "Choose what came of it");

    public AdviserIntroductionRow Row { get; private set; } = null!;
    public string Here => $"/adviser-introductions/{Row.AdviserIntroductionId}";

    [BindProperty]
    public AdviserIntroductionOutcome? Outcome { get; set; }

    [BindProperty]
    public string? Note { get; set; }

    public bool Advises => Who.ActsFor(Row.SupportOrganisationId, Roles.Adviser);
    public bool MayAnswer => !Advises && !Row.Made && Row.Declined.Count == 0 && !Row.Agreed.Contains(Own);

    public static string Called(AdviserIntroductionOutcome outcome) =>
        outcome switch
        {
            AdviserIntroductionOutcome.Met => "They met",
            AdviserIntroductionOutcome.QuoteAsked => "A quote was asked for",
            AdviserIntroductionOutcome.BidTogether => "They bid together",
            AdviserIntroductionOutcome.ContractWon => "A contract was won",
            _ => "Nothing came of it",
        };

    public async Task<IActionResult> OnGetAsync(Guid introduction) => await FindAsync(introduction) ? Page() : NotFound();

    public Task<IActionResult> OnPostAgreeAsync(Guid introduction) => AnswerAsync(introduction, agreed: true);

    public Task<IActionResult> OnPostDeclineAsync(Guid introduction) => AnswerAsync(introduction, agreed: false);

    public async Task<IActionResult> OnPostTellAsync(Guid introduction) =>
        !await FindAsync(introduction) ? NotFound()
        : Outcome is not { } outcome ? this.Refused(OutcomeMissing)
        : await DoAsync(new TellIntroductionOutcome(introduction, outcome, Note ?? ""), "What came of it is kept", Here);

    private async Task<IActionResult> AnswerAsync(Guid introduction, bool agreed) =>
        await FindAsync(introduction)
            ? await DoAsync(
                new AnswerAdviserIntroduction(introduction, agreed),
                agreed ? "You have said yes" : "You have said no, and nobody is introduced",
                Here
            )
            : NotFound();

    private async Task<bool> FindAsync(Guid introduction)
    {
        await BeginAsync(introductions);
        if (await introductions.FindAsync(Rooms.Database, introduction, HttpContext.RequestAborted) is not { } row || !row.SeenBy(Who))
            return false;
        Row = row;
        await NameAsync([row.SupportOrganisationId, row.EnterpriseId, row.OtherId, .. row.Outcomes.Select(o => o.OrganisationId)]);
        return true;
    }
}
