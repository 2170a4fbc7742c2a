using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Networks;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

/// <summary>One tender as everybody sees it; an enterprise can ask from here.</summary>
[ForAnyone]
public sealed class ReadTenderPage(
    TenderReader tenders,
    Actors actors,
    Acting acting,
    IDocumentStore store,
    OrganisationNames organisations,
    PublicAwards awards,
    MarketStatements statements,
    QuestionsOfAsker asked,
    ReadYourWrite readYourWrite,
    NpgsqlDataSource database
) : PageModel
{
    public TenderSheet Tender { get; private set; } = null!;
    public DateTimeOffset Now { get; private set; }
    public string BuyerName { get; private set; } = "";
    public string Rules { get; private set; } = "";
    public bool MayAsk { get; private set; }
    public bool MayBid { get; private set; }

    /// <summary>What the buyer said at marketplaces about this purchase: for all bidders alike.</summary>
    public IReadOnlyList<MarketStatementRow> Said { get; private set; } = [];

    /// <summary>What the reader's organisation has asked and everybody does not read here.</summary>
    public IReadOnlyList<OwnQuestion> Own { get; private set; } = [];

    public IReadOnlyList<PublicAward> Awards { get; private set; } = [];

    /// <summary>Nobody is signed in: what one can do here is said, and where to begin.</summary>
    public bool IsVisitor { get; private set; }

    [BindProperty]
    public string? Text { get; set; }

    public bool IsOpen => Tender.Stage == TenderStage.Published && Now <= Tender.Deadline;

    public string Status =>
        Tender.Stage switch
        {
            TenderStage.Withdrawn => "Withdrawn",
            TenderStage.Published when IsOpen => "Open",
            TenderStage.Published => "Closing",
            _ => "Closed",
        };

    public string StatusColour =>
        Tender.Stage switch
        {
            TenderStage.Withdrawn => "red",
            TenderStage.Published => "green",
            _ => "grey",
        };

    public static string Value(Estimate estimate) =>
        estimate switch
        {
            { Net: { } net, Gross: { } gross } => $"{net} excluding VAT, {gross} including VAT",
            { Net: { } net } => $"{net} excluding VAT",
            { Gross: { } gross } => $"{gross} including VAT",
            _ => "Not stated",
        };

    /// <summary>How a promise counts in money, with that word; nothing where it counts in its unit alone.</summary>
    public static string Monetised(TenderSheet tender, Requirement requirement) =>
        tender.Proxies.GetValueOrDefault(requirement.RequirementId) is { } proxy
            ? $" Monetised: {proxy.Value.WithPence()} for one, {proxy.Source}, as at {UkTime.Display(proxy.AsAt)}."
            : "";

    public static string Kind(Requirement requirement) =>
        (
            requirement.Kind switch
            {
                RequirementKind.Capability => "Capability",
                RequirementKind.Condition => "Condition of participation",
                RequirementKind.Question => "Question, scored",
                RequirementKind.Commitment => "Social value commitment",
                _ => "Price",
            }
        ) + (requirement.Mandatory ? "" : " (optional)");

    public async Task<IActionResult> OnGetAsync(Guid tender, CancellationToken cancel) =>
        await LoadAsync(tender, cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAskAsync(Guid tender, CancellationToken cancel)
    {
        if (!await LoadAsync(tender, cancel))
            return NotFound();
        if (await acting.TryAsync(this, new AskQuestion(tender, Guid.CreateVersion7(), Text ?? "")) is { } refused)
            return refused;
        this.Announce("Your question has been sent. The answer will appear here for everybody");
        return Redirect($"/tenders/{tender}");
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken cancel)
    {
        if (await tenders.PublicAsync(HttpContext, id, cancel) is not { } sheet)
            return false;
        Tender = sheet;
        Now = await store.ClockAsync(cancel);
        BuyerName = (await organisations.FindAsync(database, [sheet.BuyerId], cancel)).GetValueOrDefault(sheet.BuyerId)?.Name ?? "";
        Rules = Regime.Profile(sheet.Regime, sheet.RulesOf).Value.Name;
        var actor = await actors.OfAsync(HttpContext, cancel);
        IsVisitor = actor.Person == Guid.Empty;
        MayAsk = IsOpen && Now <= (sheet.QuestionsUntil ?? sheet.Deadline) && actor.Roles.Overlaps(Roles.Enterprise);
        MayBid = IsOpen && actor.Has(Roles.BidManager);
        if (actor.Organisation is { } own)
        {
            await readYourWrite.WaitAsync(HttpContext, asked);
            Own = [.. (await asked.OfAsync(database, id, own, cancel)).Where(q => q.Stage != QuestionStage.Answered)];
        }
        Awards = await awards.OfAsync(id, cancel);
        Said = await statements.AttachedToAsync(database, id, cancel);
        return true;
    }
}
