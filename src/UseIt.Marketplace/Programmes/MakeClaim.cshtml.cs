using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

/// <summary>What a claim would say, before it is signed.</summary>
[ForRoles("a programme manager", Roles.ProgrammeManager)]
public sealed class MakeClaimPage(ProgrammeDesk desk) : ProgrammePage(desk)
{
    public Quarter Period { get; private set; }
    public ClaimDraft Draft { get; private set; } = null!;
    public bool Waiting { get; private set; }

    /// <summary>What is about to be signed: whatever changes it meanwhile is looked at first.</summary>
    public string Digest => CanonicalJson.Sha256(JsonSerializer.SerializeToElement(new { Draft.Lines, Draft.Spend }, EventJson.Options));

    public IReadOnlyDictionary<Guid, string> Names { get; private set; } = new Dictionary<Guid, string>();

    [BindProperty]
    public string? Capacity { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid programme, string quarter, CancellationToken cancel) =>
        await OpenAsync(programme, quarter, cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid programme, string quarter, CancellationToken cancel) =>
        await OpenAsync(programme, quarter, cancel)
            ? await DoAsync(
                new MakeClaim(Id, Period.ToString(), Capacity ?? ""),
                "The claim is made",
                $"/claims/{ProgrammeClaim.IdOf(Id, Period.ToString())}"
            )
            : NotFound();

    private async Task<bool> OpenAsync(Guid programme, string quarter, CancellationToken cancel)
    {
        if (
            !await LoadAsync(programme)
            || !Leads
            || Quarter.Read(quarter) is not { } period
            || await Rooms.Programmes.NowAsync(programme, cancel) is not { } facts
        )
            return false;
        Period = period;
        Draft = MakeClaimHandler.Draft(programme, period, facts, out var waiting, out _);
        Waiting = waiting;
        Names = await Rooms.NamesAsync(Draft.Lines.Where(l => l.Reason is not null).Select(l => l.SubjectId), cancel);
        return true;
    }
}
