using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

[ForRoles("an adviser", Roles.Adviser)]
public sealed class AnnounceWorkshopPage(PageRooms rooms) : RoomsPage(rooms)
{
    public static readonly Refusal DayMissing = new("date-missing", "date", "Enter the day of the workshop");

    [BindProperty]
    public Guid WorkshopId { get; set; }

    [BindProperty]
    public string? Title { get; set; }

    [BindProperty, Display(Name = "The day")]
    public DateOnly? Date { get; set; }

    [BindProperty]
    public string? Start { get; set; }

    [BindProperty]
    public string? End { get; set; }

    [BindProperty]
    public SessionMode Mode { get; set; }

    [BindProperty]
    public string? Place { get; set; }

    [BindProperty]
    public string? FunderProject { get; set; }

    public void OnGet() => WorkshopId = Guid.CreateVersion7();

    public async Task<IActionResult> OnPostAsync()
    {
        await BeginAsync();
        List<Refusal> unread = [];
        if (ModelState.IsValid && Date is null)
            unread.Add(DayMissing);
        var (start, end) = (SessionTimes.Read(Date, Start, nameof(Start), unread), SessionTimes.Read(Date, End, nameof(End), unread));
        return unread.Count > 0
            ? this.Refused(unread)
            : await DoAsync(
                new AnnounceWorkshop(WorkshopId, Own, Title ?? "", start, end, Place ?? "", Mode, FunderProject ?? ""),
                "The workshop is announced. Invite the enterprises of your caseload now",
                $"/workshops/{WorkshopId}"
            );
    }
}

/// <summary>The times of a session as they are typed.</summary>
internal static class SessionTimes
{
    public static DateTimeOffset Read(DateOnly? day, string? time, string field, List<Refusal> unread)
    {
        var at = Typed.Moment(day ?? new DateOnly(2026, 1, 1), time, field);
        if (at.IsKnown)
            return at.Value;
        unread.Add(at.Refusal);
        return default;
    }
}
