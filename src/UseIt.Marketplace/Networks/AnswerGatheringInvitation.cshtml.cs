using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Networks;

[ForPeople]
public sealed class AnswerGatheringInvitationPage(PageRooms rooms, GatheringView gatherings) : GatheringPage(rooms, gatherings)
{
    public static readonly Refusal NotChosen = new("coming-missing", "coming", "Choose whether you come");

    [BindProperty]
    public bool? Coming { get; set; }

    [BindProperty]
    public string? Capability { get; set; }

    private InvitedGuest? Guest => Gathering.Guests.FirstOrDefault(g => g.OrganisationId == Own);
    public bool AsksForCapability => Guest?.Side == GuestSide.Enterprise;

    public async Task<IActionResult> OnGetAsync(Guid gathering)
    {
        if (!await IsInvitedAsync(gathering))
            return NotFound();
        Capability = Guest?.Capability;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid gathering) =>
        !await IsInvitedAsync(gathering) ? NotFound()
        : Coming is not { } coming ? this.Refused(NotChosen)
        : await DoAsync(new AnswerGatheringInvitation(gathering, coming, coming ? Capability : null), "Your answer is kept", Back);

    private async Task<bool> IsInvitedAsync(Guid gathering) => await LoadAsync(gathering, keeps: false) && Gathering.GuestIds.Contains(Own);
}
