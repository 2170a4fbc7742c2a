using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Funding;

/// <summary>One grant: to its applicant how it stands, to the funder what the panel says too, and what each has to do next.</summary>
[ForPeople]
public sealed class ReadGrantPage(PageRooms rooms, GrantView grants, Colleagues colleagues) : GrantPage(rooms, grants)
{
    public static readonly Refusal InterestMissing = new("interest-missing", "interest", "Choose what binds you to the applicant");
    public static readonly Refusal ForMissing = new("recommendation-missing", "for", "Choose what you recommend");
    public static readonly Refusal PaidMissing = new("settlement-missing", "paid", "Choose whether it is paid");

    private IReadOnlyDictionary<Guid, string> people = new Dictionary<Guid, string>();

    public string PersonOf(Guid person) => people.GetValueOrDefault(person, "Somebody");

    public PanelRow? Mine => Row.Panel.FirstOrDefault(p => p.Person == Who.Person);

    [BindProperty]
    public GrantInterest? Interest { get; set; }

    [BindProperty]
    public bool? For { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    [BindProperty]
    public Guid ConditionId { get; set; }

    [BindProperty]
    public Guid DrawdownId { get; set; }

    [BindProperty]
    public string? Reference { get; set; }

    [BindProperty]
    public bool? Paid { get; set; }

    [BindProperty, Display(Name = "The day it was paid")]
    public DateOnly? On { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid grant) => await ReadAsync(grant) ? Page() : NotFound();

    public async Task<IActionResult> OnPostInterestAsync(Guid grant) =>
        !await ReadAsync(grant) || !OnPanel ? NotFound()
        : Interest is not { } interest ? this.Refused(InterestMissing)
        : await DoAsync(new DeclareGrantInterest(grant, interest), "It is declared", At);

    public async Task<IActionResult> OnPostRecommendAsync(Guid grant) =>
        !await ReadAsync(grant) || !OnPanel ? NotFound()
        : For is not { } yes ? this.Refused(ForMissing)
        : await DoAsync(new RecommendGrant(grant, yes, Reason ?? ""), "Your recommendation is recorded", At);

    public async Task<IActionResult> OnPostConditionAsync(Guid grant) =>
        await ReadAsync(grant) && OnPanel
            ? await DoAsync(new MeetGrantCondition(grant, ConditionId, Reference ?? ""), "The condition is met", At)
            : NotFound();

    public async Task<IActionResult> OnPostSettleAsync(Guid grant) =>
        !await ReadAsync(grant) || !Decides ? NotFound()
        : Paid is not { } paid ? this.Refused(PaidMissing)
        : await DoAsync(
            new SettleDrawdown(grant, DrawdownId, paid, On, Reference, Reason),
            paid ? "The payment is recorded" : "It is refused",
            At
        );

    private async Task<bool> ReadAsync(Guid grant)
    {
        if (!await LoadAsync(grant))
            return false;
        people = await colleagues.NamesAsync([.. Row.Panel.Select(p => p.Person)], HttpContext.RequestAborted);
        return true;
    }
}
