using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

[ForRoles("a coordinator of research", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class RecruitResearcherPage(ResearchRooms rooms) : ResearchPage(rooms), IAsksForCapacity
{
    [BindProperty]
    public Guid ResearcherId { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Contact { get; set; }

    [BindProperty]
    public string? Source { get; set; }

    [BindProperty]
    public ConsentCapacity? Capacity { get; set; }

    [BindProperty]
    public string? GuardianName { get; set; }

    [BindProperty, Display(Name = "The day they agreed")]
    public DateOnly? GuardianOn { get; set; }

    public void OnGet() => ResearcherId = Guid.CreateVersion7();

    public async Task<IActionResult> OnPostAsync()
    {
        await BeginAsync();
        if (Capacity is not { } capacity)
            return this.Refused([.. Missing(), IAsksForCapacity.NotChosen]);
        return await DoAsync(
            new RecruitResearcher(Own, ResearcherId, Name ?? "", Contact ?? "", Source ?? "", capacity, ((IAsksForCapacity)this).Guardian),
            "The researcher is recruited",
            $"/research/researchers/{ResearcherId}",
            IAsksForCapacity.Field
        );
    }

    private IEnumerable<Refusal> Missing()
    {
        if (string.IsNullOrWhiteSpace(Name))
            yield return ResearchRefusals.NameMissing;
        if (string.IsNullOrWhiteSpace(Contact))
            yield return RecruitResearcherHandler.ContactMissing;
        if (string.IsNullOrWhiteSpace(Source))
            yield return RecruitResearcherHandler.SourceMissing;
    }
}
