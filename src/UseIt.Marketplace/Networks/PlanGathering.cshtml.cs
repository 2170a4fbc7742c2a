using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Networks;

[ForRoles("a network's coordinator", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class PlanGatheringPage(PageRooms rooms, NetworkView networks) : RoomsPage(rooms)
{
    public static readonly Refusal KindMissing = new("kind-missing", "kind", "Choose what it is");

    [BindProperty(SupportsGet = true)]
    public Guid? Network { get; set; }

    [BindProperty]
    public Guid GatheringId { get; set; }

    [BindProperty]
    public GatheringKind? Kind { get; set; }

    [BindProperty]
    public Guid? NetworkId { get; set; }

    [BindProperty]
    public string? Title { get; set; }

    [BindProperty]
    public string? Theme { get; set; }

    [BindProperty]
    public string? HostWords { get; set; }

    [BindProperty]
    public string? Venue { get; set; }

    [BindProperty, Display(Name = "The day")]
    public DateOnly? On { get; set; }

    public IReadOnlyList<Choice> Networks { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!ModelState.IsValid)
            return NotFound();
        await FindAsync(cancel);
        (GatheringId, NetworkId) = (Guid.CreateVersion7(), Network);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await FindAsync(cancel);
        List<Refusal> wrong = [];
        if (Kind is null)
            wrong.Add(KindMissing);
        var host = Own;
        if (!string.IsNullOrWhiteSpace(HostWords))
        {
            var found = await Rooms.FindAsync(HostWords, [], [], cancel);
            if (found is [var only])
                host = Guid.Parse(only.Value, null);
            else
                wrong.Add(
                    PlanGatheringHandler.HostUnknown with
                    {
                        Field = "hostWords",
                        Sentence =
                            found.Count == 0
                                ? "No organisation here has that in its name"
                                : $"Write more of it. It may be {string.Join(", ", found.Take(5).Select(f => f.Label))}",
                    }
                );
        }
        return wrong.Count > 0
            ? this.Refused(wrong)
            : await DoAsync(
                new PlanGathering(GatheringId, Own, Kind!.Value, Title ?? "", Theme ?? "", host, Venue ?? "", On ?? default, NetworkId),
                "The gathering is planned. Invite now",
                $"/gatherings/{GatheringId}/invite"
            );
    }

    private async Task FindAsync(CancellationToken cancel)
    {
        await BeginAsync(networks);
        Networks =
        [
            new Choice("", "None"),
            .. (await networks.KeptByAsync(Rooms.Rows, Own, null, ViewRows.LargestPage, cancel)).Items.Select(n => new Choice(
                n.NetworkId.ToString(),
                n.Name
            )),
        ];
    }
}
