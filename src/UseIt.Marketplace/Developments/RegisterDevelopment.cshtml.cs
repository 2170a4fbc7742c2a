using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Developments;

[ForRoles("a developer", Roles.Author, Roles.ContractManager)]
public sealed class RegisterDevelopmentPage(PageRooms rooms) : RoomsPage(rooms)
{
    [BindProperty(SupportsGet = true), Display(Name = "The name")]
    public string? Q { get; set; }

    [BindProperty]
    public Guid DevelopmentId { get; set; }

    [BindProperty]
    public Guid? CouncilId { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Site { get; set; }

    [BindProperty]
    public string? Place { get; set; }

    [BindProperty]
    public string? PlaceWords { get; set; }

    [BindProperty, Display(Name = "The number of homes")]
    public int? Homes { get; set; }

    [BindProperty]
    public string? PlanningReference { get; set; }

    public IReadOnlyList<Choice> Councils { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        await FindAsync(cancel);
        DevelopmentId = Guid.CreateVersion7();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await FindAsync(cancel);
        if (this.Finds())
            return Page();
        List<Refusal> unread = [];
        var place = Pick.Place.Read(string.IsNullOrWhiteSpace(Place) ? [] : [Place], PlaceWords, nameof(Place), unread);
        return unread.Count > 0
            ? this.Refused(unread)
            : await DoAsync(
                new RegisterDevelopment(
                    DevelopmentId,
                    Own,
                    CouncilId ?? Guid.Empty,
                    Name ?? "",
                    Site ?? "",
                    place is [var only] ? only : "",
                    Homes ?? -1,
                    PlanningReference ?? ""
                ),
                "The development is registered",
                $"/developments/{DevelopmentId}",
                field => field == "placeCode" ? "place" : field
            );
    }

    private async Task FindAsync(CancellationToken cancel)
    {
        await BeginAsync();
        Councils = await Rooms.FindAsync(Q, [OrganisationKind.Buyer], [Own], cancel);
    }
}
