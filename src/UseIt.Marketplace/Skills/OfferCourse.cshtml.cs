using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

[ForRoles("advisers and programme managers", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class OfferCoursePage(PageRooms rooms) : RoomsPage(rooms)
{
    [BindProperty(SupportsGet = true)]
    public string? Pathway { get; set; }

    [BindProperty(SupportsGet = true), Display(Name = "The name")]
    public string? Q { get; set; }

    [BindProperty]
    public Guid CourseId { get; set; }

    [BindProperty]
    public string? Provider { get; set; }

    [BindProperty]
    public Guid? ProviderId { get; set; }

    [BindProperty]
    public string? Title { get; set; }

    [BindProperty]
    public string? Need { get; set; }

    [BindProperty]
    public string? PlaceCode { get; set; }

    [BindProperty]
    public string? PlaceCodeWords { get; set; }

    [BindProperty, Display(Name = "The first day")]
    public DateOnly? From { get; set; }

    [BindProperty, Display(Name = "The last day")]
    public DateOnly? Until { get; set; }

    [BindProperty]
    public string? Places { get; set; }

    [BindProperty]
    public string? Cost { get; set; }

    [BindProperty]
    public string? FeeSupport { get; set; }

    public IReadOnlyList<Choice> Found { get; private set; } = [];

    public static IReadOnlyList<Choice> Pathways { get; } = [.. PathwayRules.All.Select(p => new Choice(p.Code, p.Name))];

    public PathwayRules? Chosen => PathwayRules.Of(Pathway);

    public IReadOnlyList<Choice> Needs => [.. (Chosen?.On(Today)?.Needs ?? []).Select(n => new Choice(n.Code, n.Name))];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        await OpenAsync(cancel);
        CourseId = Guid.CreateVersion7();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await OpenAsync(cancel);
        if (Chosen is null)
            return NotFound();
        if (this.Finds())
            return Page();
        List<Refusal> wrong = [];
        var place = OnePlace.Read(PlaceCode, PlaceCodeWords, nameof(PlaceCode), wrong);
        if (!int.TryParse(Places?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var places))
            places = 0;
        var command = new OfferCourse(
            CourseId,
            Own,
            Provider ?? "",
            Title ?? "",
            From ?? default,
            Until ?? default,
            places,
            new Money(Typed.Number(Cost, OfferCourseHandler.CostWrong, wrong) ?? -1),
            new Money(Typed.Number(FeeSupport, OfferCourseHandler.SupportWrong, wrong) ?? 0),
            ProviderId,
            place,
            Pathway,
            Need
        );
        return wrong.Count > 0
            ? this.Refused(wrong.Concat(OfferCourseHandler.Wrong(command, Today).Where(w => wrong.All(u => u.Field != w.Field))))
            : await DoAsync(command, "The course is offered to people who are missing that next", $"/courses/{CourseId}");
    }

    private async Task OpenAsync(CancellationToken cancel)
    {
        await BeginAsync();
        Found = await Rooms.FindAsync(Q, [], [], cancel);
    }
}
