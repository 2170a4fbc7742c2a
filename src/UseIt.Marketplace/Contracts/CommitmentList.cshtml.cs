using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Reports;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Contracts;

/// <summary>The buyer's contract manager over all contracts: what is due, late, disputed, and worth most.</summary>
[ForRoles("the buyer's contract manager", Roles.ContractManager)]
public sealed class CommitmentListPage(
    Actors actors,
    CommitmentBoard board,
    CommitmentLedger ledger,
    ReadYourWrite readYourWrite,
    IDocumentStore store
) : PageModel
{
    private const int Usual = 25;

    public static IReadOnlyList<(CommitmentsShown Shown, string Words)> Filters { get; } =
    [
        (CommitmentsShown.Open, "Not yet met"),
        (CommitmentsShown.Late, "Late"),
        (CommitmentsShown.Soon, $"Due in {CommitmentBoard.SoonDays} days"),
        (CommitmentsShown.Disputed, "In dispute"),
        (CommitmentsShown.Awaiting, "Awaiting your verification"),
        (CommitmentsShown.Met, "Met"),
        (CommitmentsShown.Lapsed, "Lapsed"),
    ];

    [BindProperty(SupportsGet = true)]
    public CommitmentsShown Show { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Unit { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? After { get; set; }

    [BindProperty(SupportsGet = true)]
    public ListFormat? As { get; set; }

    public CommitmentsPage Found { get; private set; } = null!;
    public DateOnly Today { get; private set; }

    public string Heading =>
        Unit is null
            ? Filters.Single(f => f.Shown == Show).Words
            : $"{Filters.Single(f => f.Shown == Show).Words}, in {Unit}, the largest first";

    public static string Quantity(decimal? quantity) => quantity is { } known ? CommitmentStepPage.Plain(known) : ReportWriter.NotRecorded;

    public string OfUnit(string unit) => $"/commitments?show={Show}&unit={Uri.EscapeDataString(unit)}";

    public string At(Guid? after) =>
        $"{(Unit is { } unit ? OfUnit(unit) : $"/commitments?show={Show}")}{(after is { } key ? $"&after={key}" : "")}";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!ModelState.IsValid || !Enum.IsDefined(Show))
            return Redirect("/commitments");
        var who = await actors.OfAsync(HttpContext, cancel);
        if (who.Organisation is not { } buyer)
            return NotFound();
        await readYourWrite.WaitAsync(HttpContext, ledger);
        Today = UkTime.DayOf(await store.ClockAsync(cancel));
        if (As is { } format)
            return await this.CommitmentsAsAsync(
                format,
                "commitments",
                Today,
                async after =>
                {
                    var page = await board.PageAsync(buyer, buys: true, Show, Unit, after, ListFile.AtOnce, Today, cancel);
                    return (page.Items, page.Next);
                }
            );
        Found = await board.PageAsync(buyer, buys: true, Show, Unit, After, Usual, Today, cancel);
        return Page();
    }
}
