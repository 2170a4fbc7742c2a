using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

[ForPeople]
public sealed partial class ReportFindingUsePage(ResearchRooms rooms, TenderView tenders) : FindingPage(rooms, tenders)
{
    public static readonly Refusal KindMissing = new("kind-missing", "kind", "Choose what it was used for");

    [BindProperty(SupportsGet = true), Display(Name = "The name")]
    public string? Q { get; set; }

    [BindProperty]
    public Guid UseId { get; set; }

    [BindProperty]
    public Guid? OrganisationId { get; set; }

    [BindProperty]
    public FindingUseKind? Kind { get; set; }

    [BindProperty, Display(Name = "The address")]
    public string? Tender { get; set; }

    [BindProperty, Display(Name = "The address")]
    public string? Contract { get; set; }

    [BindProperty, Display(Name = "The address")]
    public string? Asset { get; set; }

    [BindProperty]
    public string? Words { get; set; }

    public IReadOnlyList<Choice> Users { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid finding, CancellationToken cancel)
    {
        if (!await FindAsync(finding, cancel))
            return NotFound();
        UseId = Guid.CreateVersion7();
        if (Users is [var only])
            OrganisationId = Guid.Parse(only.Value, null);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid finding, CancellationToken cancel)
    {
        if (!await FindAsync(finding, cancel))
            return NotFound();
        List<Refusal> wrong = [];
        if (OrganisationId is null)
            wrong.Add(ReportFindingUseHandler.NoUser);
        if (Kind is null)
            wrong.Add(KindMissing);
        if (string.IsNullOrWhiteSpace(Words))
            wrong.Add(ReportFindingUseHandler.WordsMissing);
        var subject =
            Kind == FindingUseKind.Tender ? IdIn(Tender)
            : Kind == FindingUseKind.Contract ? IdIn(Contract)
            : Kind == FindingUseKind.Asset ? IdIn(Asset)
            : null;
        if (
            subject is null
            && (
                Kind is FindingUseKind.Tender or FindingUseKind.Contract
                || Kind == FindingUseKind.Asset && !string.IsNullOrWhiteSpace(Asset)
            )
        )
            wrong.Add(ReportFindingUseHandler.NoSubject with { Field = Kind.ToString()!.ToLowerInvariant() });
        return wrong.Count > 0
            ? this.Refused(wrong)
            : await DoAsync(
                new ReportFindingUse(finding, UseId, Kind!.Value, Words!, OrganisationId!.Value, subject),
                "It is saved. It is public once whoever used it confirms it",
                Back,
                field => field == "subjectId" ? Kind.ToString()!.ToLowerInvariant() : field
            );
    }

    private async Task<bool> FindAsync(Guid finding, CancellationToken cancel)
    {
        if (
            !await LoadAsync(finding)
            || !(Runs || Who.ActsFor(Who.Organisation, ResearchAccess.Using) && (Finding.PublishedAt is not null || IsCommissioner))
        )
            return false;
        Users = Runs
            ? await Rooms.FindAsync(Q, [], [], cancel)
            : [.. (await Rooms.OrganisationsAsync([Own], cancel)).Select(o => new Choice(o.Key.ToString(), o.Value))];
        return true;
    }

    private static Guid? IdIn(string? address) =>
        address is not null && Id().Match(address) is { Success: true } id ? Guid.Parse(id.Value, null) : null;

    [GeneratedRegex("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")]
    private static partial Regex Id();
}
