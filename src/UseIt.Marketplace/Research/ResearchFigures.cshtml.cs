using System.Globalization;
using UseIt.Marketplace.SocialValue;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>The counts everybody may see.</summary>
[ForAnyone]
public sealed class ResearchFiguresPage(ResearchRooms rooms, ResearchFigures figures, ResearchTallies tallies) : ResearchPage(rooms)
{
    public ResearchFiguresTable Figures { get; private set; } = null!;
    public IReadOnlyDictionary<Guid, string> Names { get; private set; } = new Dictionary<Guid, string>();

    public static string People(int? count) => count?.ToString("#,##0", CultureInfo.InvariantCulture) ?? SmallNumbers.NotShown;

    public async Task OnGetAsync(CancellationToken cancel)
    {
        await BeginAsync(tallies);
        Figures = await figures.ReadAsync(Today, cancel);
        Names = await Rooms.OrganisationsAsync(Figures.Organisations.Select(o => (Guid?)o.SupportOrganisationId), cancel);
    }
}
