using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>The questions that every piece of research begins with.</summary>
public abstract class ResearchQuestionPage(ResearchRooms rooms) : ResearchPage(rooms)
{
    [BindProperty]
    public Guid ProjectId { get; set; }

    [BindProperty]
    public string? Title { get; set; }

    [BindProperty]
    public string? Question { get; set; }

    [BindProperty]
    public string? Method { get; set; }

    [BindProperty, Display(Name = "The day")]
    public DateOnly? By { get; set; }

    [BindProperty, Display(Name = "The budget")]
    public decimal? Budget { get; set; }
}

[ForRoles("a coordinator of research", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class ProposeResearchPage(ResearchRooms rooms) : ResearchQuestionPage(rooms)
{
    public void OnGet() => ProjectId = Guid.CreateVersion7();

    public async Task<IActionResult> OnPostAsync()
    {
        await BeginAsync();
        return await DoAsync(
            new ProposeResearch(
                ProjectId,
                Own,
                Title ?? "",
                Question ?? "",
                Method ?? "",
                By ?? default,
                Budget is { } budget ? new Money(budget) : null
            ),
            "The research is proposed",
            $"/research/projects/{ProjectId}"
        );
    }
}
