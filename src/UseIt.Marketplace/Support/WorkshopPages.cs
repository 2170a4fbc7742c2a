using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Support;

/// <summary>A page about one workshop.</summary>
public abstract class WorkshopPage(PageRooms rooms, Workshops workshops, EnterpriseLines lines) : RoomsPage(rooms)
{
    public WorkshopRow Workshop { get; private set; } = null!;
    public string Back => $"/workshops/{Workshop.WorkshopId}";

    /// <summary>Whether an adviser of those who hold it looks at it.</summary>
    public bool Holds => Who.ActsFor(Workshop.SupportOrganisationId, Roles.Adviser);

    public bool Begun => Now >= Workshop.Start;

    protected async Task<bool> LoadAsync(Guid workshop)
    {
        await BeginAsync(workshops, lines);
        if (await workshops.SeenByAsync(Who, workshop, lines, Rooms.Database, HttpContext.RequestAborted) is not { } row)
            return false;
        Workshop = row;
        await NameAsync([row.SupportOrganisationId, .. row.Guests.Select(g => g.OrganisationId)]);
        return true;
    }
}

/// <summary>What workshops are called on pages.</summary>
internal static class WorkshopWords
{
    public static string When(WorkshopRow workshop) =>
        $"{UkTime.Display(UkTime.DayOf(workshop.Start))}, {Web.Typed.TimeOf(workshop.Start)} to {Web.Typed.TimeOf(workshop.End)}";

    public static string Where(WorkshopRow workshop) => workshop.Mode == SessionMode.Online ? $"Online: {workshop.Place}" : workshop.Place;

    public static string People(int n) => n == 1 ? "1 person" : $"{n} people";

    public static string State(WorkshopRow workshop, DateTimeOffset now) =>
        workshop.Cancelled is not null ? "Cancelled"
        : now < workshop.Start ? "To come"
        : workshop.Guests.Any(g => g.SessionId is not null) ? "Attendance recorded"
        : "Attendance not recorded yet";
}
