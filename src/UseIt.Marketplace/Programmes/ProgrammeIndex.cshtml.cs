using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

/// <summary>All programmes, and one's own first.</summary>
[ForAnyone]
public sealed class ProgrammeIndexPage(ProgrammeDesk desk) : ProgrammesPage(desk)
{
    private const int Usual = 50;

    [BindProperty(SupportsGet = true)]
    public Guid? After { get; set; }

    public Rows<ProgrammeRow> Mine { get; private set; } = new([], null);
    public Rows<ProgrammeRow> All { get; private set; } = new([], null);
    public bool MayOpen => Who.ActsFor(Who.Organisation, ProgrammeAccess.Leading);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!ModelState.IsValid)
            return Redirect("/programmes");
        await BeginAsync();
        All = await Rooms.Programmes.List.AllAsync(Rooms.Rows, After, Usual, cancel);
        if (Who.Organisation is { } own && (Who.Roles.Overlaps(ProgrammeAccess.Delivering) || Who.Has(Roles.Adviser)))
            Mine = await Rooms.Programmes.List.OfAsync(Rooms.Rows, own, null, Usual, cancel);
        return Page();
    }
}
