using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Imports;

/// <summary>An adviser brings the spreadsheet in which support was written down so far.</summary>
[ForRoles("an adviser", Roles.Adviser)]
[CountsAs(Counted.Upload)]
[RequestSizeLimit(Sheet.MostBytes + (1 << 20))]
[RequestFormLimits(MemoryBufferThreshold = Sheet.MostBytes + (1 << 20))]
public sealed class NewImportPage(Actors actors, ImportFiles files) : PageModel
{
    public static readonly Refusal NotChosen = new("sheet-missing", "spreadsheet", "Choose a file");

    [BindProperty]
    public IFormFile? Spreadsheet { get; set; }

    public IActionResult OnGet() => Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        var who = await actors.OfAsync(HttpContext, cancel);
        if (who.Organisation is not { } own)
            return NotFound();
        if (!ModelState.IsValid)
            return this.Refused();
        if (Spreadsheet is null || Spreadsheet.Length == 0)
            return this.Refused(NotChosen);
        if (Spreadsheet.Length > Sheet.MostBytes)
            return this.Refused(Sheet.TooLarge);
        using var bytes = new MemoryStream((int)Spreadsheet.Length);
        await Spreadsheet.CopyToAsync(bytes, cancel);
        if (Sheet.Read(bytes.ToArray()).Refusal is { } wrong)
            return this.Refused(wrong);
        var id = await files.KeepAsync(own, who.Person, bytes.ToArray(), cancel);
        return Redirect($"/cases/import/{id}/columns");
    }
}
