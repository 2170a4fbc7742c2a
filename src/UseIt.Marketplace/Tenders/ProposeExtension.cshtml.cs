using System.ComponentModel.DataAnnotations;
using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

[ForRoles("a buyer's author or approver", Roles.Author, Roles.Approver)]
public sealed class ProposeExtensionPage(TenderReader tenders, Actors actors, Acting acting, IDocumentStore store)
    : TenderDraftPage(tenders, actors, acting, store)
{
    public static readonly Refusal DayMissing = new("day-missing", "to", "Enter the new day");

    [BindProperty, Display(Name = "The new deadline")]
    public DateOnly? To { get; set; }

    [BindProperty, Display(Name = "The time")]
    public string? ToTime { get; set; }

    [BindProperty, Display(Name = "The last day for questions")]
    public DateOnly? QuestionsUntil { get; set; }

    [BindProperty, Display(Name = "The time for questions")]
    public string? QuestionsTime { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    protected override bool MayChange => Tender.Stage == TenderStage.Published;

    public Task<IActionResult> OnGetAsync(Guid tender, CancellationToken cancel) =>
        ShowAsync(tender, () => ToTime = Typed.TimeOf(Tender.Deadline!.Value), cancel);

    public async Task<IActionResult> OnPostAsync(Guid tender, CancellationToken cancel)
    {
        if (!await LoadAsync(tender, cancel) || Tender.Deadline is null)
            return NotFound();
        List<Refusal> unread = [];
        DateTimeOffset? to = null,
            until = null;
        if (To is null)
            unread.Add(DayMissing);
        else if (Typed.Moment(To.Value, ToTime, nameof(ToTime)) is var at && at.IsKnown)
            to = at.Value;
        else
            unread.Add(at.Refusal!);
        if (QuestionsUntil is { } day)
        {
            if (
                Typed.Moment(day, string.IsNullOrWhiteSpace(QuestionsTime) ? "5pm" : QuestionsTime, nameof(QuestionsTime)) is var last
                && last.IsKnown
            )
                until = last.Value;
            else
                unread.Add(last.Refusal!);
        }
        if (string.IsNullOrWhiteSpace(Reason))
            unread.Add(TenderRefusals.ReasonMissing);
        return unread.Count > 0
            ? this.Refused(unread)
            : await DoAsync(
                new ProposeExtension(tender, to!.Value, Reason!, until),
                "The later deadline is proposed. An approver other than you makes it so"
            );
    }
}
