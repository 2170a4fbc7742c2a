using System.ComponentModel.DataAnnotations;
using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Contracts;

/// <summary>
/// A supplier's report of what was delivered, with what shows it. Files that arrived stay when something else has to be put right.
/// </summary>
[ForRoles("a supplier of the contract", Roles.Member, Roles.BidManager)]
[RequestSizeLimit(PageUploads.Most + (1 << 20))]
[RequestFormLimits(MemoryBufferThreshold = (int)PageUploads.Most + (1 << 20))]
public sealed class RecordEvidencePage(CommitmentReading reading, Acting acting, PageUploads uploads, IDocumentStore store)
    : CommitmentStepPage(reading, acting)
{
    public sealed record KeptFile(Guid Id, string Title);

    [BindProperty]
    public Guid EvidenceId { get; set; }

    [BindProperty]
    public string? Quantity { get; set; }

    [BindProperty, Display(Name = "The first day")]
    public DateOnly? From { get; set; }

    [BindProperty, Display(Name = "The last day")]
    public DateOnly? Until { get; set; }

    [BindProperty, Display(Name = "What was delivered")]
    public string? Statement { get; set; }

    [BindProperty]
    public Guid[] DocumentIds { get; set; } = [];

    [BindProperty]
    public List<IFormFile> Documents { get; set; } = [];

    [BindProperty, Display(Name = "Whether anybody can be recognised")]
    public PeopleInPhoto? People { get; set; }

    public IReadOnlyList<KeptFile> Kept { get; private set; } = [];

    protected override bool MayDo => Found.Supplies && Found.InForce;

    public async Task<IActionResult> OnGetAsync(Guid contract, Guid commitment, CancellationToken cancel)
    {
        if (!await LoadAsync(contract, commitment, cancel))
            return NotFound();
        EvidenceId = Guid.CreateVersion7();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid contract, Guid commitment, CancellationToken cancel)
    {
        if (!await LoadAsync(contract, commitment, cancel))
            return NotFound();
        List<KeptFile> kept = [];
        var pictures = false;
        foreach (var id in DocumentIds.Distinct())
            if (
                (await store.FetchAsync<StoredDocument>(id, cancel)).State is { OwnerId: { } owner, Title: var title, MediaType: var type }
                && Found.Who.ActsFor(owner)
            )
            {
                kept.Add(new KeptFile(id, title ?? "A file"));
                pictures |= PictureMetadata.IsPicture(type);
            }
        List<Refusal> refused = [];
        foreach (var file in Documents)
        {
            var (id, refusal) = await uploads.TakeAsync(file, nameof(Documents), Found.Who, Classification.Restricted, cancel);
            if (refusal is null)
            {
                kept.Add(new KeptFile(id, file.FileName));
                pictures |= PictureMetadata.IsPicture(MediaTypes.TypeOf(file.FileName));
            }
            else
                refused.Add(refusal with { Sentence = $"{Path.GetFileName(file.FileName)}: {refusal.Sentence}" });
        }
        Kept = kept;
        if (pictures && People is null)
            refused.Add(PhotoPeoplePage.Unanswered with { Sentence = "Say whether anybody can be recognised in the photos" });
        if (refused.Count > 0)
            return this.Refused(refused);
        var command = new RecordEvidence(
            contract,
            commitment,
            EvidenceId == Guid.Empty ? Guid.CreateVersion7() : EvidenceId,
            QuantityOf(Quantity),
            new Period(From, Until),
            Statement ?? "",
            [.. kept.Select(k => k.Id)],
            People: pictures ? People : null
        );
        return await DoAsync(
            command,
            "The evidence is recorded. The buyer verifies it next",
            field =>
                field switch
                {
                    "period" => nameof(From),
                    "documentIds" => nameof(Documents),
                    _ => field,
                }
        );
    }
}
