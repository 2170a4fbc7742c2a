using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

[ForRoles("a buyer's authors and contract managers", Roles.Author, Roles.ContractManager)]
public sealed class PostVacancyPage(Actors actors, Acting acting, IDocumentStore store) : SkillsPage(actors, acting, store)
{
    public static readonly Refusal KindMissing = new("vacancy-kind-missing", "kind", "Choose what it is");

    [BindProperty(SupportsGet = true)]
    public string? Profession { get; set; }

    [BindProperty]
    public Guid VacancyId { get; set; }

    [BindProperty]
    public string? Title { get; set; }

    [BindProperty]
    public VacancyKind? Kind { get; set; }

    [BindProperty]
    public string? Stage { get; set; }

    [BindProperty]
    public string? PlaceCode { get; set; }

    [BindProperty]
    public string? PlaceCodeWords { get; set; }

    [BindProperty, Display(Name = "The first day")]
    public DateOnly? From { get; set; }

    [BindProperty]
    public string? Number { get; set; }

    public Profession? Chosen => PathwayRules.EveryProfession.FirstOrDefault(p => p.Code == Profession);

    public static IReadOnlyList<Choice> Professions { get; } = [.. PathwayRules.EveryProfession.Select(p => new Choice(p.Code, p.Name))];

    public IReadOnlyList<Choice> Kinds => SkillsWords.Choices<VacancyKind>(SkillsWords.Called);

    public IReadOnlyList<Choice> Stages =>
        [
            .. PathwayRules
                .StagesFor(Profession ?? "", Today)
                .Select(s => new Choice(s.Code, s.Name))
                .Prepend(new Choice("", "Any stage will do")),
        ];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!await BeginAsync(cancel))
            return NotFound();
        VacancyId = Guid.CreateVersion7();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!await BeginAsync(cancel) || Chosen is not { } profession)
            return NotFound();
        if (this.Finds())
            return Page();
        List<Refusal> wrong = [];
        var place = OnePlace.Read(PlaceCode, PlaceCodeWords, nameof(PlaceCode), wrong);
        if (Kind is null)
            wrong.Add(KindMissing);
        if (!int.TryParse(Number?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            number = 0;
        var command = new PostVacancy(
            VacancyId,
            Own,
            Title ?? "",
            profession.Code,
            Kind ?? default,
            place ?? "",
            From ?? default,
            number,
            Stage
        );
        // What could not be read and what the command has against it are told at once.
        if (wrong.Count > 0)
            return this.Refused(wrong.Concat(PostVacancyHandler.Wrong(command, Today).Where(w => wrong.All(u => u.Field != w.Field))));
        return await DoAsync(command, "The vacancy is offered. Advisers see it and introduce people who fit", $"/vacancies/{VacancyId}");
    }
}
