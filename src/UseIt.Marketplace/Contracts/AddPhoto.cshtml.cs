using System.ComponentModel.DataAnnotations;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Contracts;

/// <summary>What is recorded once it is known who can be recognised; only the photo is stored yet, and unclaimed it goes.</summary>
public sealed record PhotoTaken(Guid Evidence, Guid Commitment, Guid Document, decimal Quantity, string Statement, DateOnly On);

/// <summary>One of the two pages on which a supplier adds a photo as evidence.</summary>
public abstract class PhotoPage(
    CommitmentReading reading,
    Acting acting,
    CommitmentLedger ledger,
    NpgsqlDataSource database,
    Carried carried
) : CommitmentStepPage(reading, acting)
{
    private const string Cookie = "use-it-photo";
    private static readonly TimeSpan Lasting = TimeSpan.FromHours(2);

    protected override bool MayDo => Found.Supplies && Found.InForce;

    protected override string After => $"/promises/{Row.CommitmentId}";

    protected PhotoTaken? Taken(Guid commitment) =>
        carried.Of<PhotoTaken>(HttpContext, Cookie) is { } taken && taken.Commitment == commitment ? taken : null;

    protected void Keep(PhotoTaken taken) => carried.Keep(HttpContext, Cookie, taken, Lasting);

    protected void Forget() => carried.Drop(HttpContext, Cookie);

    protected async Task<bool> LoadAsync(Guid commitment, CancellationToken cancel) =>
        await ledger.FindAsync(database, commitment, cancel) is { ContractId: { } contract }
        && await LoadAsync(contract, commitment, cancel);
}

/// <summary>The photo, and what it shows.</summary>
[ForRoles("a supplier of the contract", Roles.Member, Roles.BidManager)]
[RequestSizeLimit(PageUploads.Most + (1 << 20))]
[RequestFormLimits(MemoryBufferThreshold = (int)PageUploads.Most + (1 << 20))]
public sealed class AddPhotoPage(
    CommitmentReading reading,
    Acting acting,
    CommitmentLedger ledger,
    NpgsqlDataSource database,
    Carried carried,
    PageUploads uploads,
    IDocumentStore store
) : PhotoPage(reading, acting, ledger, database, carried)
{
    private const int LongestStatement = 500;

    public static readonly Refusal PhotoMissing = new("photo-missing", "photo", "Take a photo, or choose one");
    public static readonly Refusal StatementLong = new(
        "statement-long",
        "statement",
        $"What it shows must be {LongestStatement} characters or fewer"
    );

    [BindProperty]
    public IFormFile? Photo { get; set; }

    [BindProperty]
    public string? Quantity { get; set; }

    [BindProperty]
    public string? Statement { get; set; }

    [BindProperty, Display(Name = "The day it was delivered")]
    public DateOnly? On { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid commitment, CancellationToken cancel)
    {
        if (!await LoadAsync(commitment, cancel))
            return NotFound();
        On = UkTime.DayOf(await store.ClockAsync(cancel));
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid commitment, CancellationToken cancel)
    {
        if (!await LoadAsync(commitment, cancel))
            return NotFound();
        if (!ModelState.IsValid)
            return this.Refused();
        List<Refusal> refused = [];
        if (Photo is null || Photo.Length == 0)
            refused.Add(PhotoMissing);
        else if (!PictureMetadata.IsPicture(MediaTypes.TypeOf(Photo.FileName)))
            refused.Add(PhotoMissing with { Sentence = "The photo must be a JPEG or PNG picture" });
        if (!Delivering.IsQuantity(QuantityOf(Quantity)))
            refused.Add(Delivering.QuantityWrong);
        if (string.IsNullOrWhiteSpace(Statement))
            refused.Add(RecordEvidenceHandler.StatementMissing);
        else if (Statement.Length > LongestStatement)
            refused.Add(StatementLong);
        if (On is not { } on)
            refused.Add(RecordEvidenceHandler.PeriodMissing with { Field = "on", Sentence = "Enter the day it was delivered" });
        else if (on > UkTime.DayOf(await store.ClockAsync(cancel)))
            refused.Add(RecordEvidenceHandler.PeriodInFuture with { Field = "on" });
        if (refused.Count > 0)
            return this.Refused(refused);
        var (document, wrong) = await uploads.TakeAsync(Photo!, nameof(Photo), Found.Who, Classification.Restricted, cancel);
        if (wrong is not null)
            return this.Refused(wrong);
        Keep(new PhotoTaken(Guid.CreateVersion7(), commitment, document, QuantityOf(Quantity), Statement!.Trim(), On!.Value));
        return Redirect($"/promises/{commitment}/photo/people");
    }
}
