using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Needs;

[ForPeople]
public sealed class PostNeedPage(PageRooms rooms) : RoomsPage(rooms)
{
    [BindProperty]
    public Guid NeedId { get; set; }

    [BindProperty]
    public string? Title { get; set; }

    [BindProperty]
    public string? What { get; set; }

    [BindProperty]
    public string? Place { get; set; }

    [BindProperty]
    public string? PlaceWords { get; set; }

    [BindProperty, Display(Name = "The day")]
    public DateOnly? By { get; set; }

    [BindProperty]
    public string? OnBehalfOf { get; set; }

    public async Task<IActionResult> OnGetAsync()
    {
        await BeginAsync();
        NeedId = Guid.CreateVersion7();
        return MayPost ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await BeginAsync();
        if (!MayPost)
            return NotFound();
        if (this.Finds())
            return Page();
        List<Refusal> unread = [];
        var place = Pick.Place.Read(string.IsNullOrWhiteSpace(Place) ? [] : [Place], PlaceWords, nameof(Place), unread);
        return unread.Count > 0
            ? this.Refused(unread)
            : await DoAsync(
                new PostNeed(NeedId, Own, Title ?? "", What ?? "", place is [var only] ? only : "", By ?? default, OnBehalfOf),
                "Your need is on the board",
                $"/needs/{NeedId}",
                field => field == "placeCode" ? "place" : field
            );
    }

    private bool MayPost => Who.ActsFor(Who.Organisation, NeedAccess.Posting);
}
