using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Developments;

[ForRoles("the developer", Roles.Author, Roles.ContractManager)]
public sealed class DeclareSharePage(PageRooms rooms, DevelopmentView developments) : DevelopmentPage(rooms, developments)
{
    public static readonly Refusal ForMissing = new("set-aside-for-missing", "for", "Choose for whom");

    [BindProperty]
    public SetAsideFor? For { get; set; }

    [BindProperty]
    public string? Percent { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid development) => await LoadOwnAsync(development) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid development)
    {
        if (!await LoadOwnAsync(development))
            return NotFound();
        List<Refusal> wrong = [];
        if (For is null)
            wrong.Add(ForMissing);
        var percent = Typed.Number(Percent, DeclareShareHandler.PercentWrong, wrong);
        if (percent is not (> 0 and <= 100) && !wrong.Contains(DeclareShareHandler.PercentWrong))
            wrong.Add(DeclareShareHandler.PercentWrong);
        return wrong.Count > 0
            ? this.Refused(wrong)
            : await DoAsync(new DeclareShare(development, For!.Value, percent!.Value), "The share is declared", Back);
    }
}
