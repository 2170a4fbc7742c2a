using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

[ForRoles("a coordinator of research", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class RecordParticipantPage(ResearchRooms rooms) : ProjectPage(rooms), IAsksForCapacity
{
    [BindProperty]
    public Guid ParticipantId { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Contact { get; set; }

    [BindProperty]
    public string? ConsentVersion { get; set; }

    [BindProperty, Display(Name = "The day")]
    public DateOnly? ConsentedOn { get; set; }

    [BindProperty]
    public ConsentCapacity? Capacity { get; set; }

    [BindProperty]
    public string? GuardianName { get; set; }

    [BindProperty, Display(Name = "The day they agreed")]
    public DateOnly? GuardianOn { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid project)
    {
        if (!await LoadAsync(project) || Project.FieldworkSince is null)
            return NotFound();
        (ParticipantId, ConsentVersion) = (Guid.CreateVersion7(), Project.Ethics!.Plan.ConsentVersion);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid project)
    {
        if (!await LoadAsync(project) || Project.FieldworkSince is null)
            return NotFound();
        if (Capacity is not { } capacity)
            return this.Refused([
                .. string.IsNullOrWhiteSpace(Name) ? [ResearchRefusals.NameMissing] : (Refusal[])[],
                .. ConsentedOn is null ? [RecordParticipantHandler.ConsentedWrong] : (Refusal[])[],
                IAsksForCapacity.NotChosen,
            ]);
        return await DoAsync(
            new RecordParticipant(
                ParticipantId,
                project,
                Name ?? "",
                ConsentVersion ?? "",
                ConsentedOn ?? default,
                Contact,
                capacity,
                ((IAsksForCapacity)this).Guardian
            ),
            "The participant is recorded",
            $"{Back}/participants",
            IAsksForCapacity.Field
        );
    }
}
