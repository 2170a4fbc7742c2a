using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Needs;

/// <summary>A page about one need.</summary>
public abstract class NeedPage(PageRooms rooms, NeedsBoard needs) : RoomsPage(rooms)
{
    public NeedRow Need { get; private set; } = null!;
    public string Back => $"/needs/{Need.NeedId}";
    public bool IsGroup => Who.ActsFor(Need.GroupId, NeedAccess.Posting);
    public bool IsSupplier => Who.ActsFor(Need.Accepted?.OrganisationId, NeedAccess.Offering);
    public bool MayOffer => Need.IsOpen && !IsGroup && !Need.Offering.Contains(Own) && Who.ActsFor(Who.Organisation, NeedAccess.Offering);

    protected async Task<bool> LoadAsync(Guid need)
    {
        await BeginAsync(needs);
        if (
            await needs.FindAsync(Rooms.Database, need, HttpContext.RequestAborted) is not { } row
            || !(row.IsShown || Who.ActsFor(row.GroupId))
        )
            return false;
        Need = row.SeenBy(Who);
        await NameAsync([row.GroupId, .. row.Offering]);
        return true;
    }
}

/// <summary>A page for the group whose need it is.</summary>
public abstract class GroupsNeedPage(PageRooms rooms, NeedsBoard needs) : NeedPage(rooms, needs)
{
    protected async Task<bool> LoadOwnAsync(Guid need) => await LoadAsync(need) && IsGroup;
}

/// <summary>What needs are called on pages.</summary>
internal static class NeedWords
{
    public static (string Words, string Colour) Of(NeedStage stage) =>
        stage switch
        {
            NeedStage.Open => ("Looked for", "blue"),
            NeedStage.Accepted => ("Somebody does it", "yellow"),
            NeedStage.Done => ("Told to be done", "yellow"),
            NeedStage.Confirmed => ("Met", "green"),
            _ => ("Withdrawn", "grey"),
        };

    public static string Place(string code) => Places.Of(code)?.Name ?? code;

    public static string Quantity(NeedOffer offer) =>
        offer.Quantity is { } quantity ? $"{Reports.ReportWriter.Quantity(quantity)} {offer.Unit}" : "";
}
