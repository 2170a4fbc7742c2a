using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.SocialValue;

[ForRoles(FrameworkAccess.Who, Roles.Author)]
public sealed class PublishFrameworkEditionPage(PageRooms rooms, Frameworks frameworks) : FrameworkPage(rooms, frameworks)
{
    [BindProperty]
    public string? Edition { get; set; }

    [BindProperty, Display(Name = "The day from which it is used")]
    public DateOnly? From { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid framework) =>
        !await LoadAsync(framework) || !Framework.Redistributable ? NotFound()
        : Framework.HasChanged ? Page()
        : Redirect(Back);

    public async Task<IActionResult> OnPostAsync(Guid framework) =>
        await LoadAsync(framework) && Framework.Redistributable
            ? await DoAsync(
                new PublishFrameworkEdition(framework, Edition ?? "", From ?? default),
                "The edition is published, and can be chosen in a tender",
                Back
            )
            : NotFound();
}
