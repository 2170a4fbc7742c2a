using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Developments;

[ForPeople]
public sealed class PassOnObligationPage(PageRooms rooms, DevelopmentView developments) : ObligationPage(rooms, developments)
{
    [BindProperty]
    public Guid FlowId { get; set; }

    [BindProperty]
    public Guid? ToId { get; set; }

    [BindProperty, Display(Name = "How much")]
    public decimal? Quantity { get; set; }

    [BindProperty]
    public string? Agreement { get; set; }

    [BindProperty, Display(Name = "The day")]
    public DateOnly? On { get; set; }

    /// <summary>One step down: the main contractor, or whom it has let work to.</summary>
    public IReadOnlyList<Choice> Next =>
        Choices((Develops && !Builds ? new[] { Row.ContractorId } : Row.Packages.Select(p => p.SupplierId)).OfType<Guid>().Distinct());

    public async Task<IActionResult> OnGetAsync(Guid development, Guid obligation)
    {
        if (!await FindAsync(development, obligation) || !Develops && !Builds)
            return NotFound();
        (FlowId, On) = (Guid.CreateVersion7(), Today);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid development, Guid obligation) =>
        await FindAsync(development, obligation) && (Develops || Builds)
            ? await DoAsync(
                new PassOnObligation(development, obligation, FlowId, ToId ?? Guid.Empty, Quantity ?? 0, Agreement ?? "", On ?? default),
                "It is passed on. It counts from when the other side accepts it",
                $"{Back}/flows/{FlowId}"
            )
            : NotFound();
}
