using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

/// <summary>The files beside a tender.</summary>
[ForRoles("a buyer's author", Roles.Author)]
[RequestSizeLimit(PageUploads.Most + (1 << 20))]
[RequestFormLimits(MemoryBufferThreshold = (int)PageUploads.Most + (1 << 20))]
public sealed class AttachTenderDocumentPage(TenderReader tenders, Actors actors, Acting acting, IDocumentStore store, PageUploads uploads)
    : TenderDraftPage(tenders, actors, acting, store)
{
    public static readonly Refusal FileMissing = new("file-missing", "document", "Choose a file");

    public static readonly Refusal NotSaid = new(
        "staff-data-not-said",
        "staffData",
        "Say whether it holds staff data, such as a TUPE list"
    );

    [BindProperty]
    public string? Title { get; set; }

    [BindProperty]
    public IFormFile? Document { get; set; }

    [BindProperty]
    public bool? StaffData { get; set; }

    [BindProperty]
    public string? Undertaking { get; set; } = Tenders.Undertaking.Usual;

    [BindProperty]
    public Guid DocumentId { get; set; }

    protected override bool MayChange => base.MayChange || Tender.Stage == TenderStage.Published;

    public Task<IActionResult> OnGetAsync(Guid tender, CancellationToken cancel) => ShowAsync(tender, () => { }, cancel);

    public async Task<IActionResult> OnPostAsync(Guid tender, CancellationToken cancel)
    {
        if (!await LoadAsync(tender, cancel))
            return NotFound();
        List<Refusal> wrong = [];
        if (WhatIsBought.Title(Title ?? "") is { } title)
            wrong.Add(title);
        if (Document is null)
            wrong.Add(FileMissing);
        if (StaffData is null)
            wrong.Add(NotSaid);
        if (wrong.Count > 0)
            return this.Refused(wrong);
        var (document, refusal) = await uploads.TakeAsync(
            Document!,
            nameof(Document),
            Who,
            StaffData == true ? Classification.Restricted : Classification.Open,
            cancel
        );
        return refusal is null
            ? await DoAsync(
                new AttachTenderDocument(tender, document, Title!, StaffData == true ? Undertaking ?? "" : null),
                "The file is added",
                $"{TaskList}/documents"
            )
            : this.Refused(refusal);
    }

    public async Task<IActionResult> OnPostRemoveAsync(Guid tender, CancellationToken cancel) =>
        await LoadAsync(tender, cancel)
            ? await DoAsync(new RemoveTenderDocument(tender, DocumentId), "The file is removed", $"{TaskList}/documents")
            : NotFound();
}
