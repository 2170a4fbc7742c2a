using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>What waits for ethics review.</summary>
[ForRoles("a coordinator of research", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class EthicsQueuePage(ResearchRooms rooms) : ResearchPage(rooms)
{
    public IReadOnlyList<ResearchRow> Waiting { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancel)
    {
        await BeginAsync(Rooms.Projects);
        Waiting = [.. (await Rooms.Projects.ToReviewAsync(Rooms.Rows, Own, cancel)).Items.OrderBy(r => r.Ethics!.SubmittedAt)];
    }
}
