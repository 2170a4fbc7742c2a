using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

/// <summary>Who is there, in one page to be done standing: each enterprise and a number.</summary>
[ForRoles("an adviser", Roles.Adviser)]
public sealed class RecordWorkshopAttendancePage(PageRooms rooms, Workshops workshops, EnterpriseLines lines, Caseload caseload)
    : WorkshopPage(rooms, workshops, lines)
{
    /// <summary>How many there are of each enterprise, by case, as it was typed; nothing is nobody.</summary>
    public IReadOnlyDictionary<Guid, string?> People { get; private set; } = new Dictionary<Guid, string?>();

    /// <summary>Those invited or signed up, then the rest of the caseload, as far as nothing is recorded of them.</summary>
    public IReadOnlyList<(Guid Case, string Name, string Hint)> Expected { get; private set; } = [];

    public IReadOnlyList<(Guid Case, string Name, string Hint)> Others { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid workshop, CancellationToken cancel) =>
        await FindAsync(workshop, cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid workshop, CancellationToken cancel)
    {
        if (!await FindAsync(workshop, cancel))
            return NotFound();
        People = Expected.Concat(Others).ToDictionary(e => e.Case, e => (string?)Request.Form[Field(e.Case)]);
        List<WorkshopPresence> present = [];
        List<Refusal> unread = [];
        foreach (var (id, typed) in People.Where(p => !string.IsNullOrWhiteSpace(p.Value)))
            if (int.TryParse(typed!.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var people))
            {
                if (people > 0)
                    present.Add(new WorkshopPresence(id, people));
            }
            else
                unread.Add(RecordWorkshopAttendanceHandler.PeopleWrong with { Field = Field(id) });
        return unread.Count > 0
            ? this.Refused(unread)
            : await DoAsync(
                new RecordWorkshopAttendance(workshop, present),
                "Who was there is recorded. Each enterprise is asked to countersign its hours",
                Back,
                field => RowOf(field) is { } row && row < present.Count ? Field(present[row].CaseId) : field
            );
    }

    public static string Field(Guid @case) => $"People[{@case}]";

    // "present[2]" is the third enterprise that was sent.
    private static int? RowOf(string field) =>
        field.StartsWith("present[", StringComparison.Ordinal)
        && int.TryParse(field.AsSpan(8, field.IndexOf(']', StringComparison.Ordinal) - 8), CultureInfo.InvariantCulture, out var row)
            ? row
            : null;

    private async Task<bool> FindAsync(Guid workshop, CancellationToken cancel)
    {
        if (!await LoadAsync(workshop) || !Holds || !Begun || Workshop.Cancelled is not null)
            return false;
        await Rooms.FreshAsync(HttpContext, caseload);
        var guests = Workshop.Guests.ToDictionary(g => g.CaseId);
        var open = (await caseload.OpenAsync(Rooms.Database, Workshop.SupportOrganisationId, cancel))
            .Where(c => c.Accepted && Workshop.Guests.All(g => g.OrganisationId != c.OrganisationId || g.SessionId is null))
            .ToArray();
        await NameAsync(open.Select(c => c.OrganisationId));
        var all = open.OrderBy(c => NameOf(c.OrganisationId), StringComparer.Ordinal)
            .Select(c => (c.CaseId, NameOf(c.OrganisationId), SignedUp(guests.GetValueOrDefault(c.CaseId))))
            .ToLookup(c => guests.ContainsKey(c.CaseId));
        (Expected, Others) = ([.. all[true]], [.. all[false]]);
        return true;
    }

    private static string SignedUp(WorkshopGuest? guest) =>
        guest is { SignedUp.Count: > 0 } ? $"{WorkshopWords.People(guest.SignedUp.Count)} signed up" : "Nobody signed up";
}
