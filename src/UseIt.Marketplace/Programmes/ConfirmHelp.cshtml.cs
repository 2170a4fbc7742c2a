using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Support;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

/// <summary>An enterprise says, award by award, that the programme helped it to win.</summary>
[ForRoles("a signatory of the enterprise", Roles.Signatory, Roles.OrganisationAdministrator)]
public sealed class ConfirmHelpPage(ProgrammeDesk desk, EnterpriseLines lines) : ProgrammePage(desk)
{
    public IReadOnlyList<Choice> Open { get; private set; } = [];
    public IReadOnlyList<string> Confirmed { get; private set; } = [];

    [BindProperty]
    public Guid? AwardId { get; set; }

    [BindProperty]
    public string? Capacity { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid programme, CancellationToken cancel) =>
        await OpenAsync(programme, cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid programme, CancellationToken cancel) =>
        await OpenAsync(programme, cancel)
            ? await DoAsync(
                new ConfirmHelp(Id, Own, AwardId ?? Guid.Empty, Capacity ?? ""),
                "Thank you. It counts for the programme now",
                $"/programmes/{Id}/help"
            )
            : NotFound();

    private async Task<bool> OpenAsync(Guid programme, CancellationToken cancel)
    {
        await Rooms.FreshAsync(HttpContext, lines);
        if (!await LoadAsync(programme) || await lines.FindAsync(Rooms.Database, Own, cancel) is not { } line)
            return false;
        var own = (await Rooms.Store.FetchAsync<ProgrammeEnterprise>(ProgrammeEnterprise.IdOf(programme, Own), cancel)).State;
        (Guid Id, string Says)[] all =
        [
            .. line.Wins.Select(w =>
                (
                    w.AwardId,
                    $"An award of {w.Value} here{(w.Suppliers > 1 ? $", with {w.Suppliers - 1} {(w.Suppliers == 2 ? "other" : "others")}" : "")}"
                )
            ),
            .. own.Awards.Select(a => (a.AwardId, $"{a.Amount} from {a.From}")),
        ];
        Open = [.. all.Where(a => !own.Confirmed.Contains(a.Id)).Select(a => new Choice(a.Id.ToString(), a.Says))];
        Confirmed = [.. all.Where(a => own.Confirmed.Contains(a.Id)).Select(a => a.Says)];
        return true;
    }
}
