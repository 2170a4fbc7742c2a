using System.ComponentModel.DataAnnotations;
using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Funding;

[ForRoles("who applies for an enterprise", Roles.BidManager, Roles.Signatory)]
[RequestSizeLimit(PageUploads.Most + (1 << 20))]
[RequestFormLimits(MemoryBufferThreshold = (int)PageUploads.Most + (1 << 20))]
public sealed class AskForDrawdownPage(PageRooms rooms, GrantView grants, PageUploads uploads) : GrantPage(rooms, grants)
{
    public sealed record KeptFile(Guid Id, string Title);

    [BindProperty]
    public Guid DrawdownId { get; set; }

    [BindProperty, Display(Name = "The amount")]
    public decimal? Amount { get; set; }

    [BindProperty]
    public string? Evidence { get; set; }

    [BindProperty]
    public Guid[] DocumentIds { get; set; } = [];

    [BindProperty]
    public List<IFormFile> Documents { get; set; } = [];

    public IReadOnlyList<KeptFile> Kept { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid grant)
    {
        DrawdownId = Guid.CreateVersion7();
        return await OpenAsync(grant) ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPostAsync(Guid grant, CancellationToken cancel)
    {
        if (!await OpenAsync(grant))
            return NotFound();
        List<KeptFile> kept = [];
        foreach (var id in DocumentIds.Distinct())
            if ((await Rooms.Store.FetchAsync<GrantDocument>(id, cancel)).State.OwnerId == Row.ApplicantId)
                kept.Add(new KeptFile(id, "A file"));
        List<Refusal> refused = [];
        foreach (var file in Documents)
        {
            var (id, refusal) = await uploads.TakeAsync(file, nameof(Documents), Who, Classification.Restricted, cancel);
            if (refusal is null)
                kept.Add(new KeptFile(id, file.FileName));
            else
                refused.Add(refusal with { Sentence = $"{Path.GetFileName(file.FileName)}: {refusal.Sentence}" });
        }
        Kept = kept;
        return refused.Count > 0
            ? this.Refused(refused)
            : await DoAsync(
                new AskForDrawdown(grant, DrawdownId, new Money(Amount ?? 0), Evidence ?? "", [.. kept.Select(k => k.Id)]),
                "The funder is asked to pay",
                At,
                field => field == "documentIds" ? nameof(Documents) : field
            );
    }

    private async Task<bool> OpenAsync(Guid grant) => await LoadAsync(grant) && Applies && Row.Stage == GrantStage.Accepted;
}
