using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

[ForRoles("a coordinator of research", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class OfferResearchPayPage(ResearchRooms rooms) : ProjectResearcherPage(rooms)
{
    public static readonly Refusal NotChosen = new("kind-missing", "kind", "Choose what you offer");

    [BindProperty]
    public ResearchPay? Kind { get; set; }

    [BindProperty, Display(Name = "The amount")]
    public decimal? Amount { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid project, Guid researcher, CancellationToken cancel)
    {
        if (!await LoadAsync(project, researcher, cancel))
            return NotFound();
        (Kind, Amount) = (Part.Kind, Part.Offered?.Amount);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid project, Guid researcher, CancellationToken cancel) =>
        !await LoadAsync(project, researcher, cancel) ? NotFound()
        : Kind is not { } kind ? this.Refused([NotChosen, .. Amount is null ? [OfferResearchPayHandler.AmountWrong] : (Refusal[])[]])
        : await DoAsync(
            new OfferResearchPay(project, researcher, kind, new Money(Amount ?? 0)),
            kind == ResearchPay.Pay ? "Pay is offered" : "Expenses are offered",
            BackToAll
        );
}
