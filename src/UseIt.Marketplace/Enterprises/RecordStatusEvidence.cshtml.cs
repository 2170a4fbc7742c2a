using System.ComponentModel.DataAnnotations;
using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Enterprises;

/// <summary>Evidence for one of the five criteria, to be recorded or withdrawn.</summary>
[ForRoles("the enterprise's own bid managers and administrators", Roles.BidManager, Roles.OrganisationAdministrator)]
[RequestSizeLimit(PageUploads.Most + (1 << 20))]
[RequestFormLimits(MemoryBufferThreshold = (int)PageUploads.Most + (1 << 20))]
public sealed class RecordStatusEvidencePage(Actors actors, Acting acting, IDocumentStore store, PageUploads uploads)
    : EnterprisePage(actors, acting, store)
{
    public static readonly Refusal CriterionMissing = new("criterion-missing", nameof(Criterion), "Choose which criterion it shows");
    public static readonly Refusal FromMissing = new("from-missing", nameof(From), "Enter the day from which it holds");

    public StatusEvidenceRecorded? Known { get; private set; }
    public IReadOnlyList<Choice> Criteria { get; } = [.. StatusCriteria.Words.Select(c => new Choice(c.Key.ToString(), c.Value))];

    [BindProperty(SupportsGet = true)]
    public StatusCriterion? Criterion { get; set; }

    [BindProperty]
    public string? Statement { get; set; }

    [BindProperty, Display(Name = "The first day")]
    public DateOnly? From { get; set; }

    [BindProperty, Display(Name = "The last day")]
    public DateOnly? Until { get; set; }

    [BindProperty]
    public IFormFile? Document { get; set; }

    [BindProperty]
    public Guid? DocumentId { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid evidence, CancellationToken cancel) =>
        await LoadAsync(evidence, cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid evidence, CancellationToken cancel)
    {
        if (!await LoadAsync(evidence, cancel))
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
        if (Criterion is null)
            wrong.Add(CriterionMissing);
        if (string.IsNullOrWhiteSpace(Statement))
            wrong.Add(RecordStatusEvidenceHandler.StatementMissing);
        if (From is null)
            wrong.Add(FromMissing);
        else if (Until < From)
            wrong.Add(RecordStatusEvidenceHandler.EndsBeforeItBegins);
        return wrong.Count > 0
            ? this.Refused(wrong)
            : await DoAsync(
                new RecordStatusEvidence(OrganisationId, evidence, Criterion!.Value, Statement!, From!.Value, Until, DocumentId),
                "The evidence is saved. An adviser checks it",
                "/enterprise"
            );
    }

    public async Task<IActionResult> OnPostWithdrawAsync(Guid evidence, CancellationToken cancel) =>
        await LoadAsync(evidence, cancel)
            ? await DoAsync(new WithdrawStatusEvidence(OrganisationId, evidence), "The evidence is withdrawn", "/enterprise")
            : NotFound();

    private async Task<bool> LoadAsync(Guid evidence, CancellationToken cancel)
    {
        if (!await LoadAsync(cancel) || !Registered)
            return false;
        Known = Enterprise.Evidence.GetValueOrDefault(evidence);
        return true;
    }
}
