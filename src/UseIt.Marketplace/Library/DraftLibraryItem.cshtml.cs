using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Library;

[ForPeople]
public sealed class DraftLibraryItemPage(PageRooms rooms) : RoomsPage(rooms), IWritesLibraryText
{
    public static readonly Refusal KindMissing = new("kind-missing", "kind", "Choose what it is");
    public static readonly Refusal LicenceMissing = new("licence-missing", "licence", "Choose what others may do with it");

    [BindProperty]
    public Guid ItemId { get; set; }

    [BindProperty]
    public LibraryKind? Kind { get; set; }

    [BindProperty]
    public string? Title { get; set; }

    [BindProperty]
    public string? Summary { get; set; }

    [BindProperty]
    public string? Body { get; set; }

    [BindProperty]
    public LibraryLicence? Licence { get; set; }

    [BindProperty]
    public string? Language { get; set; }

    public async Task<IActionResult> OnGetAsync()
    {
        await BeginAsync();
        (ItemId, Language) = (Guid.CreateVersion7(), "en");
        return Who.ActsFor(Who.Organisation, LibraryAccess.Writing) ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await BeginAsync();
        var text = ((IWritesLibraryText)this).Text;
        List<Refusal> wrong = [.. LibraryAccess.Wrong(text).Select(w => w with { Field = IWritesLibraryText.Field(w.Field!) })];
        if (Kind is null)
            wrong.Add(KindMissing);
        if (Licence is null)
            wrong.Add(LicenceMissing);
        return wrong.Count > 0
            ? this.Refused(wrong)
            : await DoAsync(
                new DraftLibraryItem(ItemId, Own, Kind!.Value, text),
                "The draft is saved",
                $"/library/{ItemId}",
                IWritesLibraryText.Field
            );
    }
}
