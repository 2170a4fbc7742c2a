using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Funding;

[ForRoles("a signatory of the enterprise", Roles.Signatory)]
public sealed class AcceptGrantPage(PageRooms rooms, GrantView grants) : GrantPage(rooms, grants)
{
    public const string Statement = "I have the authority to sign for my enterprise, and it accepts this grant with its conditions.";

    [BindProperty]
    public string? TermsSha256 { get; set; }

    [BindProperty]
    public string? Capacity { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid grant)
    {
        if (!await OpenAsync(grant))
            return NotFound();
        TermsSha256 = Row.TermsSha256;
        return Page();
    }

    public async Task<IActionResult> OnPostAcceptAsync(Guid grant) =>
        await OpenAsync(grant)
            ? await DoAsync(new AcceptGrant(grant, TermsSha256 ?? "", Capacity ?? "", Statement), "You have accepted the grant", At)
            : NotFound();

    public async Task<IActionResult> OnPostDeclineAsync(Guid grant) =>
        await OpenAsync(grant) ? await DoAsync(new DeclineGrant(grant, Reason ?? ""), "You have declined the grant", At) : NotFound();

    private async Task<bool> OpenAsync(Guid grant) => await LoadAsync(grant) && Signs && Row.Stage == GrantStage.Offered;
}
