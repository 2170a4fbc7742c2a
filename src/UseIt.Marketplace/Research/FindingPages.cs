using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;

namespace UseIt.Marketplace.Research;

/// <summary>A use of a finding as a page shows it: whose, and where it can be seen.</summary>
public sealed record ShownUse(FindingUse Use, string Organisation, string? Title, string? Link);

/// <summary>A page about one finding.</summary>
public abstract class FindingPage(ResearchRooms rooms, TenderView tenders) : ResearchPage(rooms)
{
    public FindingRow Finding { get; private set; } = null!;
    public string Back => $"/research/findings/{Finding.FindingId}";
    public IReadOnlyList<ShownUse> Uses { get; private set; } = [];
    public IReadOnlyDictionary<Guid, string> Names { get; private set; } = new Dictionary<Guid, string>();
    public bool Runs => Who.ActsFor(Finding.SupportOrganisationId, ResearchAccess.Coordinating);
    public bool IsCommissioner => Who.ActsFor(Finding.CommissionerId, ResearchAccess.Commissioning);

    protected async Task<bool> LoadAsync(Guid finding)
    {
        await BeginAsync(Rooms.Findings);
        var cancel = HttpContext.RequestAborted;
        if (await Rooms.Findings.SeenByAsync(Who, finding, Rooms.Database, cancel) is not { } row)
            return false;
        await ShowAsync(row, cancel);
        return true;
    }

    protected async Task ShowAsync(FindingRow row, CancellationToken cancel)
    {
        Finding = row;
        Names = await Rooms.OrganisationsAsync(
            [row.SupportOrganisationId, row.CommissionerId, .. row.Uses.Select(u => (Guid?)u.OrganisationId)],
            cancel
        );
        var assets = await Rooms.Assets.FindAsync(
            Rooms.Database,
            row.Uses.Where(u => u.Kind == FindingUseKind.Asset).Select(u => u.SubjectId).OfType<Guid>(),
            cancel
        );
        var linked = await tenders.FindAsync(
            Rooms.Database,
            row.Uses.Where(u => u.Kind == FindingUseKind.Tender).Select(u => u.SubjectId).OfType<Guid>(),
            cancel
        );
        Uses =
        [
            .. row.Uses.Select(u =>
            {
                var tender = u.SubjectId is { } subject ? linked.GetValueOrDefault(subject) : null;
                // It may have left the public map since.
                var asset = u.SubjectId is { } id && assets.GetValueOrDefault(id) is { IsPublic: true } shown ? shown : null;
                return new ShownUse(
                    u,
                    Names.GetValueOrDefault(u.OrganisationId, "an organisation"),
                    tender?.Title ?? asset?.Name,
                    tender is not null ? $"/tenders/{u.SubjectId}"
                        : asset is not null ? $"/assets/{u.SubjectId}"
                        : null
                );
            }),
        ];
    }
}
