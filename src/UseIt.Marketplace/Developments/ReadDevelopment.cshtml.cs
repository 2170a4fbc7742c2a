using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Developments;

/// <summary>One development: what is owed for it against what was done, and the work that is to be let.</summary>
[ForAnyone]
public sealed class ReadDevelopmentPage(PageRooms rooms, DevelopmentView developments) : DevelopmentPage(rooms, developments)
{
    public async Task<IActionResult> OnGetAsync(Guid development) => await LoadAsync(development) ? Page() : NotFound();
}
