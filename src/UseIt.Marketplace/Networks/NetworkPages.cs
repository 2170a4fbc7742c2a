using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Networks;

/// <summary>A page about one network.</summary>
public abstract class NetworkPage(PageRooms rooms, NetworkView networks) : RoomsPage(rooms)
{
    public NetworkRow Network { get; private set; } = null!;
    public string Back => $"/networks/{Network.NetworkId}";
    public bool Keeps => Who.ActsFor(Network.SupportOrganisationId, NetworkAccess.Coordinating);

    /// <summary>False where it is not there, or not theirs to change.</summary>
    protected async Task<bool> LoadAsync(Guid network, bool keeps = true)
    {
        await BeginAsync(networks);
        if (await networks.FindAsync(Rooms.Database, network, HttpContext.RequestAborted) is not { } row)
            return false;
        Network = row;
        if (keeps && !Keeps)
            return false;
        await NameAsync([row.SupportOrganisationId, .. row.Members.Select(m => m.OrganisationId)]);
        return true;
    }
}

/// <summary>A page about one gathering.</summary>
public abstract class GatheringPage(PageRooms rooms, GatheringView gatherings) : RoomsPage(rooms)
{
    protected GatheringView View => gatherings;
    public GatheringRow Gathering { get; private set; } = null!;
    public string Back => $"/gatherings/{Gathering.GatheringId}";
    public bool Keeps => Who.ActsFor(Gathering.SupportOrganisationId, NetworkAccess.Coordinating);
    public bool HasBeen => Gathering.On <= Today;

    public IReadOnlyList<Choice> Present(GuestSide side) =>
        Choices(Gathering.Guests.Where(g => g.Attended && g.Side == side).Select(g => g.OrganisationId));

    /// <summary>False where it is not there, or not theirs to change.</summary>
    protected async Task<bool> LoadAsync(Guid gathering, bool keeps = true)
    {
        await BeginAsync(gatherings);
        if (await gatherings.SeenByAsync(Who, gathering, Rooms.Database, HttpContext.RequestAborted) is not { } row)
            return false;
        Gathering = row;
        if (keeps && !Keeps)
            return false;
        await NameAsync([
            row.SupportOrganisationId,
            row.HostId,
            .. row.GuestIds,
            .. row.Introductions.SelectMany(i => new[] { i.BuyerId, i.EnterpriseId }),
        ]);
        return true;
    }
}

/// <summary>What networks are called on pages.</summary>
internal static class NetworkWords
{
    public static string Of(GatheringKind kind) => kind == GatheringKind.Marketplace ? "Marketplace" : "Meeting of a network";

    public static string Of(GuestSide side) =>
        side switch
        {
            GuestSide.Buyer => "Buyer",
            GuestSide.Enterprise => "Enterprise",
            _ => "Guest",
        };

    public static string Count(int n, string one, string? many = null) => n == 1 ? $"1 {one}" : $"{n} {many ?? one + "s"}";

    /// <summary>One of a list is the list on a form: "sectors[2]" is Sectors.</summary>
    public static string Field(string field) => field.Split('[')[0];

    /// <summary>A list that was typed one to a line.</summary>
    public static IReadOnlyList<string> Lines(string? typed) =>
        (typed ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
