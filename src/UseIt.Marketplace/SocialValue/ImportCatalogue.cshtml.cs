using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Imports;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.SocialValue;

[ForRoles(FrameworkAccess.Who, Roles.Author)]
[CountsAs(Counted.Upload)]
[RequestSizeLimit(Sheet.MostBytes + (1 << 20))]
[RequestFormLimits(MemoryBufferThreshold = Sheet.MostBytes + (1 << 20))]
public sealed class ImportCataloguePage(PageRooms rooms) : RoomsPage(rooms)
{
    /// <summary>So many rows are shown.</summary>
    public const int Shown = 25;

    public static readonly Refusal NotChosen = new("sheet-missing", "spreadsheet", "Choose a file");
    public static readonly Refusal RowsWrong = new(
        "catalogue-rows-wrong",
        "spreadsheet",
        "Nothing was taken in: rows have mistakes. Correct them, and import it again"
    );

    [BindProperty]
    public IFormFile? Spreadsheet { get; set; }

    [BindProperty]
    public string? Licence { get; set; }

    [BindProperty]
    public string? Licensee { get; set; }

    [BindProperty, Display(Name = "The day from which it is used")]
    public DateOnly? From { get; set; }

    public IReadOnlyList<RowOutcome> Wrong { get; private set; } = [];

    public void OnGet() { }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await BeginAsync();
        if (!ModelState.IsValid)
            return this.Refused();
        if (Spreadsheet is null || Spreadsheet.Length == 0)
            return this.Refused(NotChosen);
        if (Spreadsheet.Length > Sheet.MostBytes)
            return this.Refused(Sheet.TooLarge);
        using var bytes = new MemoryStream((int)Spreadsheet.Length);
        await Spreadsheet.CopyToAsync(bytes, cancel);
        if (Sheet.Read(bytes.ToArray()) is not ({ } sheet, null))
            return this.Refused(Sheet.Read(bytes.ToArray()).Refusal!);
        var file = CatalogueFile.Of(sheet, Own, Today);
        if (file.Wrong.Count > 0)
        {
            Wrong = file.Wrong;
            return this.Refused(RowsWrong);
        }
        var command = new ImportCatalogue(
            Own,
            file.Name,
            file.Edition,
            file.Mode,
            new FrameworkLicence(Licence ?? "", Licensee ?? ""),
            From ?? default,
            file.Metrics
        );
        return await DoAsync(
            command,
            "The catalogue is imported, and can be chosen in your tenders",
            $"/frameworks/{command.FrameworkId}",
            field =>
                field switch
                {
                    "licence.name" => nameof(Licence),
                    "licence.licensee" => nameof(Licensee),
                    "from" => nameof(From),
                    _ => nameof(Spreadsheet),
                }
        );
    }
}
