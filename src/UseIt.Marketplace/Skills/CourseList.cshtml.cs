using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>The courses an organisation offers, or teaches for another.</summary>
[ForPeople]
public sealed class CourseListPage(
    Actors actors,
    Acting acting,
    IDocumentStore store,
    FindCourses courses,
    Courses view,
    ReadYourWrite readYourWrite
) : SkillsPage(actors, acting, store)
{
    [BindProperty(SupportsGet = true)]
    public Guid? After { get; set; }

    public bool Offers => FindCourses.Offers(Who, Own);
    public Rows<CourseRow> Found { get; private set; } = new([], null);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!ModelState.IsValid)
            return Redirect("/courses");
        await readYourWrite.WaitAsync(HttpContext, view);
        if (!await BeginAsync(cancel) || await courses.OfAsync(Who, After, cancel) is not { } found)
            return NotFound();
        Found = found;
        return Page();
    }
}
