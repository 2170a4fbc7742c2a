using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Developments;

/// <summary>What was passed on by one agreement: accepted, delivered with its proof, confirmed or sent back.</summary>
[ForPeople]
public sealed class ReadFlowPage(PageRooms rooms, DevelopmentView developments, ObligationFlows flows)
    : DevelopmentPage(rooms, developments)
{
    public static readonly Refusal DecisionMissing = new("decision-missing", "accepted", "Choose whether the proof is enough");

    public FlowRow Flow { get; private set; } = null!;
    public ObligationRow Obligation { get; private set; } = null!;
    public bool Takes => Who.ActsFor(Flow.ToId, DevelopmentAccess.Building);
    public bool Gives => Who.ActsFor(Flow.FromId, DevelopmentAccess.Building);
    public string At => $"{Back}/flows/{Flow.FlowId}";

    [BindProperty]
    public Guid DeliveryId { get; set; }

    [BindProperty, Display(Name = "How much")]
    public decimal? Quantity { get; set; }

    [BindProperty, Display(Name = "The day")]
    public DateOnly? On { get; set; }

    [BindProperty]
    public string? Proof { get; set; }

    [BindProperty]
    public bool? Accepted { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid development, Guid flow)
    {
        if (!await FindAsync(development, flow))
            return NotFound();
        (DeliveryId, On) = (Guid.CreateVersion7(), Today);
        return Page();
    }

    public async Task<IActionResult> OnPostAcceptAsync(Guid development, Guid flow) =>
        await FindAsync(development, flow) && Takes
            ? await DoAsync(new AcceptPassedOn(development, flow), "You have taken it on", At)
            : NotFound();

    public async Task<IActionResult> OnPostDeliverAsync(Guid development, Guid flow) =>
        await FindAsync(development, flow) && Takes
            ? await DoAsync(
                new DeliverPassedOn(development, flow, DeliveryId, Quantity ?? 0, On ?? default, Proof ?? ""),
                "The delivery is told to the other side, which looks at the proof",
                At
            )
            : NotFound();

    public async Task<IActionResult> OnPostDecideAsync(Guid development, Guid flow) =>
        !await FindAsync(development, flow) || !Gives ? NotFound()
        : Accepted is not { } accepted ? this.Refused(DecisionMissing)
        : await DoAsync(
            new DecidePassedOn(development, flow, DeliveryId, accepted, Reason),
            accepted ? "The delivery is confirmed" : "The delivery is sent back",
            At
        );

    private async Task<bool> FindAsync(Guid development, Guid flow)
    {
        await Rooms.FreshAsync(HttpContext, flows);
        if (
            !await LoadAsync(development)
            || (await flows.OfAsync(Rooms.Database, Who, Row, HttpContext.RequestAborted)).FirstOrDefault(f => f.FlowId == flow)
                is not { } found
        )
            return false;
        Flow = found;
        Obligation = Row.Obligations.Single(o => o.ObligationId == found.ObligationId);
        await NameAsync([found.FromId, found.ToId]);
        return true;
    }
}
