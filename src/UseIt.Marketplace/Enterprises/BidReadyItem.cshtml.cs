using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Enterprises;

/// <summary>One item of the bid-ready file: added under the id of its address, or looked at, replaced and removed.</summary>
[ForRoles("the enterprise's own bid managers and administrators", Roles.BidManager, Roles.OrganisationAdministrator)]
[RequestSizeLimit(PageUploads.Most + (1 << 20))]
[RequestFormLimits(MemoryBufferThreshold = (int)PageUploads.Most + (1 << 20))]
public sealed class BidReadyItemPage(Actors actors, Acting acting, IDocumentStore store, PageUploads uploads, Vault vault, ReadAudit audit)
    : EnterprisePage(actors, acting, store)
{
    private const string List = "/enterprise/bid-ready";

    public BidReadyItemAdded? Known { get; private set; }
    public BidReadyItemAdded? Replaced => Replaces is { } old ? Enterprise.BidReadyItems.GetValueOrDefault(old) : null;
    public Referee? Contact { get; private set; }

    [BindProperty(SupportsGet = true)]
    public BidReadyKind Kind { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Replaces { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Title { get; set; }

    [BindProperty]
    public BidReadyState State { get; set; }

    [BindProperty]
    public IFormFile? Document { get; set; }

    [BindProperty]
    public Guid? DocumentId { get; set; }

    [BindProperty]
    public string? Cover { get; set; }

    [BindProperty, Display(Name = "The last day")]
    public DateOnly? Until { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    [BindProperty]
    public string? RefereeName { get; set; }

    [BindProperty]
    public string? RefereeContact { get; set; }

    [BindProperty]
    public bool RefereeAgreed { get; set; }

    public string Heading =>
        Known?.Title ?? $"Add {(Kind is BidReadyKind.Insurance or BidReadyKind.Accounts ? "" : "a ")}{BidReadyFilePage.Kinds[Kind].One}";

    public string TitleHint =>
        Kind switch
        {
            BidReadyKind.Insurance => "For example, Public liability insurance",
            BidReadyKind.Policy => "For example, Safeguarding policy 2026",
            BidReadyKind.Accounts => "For example, Accounts 2025/26, or Letter of our bank",
            BidReadyKind.Reference => "The work it is about, for example Window cleaning for Aston Clinic, 2025",
            _ => "For example, Living Wage Employer",
        };

    public string LinkToReplace =>
        QueryHelpers.AddQueryString(
            $"{List}/{Guid.CreateVersion7()}",
            new Dictionary<string, string?>
            {
                ["kind"] = Known!.Kind.ToString(),
                ["title"] = Known.Title,
                ["replaces"] = Known.ItemId.ToString(),
            }
        );

    public async Task<IActionResult> OnGetAsync(Guid item, CancellationToken cancel)
    {
        if (!await LoadAsync(item, cancel))
            return NotFound();
        if (Known?.Contact is { } contact)
        {
            await audit.NoteAsync(Who, "referee", item, "bid-ready file", cancel);
            Contact =
                await vault.RevealAsync(contact, cancel) is var json && json != Protected.Erased
                    ? JsonSerializer.Deserialize<Referee>(json, EventJson.Options)
                    : null;
        }
        if (Replaced is { } old)
            (State, Cover) = (old.State ?? BidReadyState.Have, old.Cover?.Amount.ToString("#,##0.##", CultureInfo.InvariantCulture));
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid item, CancellationToken cancel)
    {
        if (!await LoadAsync(item, cancel))
            return NotFound();
        List<Refusal> wrong = [];
        if (Document is not null)
        {
            var (stored, refusal) = await uploads.TakeAsync(Document, nameof(Document), Who, Classification.Restricted, cancel);
            if (refusal is not null)
                wrong.Add(refusal);
            else
                DocumentId = stored;
        }
        var cover = Typed.Number(Cover, nameof(Cover), "The cover must be an amount in pounds, for example 5,000,000", wrong);
        if (wrong.Count > 0)
            return this.Refused(wrong);
        var referee =
            string.IsNullOrWhiteSpace(RefereeName) && string.IsNullOrWhiteSpace(RefereeContact)
                ? null
                : new Referee(RefereeName ?? "", RefereeContact ?? "");
        return await DoAsync(
            new AddBidReadyItem(
                OrganisationId,
                item,
                Kind,
                Title ?? "",
                DocumentId,
                cover is { } amount ? new Money(amount) : null,
                Until,
                State,
                Reason,
                Replaces,
                referee,
                RefereeAgreed
            ),
            "It is in the bid-ready file",
            List,
            field =>
                field switch
                {
                    "referee.name" => nameof(RefereeName),
                    "referee.contact" => nameof(RefereeContact),
                    _ => field,
                }
        );
    }

    public async Task<IActionResult> OnPostRemoveAsync(Guid item, CancellationToken cancel) =>
        await LoadAsync(item, cancel)
            ? await DoAsync(new RemoveBidReadyItem(OrganisationId, item), "It is removed from the bid-ready file", List)
            : NotFound();

    private async Task<bool> LoadAsync(Guid item, CancellationToken cancel)
    {
        if (!await LoadAsync(cancel) || !Registered || Enterprise.BidReadyItemsGone.Contains(item))
            return false;
        Known = Enterprise.BidReadyItems.GetValueOrDefault(item);
        if (Known is not null)
            Kind = Known.Kind;
        return BidReadyFilePage.Kinds.ContainsKey(Kind);
    }
}
