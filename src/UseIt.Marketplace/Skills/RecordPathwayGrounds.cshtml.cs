using System.ComponentModel.DataAnnotations;
using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

[ForRoles("a programme manager", Roles.ProgrammeManager)]
public sealed class RecordPathwayGroundsPage(Actors actors, Acting acting, IDocumentStore store) : SkillsPage(actors, acting, store)
{
    public PathwayRules Rules { get; private set; } = null!;

    [BindProperty]
    public Dictionary<string, string?> Bases { get; set; } = [];

    [BindProperty]
    public string[] Conditions { get; set; } = [];

    [BindProperty]
    public string? PolicyTitle { get; set; }

    [BindProperty, Display(Name = "The day of the policy document")]
    public DateOnly? PolicyOn { get; set; }

    [BindProperty]
    public string? PolicyAs { get; set; }

    [BindProperty]
    public string? AssessmentTitle { get; set; }

    [BindProperty, Display(Name = "The day of the assessment")]
    public DateOnly? AssessmentOn { get; set; }

    [BindProperty]
    public string? AssessmentAs { get; set; }

    public static IReadOnlyList<Choice> Conditioned { get; } =
    [.. PathwayRules.Conditions.Select(c => new Choice(c.Code, $"Article {c.Article}: {c.Name}", c.Source))];

    public static IEnumerable<Choice> Choices(PurposeRule purpose) =>
        SkillsWords.Choices<LawfulBasis>(SkillsWords.Called).Where(c => purpose.Consent || c.Value != nameof(LawfulBasis.Consent));

    public async Task<IActionResult> OnGetAsync(string pathway, CancellationToken cancel)
    {
        if (!await LoadAsync(pathway, cancel))
            return NotFound();
        if ((await Store.FetchAsync<Pathway>(PathwayRules.IdOf(Own, Rules.Code), cancel)).State.Grounds is { } grounds)
        {
            Bases = grounds.Purposes.ToDictionary(p => p.Purpose, p => (string?)p.Basis.ToString());
            Conditions = [.. grounds.Conditions];
            (PolicyTitle, PolicyOn, PolicyAs) = (grounds.Policy.Title, grounds.Policy.On, grounds.Policy.SignedAs);
            (AssessmentTitle, AssessmentOn, AssessmentAs) = (grounds.Assessment.Title, grounds.Assessment.On, grounds.Assessment.SignedAs);
        }
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string pathway, CancellationToken cancel)
    {
        if (!await LoadAsync(pathway, cancel))
            return NotFound();
        return await DoAsync(
            new RecordPathwayGrounds(
                Own,
                Rules.Code,
                [
                    .. Bases
                        .Where(b => Enum.TryParse<LawfulBasis>(b.Value, out _))
                        .Select(b => new PurposeBasis(b.Key, Enum.Parse<LawfulBasis>(b.Value!))),
                ],
                Conditions,
                new SignedPaper(PolicyTitle ?? "", PolicyOn ?? default, PolicyAs ?? ""),
                new SignedPaper(AssessmentTitle ?? "", AssessmentOn ?? default, AssessmentAs ?? "")
            ),
            "What allows the pathway is recorded",
            $"/pathways/{Rules.Code}",
            field =>
                field switch
                {
                    "policy" or "policy.title" => nameof(PolicyTitle),
                    "policy.on" => nameof(PolicyOn),
                    "policy.signedAs" => nameof(PolicyAs),
                    "assessment" or "assessment.title" => nameof(AssessmentTitle),
                    "assessment.on" => nameof(AssessmentOn),
                    "assessment.signedAs" => nameof(AssessmentAs),
                    _ when field.StartsWith("purposes.", StringComparison.Ordinal) => $"Bases[{field["purposes.".Length..]}]",
                    _ => field,
                }
        );
    }

    private async Task<bool> LoadAsync(string pathway, CancellationToken cancel)
    {
        if (!await BeginAsync(cancel) || PathwayRules.Of(pathway) is not { } rules)
            return false;
        Rules = rules;
        return true;
    }
}
