using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Networks;

/// <summary>
/// One gathering and what came of it: for everybody who was there and which contracts began there; introductions for the coordinator and
/// the two of them.
/// </summary>
[ForAnyone]
public sealed class ReadGatheringPage(PageRooms rooms, GatheringView gatherings, GatheringOutcomes outcomes, MarketStatements statements)
    : GatheringPage(rooms, gatherings)
{
    public IReadOnlyList<InvitedGuest> Guests { get; private set; } = [];
    public IReadOnlyList<IntroductionOutcome> Introductions { get; private set; } = [];
    public IReadOnlyList<ContractRow> Contracts { get; private set; } = [];
    public IReadOnlyList<MarketStatementRow> Statements { get; private set; } = [];
    public bool MayAnswer => Gathering.On >= Today && Gathering.GuestIds.Contains(Own) && Who.ActsFor(Own, NetworkAccess.Visiting);
    public bool MayTell => Who.ActsFor(Own, Roles.Author) && Gathering.Attended.Contains(Own);

    public async Task<IActionResult> OnGetAsync(Guid gathering, CancellationToken cancel)
    {
        if (!await LoadAsync(gathering, keeps: false))
            return NotFound();
        await Rooms.FreshAsync(HttpContext, statements);
        Guests =
        [
            .. Gathering
                .Guests.Where(g => Keeps || g.Attended || g.OrganisationId == Own)
                .OrderBy(g => g.Side)
                .ThenBy(g => NameOf(g.OrganisationId), StringComparer.Ordinal),
        ];
        // What has been signed is public; who was introduced to whom is not.
        var all = await View.FindAsync(Rooms.Database, gathering, cancel);
        var came = await outcomes.OfAsync(Who, all!.Introductions, cancel);
        Introductions = [.. came.Where(o => Gathering.Introductions.Any(i => i.IntroductionId == o.Introduction.IntroductionId))];
        Contracts = [.. came.Select(o => o.Contract).OfType<ContractRow>().DistinctBy(c => c.ContractId)];
        await NameAsync(Contracts.SelectMany(c => c.Parties));
        Statements =
        [
            .. (await statements.OfGatheringAsync(Rooms.Rows, gathering, cancel)).Items.Where(s =>
                Keeps || Who.ActsFor(s.BuyerId, Roles.Author, Roles.Approver)
            ),
        ];
        return Page();
    }
}
