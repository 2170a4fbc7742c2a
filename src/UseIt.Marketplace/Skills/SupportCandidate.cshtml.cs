using System.ComponentModel.DataAnnotations;
using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>What is in a person's way, and what was paid to get it out of the way.</summary>
[ForRoles("an adviser", Roles.Adviser)]
public sealed class SupportCandidatePage(
    Actors actors,
    Acting acting,
    IDocumentStore store,
    PeopleOnPathways people,
    Candidates view,
    ReadYourWrite readYourWrite
) : CandidatePage(actors, acting, store, people, view, readYourWrite)
{
    public static readonly Refusal PurposeMissing = new("purpose-missing", "purpose", "Choose what was paid for");

    [BindProperty]
    public BarrierKind[] Barriers { get; set; } = [];

    [BindProperty]
    public Guid SupportId { get; set; }

    [BindProperty]
    public FeePurpose? Purpose { get; set; }

    [BindProperty]
    public string? Amount { get; set; }

    [BindProperty, Display(Name = "The day of the payment")]
    public DateOnly? On { get; set; }

    public IReadOnlyList<Choice> Kinds => SkillsWords.Choices<BarrierKind>(SkillsWords.Called);
    public IReadOnlyList<Choice> Purposes => SkillsWords.Choices<FeePurpose>(SkillsWords.Called);

    public async Task<IActionResult> OnGetAsync(Guid candidate, CancellationToken cancel)
    {
        if (!await LoadAsync(candidate, cancel) || !IsOpen)
            return NotFound();
        (Barriers, SupportId) = ([.. Row.Barriers], Guid.CreateVersion7());
        return Page();
    }

    public async Task<IActionResult> OnPostBarriersAsync(Guid candidate, CancellationToken cancel) =>
        await LoadAsync(candidate, cancel) && IsOpen
            ? await DoAsync(new RecordBarriers(candidate, Barriers, Today), "The barriers are saved", Back)
            : NotFound();

    public async Task<IActionResult> OnPostFeeAsync(Guid candidate, CancellationToken cancel)
    {
        if (!await LoadAsync(candidate, cancel) || !IsOpen)
            return NotFound();
        Barriers = [.. Row.Barriers];
        List<Refusal> wrong = [];
        if (Purpose is null)
            wrong.Add(PurposeMissing);
        var amount = Typed.Number(Amount, GiveFeeSupportHandler.AmountWrong, wrong);
        if (amount is null && wrong.All(w => w != GiveFeeSupportHandler.AmountWrong))
            wrong.Add(GiveFeeSupportHandler.AmountWrong);
        if (On is null)
            wrong.Add(SkillsAccess.DayMissing("on"));
        return wrong.Count > 0
            ? this.Refused(wrong)
            : await DoAsync(
                new GiveFeeSupport(candidate, SupportId, Purpose!.Value, new Money(amount!.Value), On!.Value),
                "The payment is recorded",
                $"{Back}/support"
            );
    }
}
