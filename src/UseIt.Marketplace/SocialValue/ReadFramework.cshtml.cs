using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.SocialValue;

[ForRoles(FrameworkAccess.Who, Roles.Author)]
public sealed class ReadFrameworkPage(PageRooms rooms, Frameworks frameworks) : FrameworkPage(rooms, frameworks)
{
    public async Task<IActionResult> OnGetAsync(Guid framework) => await LoadAsync(framework) ? Page() : NotFound();
}
