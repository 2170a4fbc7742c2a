using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.SocialValue;

[ForRoles(FrameworkAccess.Who, Roles.Author)]
public sealed class BeginFrameworkPage(PageRooms rooms) : RoomsPage(rooms)
{
    public static readonly Refusal ModeMissing = new("mode-missing", "mode", "Choose how it counts");

    [BindProperty]
    public Guid FrameworkId { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public FrameworkMode? Mode { get; set; }

    public void OnGet() => FrameworkId = Guid.CreateVersion7();

    public async Task<IActionResult> OnPostAsync()
    {
        await BeginAsync();
        List<Refusal> wrong = [];
        if (string.IsNullOrWhiteSpace(Name))
            wrong.Add(FrameworkAccess.NameMissing);
        if (Mode is null)
            wrong.Add(ModeMissing);
        return wrong.Count > 0
            ? this.Refused(wrong)
            : await DoAsync(
                new BeginFramework(FrameworkId, Own, Name!, Mode!.Value),
                "The framework is begun. Add its metrics",
                $"/frameworks/{FrameworkId}"
            );
    }
}
