using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

/// <summary>Opens a programme, from nothing or as a copy of another.</summary>
[ForRoles("a programme manager", Roles.ProgrammeManager)]
public sealed class OpenProgrammePage(ProgrammeDesk desk) : ProgrammesPage(desk)
{
    [BindProperty]
    public Guid ProgrammeId { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? SourceId { get; set; }

    [BindProperty]
    public string? ProgrammeTitle { get; set; }

    [BindProperty]
    public string? Neighbourhood { get; set; }

    [BindProperty]
    public string? Fund { get; set; }

    [BindProperty, Display(Name = "The day of the agreement")]
    public DateOnly? AgreementSignedOn { get; set; }

    [BindProperty, Display(Name = "The first day")]
    public DateOnly? From { get; set; }

    [BindProperty, Display(Name = "The last day")]
    public DateOnly? Until { get; set; }

    [BindProperty]
    public string? Codes { get; set; }

    public Programme? Source { get; private set; }
    public string Heading => Source is null ? "Open a programme" : "Copy a programme";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!ModelState.IsValid || !await LoadAsync(cancel))
            return NotFound();
        ProgrammeId = Guid.CreateVersion7();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!await LoadAsync(cancel))
            return NotFound();
        string[] codes = [.. (Codes ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
        var (title, place) = (ProgrammeTitle ?? "", Neighbourhood ?? "");
        var (signed, from, until) = (AgreementSignedOn ?? default, From ?? default, Until ?? default);
        return await DoAsync(
            SourceId is { } source
                ? new CopyProgramme(ProgrammeId, source, Own, title, place, signed, from, until, codes)
                : new OpenProgramme(ProgrammeId, Own, title, place, Fund ?? "", signed, from, until, codes),
            "The programme is open",
            $"/programmes/{ProgrammeId}/desk",
            field => field == "title" ? nameof(ProgrammeTitle) : field.Split('[')[0]
        );
    }

    private async Task<bool> LoadAsync(CancellationToken cancel)
    {
        await BeginAsync();
        if (SourceId is not { } source)
            return true;
        Source = await Rooms.Programmes.FindAsync(source, cancel);
        return Source is not null;
    }
}
