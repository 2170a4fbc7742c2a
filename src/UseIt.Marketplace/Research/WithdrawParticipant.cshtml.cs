using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

[ForRoles("a coordinator of research", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class WithdrawParticipantPage(ResearchRooms rooms, ResearchParticipants participants, ParticipantNames names)
    : ProjectPage(rooms)
{
    public string Name { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync(Guid project, Guid participant, CancellationToken cancel) =>
        await LoadAsync(project, participant, cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid project, Guid participant, CancellationToken cancel) =>
        await LoadAsync(project, participant, cancel)
            ? await DoAsync(new WithdrawParticipant(participant), "The participant has withdrawn", $"{Back}/participants")
            : NotFound();

    private async Task<bool> LoadAsync(Guid project, Guid participant, CancellationToken cancel)
    {
        if (
            !await LoadAsync(project)
            || await participants.FindAsync(Rooms.Database, participant, cancel) is not { WithdrewOn: null } row
            || row.ProjectId != project
        )
            return false;
        Name = (await names.OfAsync(Who, [row], cancel)).GetValueOrDefault(participant) ?? "this person";
        return true;
    }
}
