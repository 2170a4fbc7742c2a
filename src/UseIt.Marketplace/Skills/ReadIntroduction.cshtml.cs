using System.ComponentModel.DataAnnotations;
using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>
/// One introduction: to its employer the words that were passed on, to the advisers also how to record what came of it.
/// </summary>
[ForRoles("advisers, and a buyer's authors and contract managers", Roles.Adviser, Roles.Author, Roles.ContractManager)]
public sealed class ReadIntroductionPage(Actors actors, Acting acting, IDocumentStore store, PeopleOnPathways people)
    : SkillsPage(actors, acting, store)
{
    public static readonly Refusal NothingChosen = new("what-missing", "what", "Choose what happened");
    public static readonly Refusal EvidenceMissing = new("evidence-missing", "evidence", "Choose how you know");

    public IntroductionAnswer Found { get; private set; } = null!;
    public string Vacancy { get; private set; } = "";

    /// <summary>The person, where the reader is one of their advisers.</summary>
    public Guid? Candidate { get; private set; }
    public bool Coordinates => Candidate is not null;

    [BindProperty]
    public string? What { get; set; }

    [BindProperty, Display(Name = "The day")]
    public DateOnly? On { get; set; }

    [BindProperty]
    public EvidenceSource? Evidence { get; set; }

    public IReadOnlyList<Choice> Sources => SkillsWords.Choices<EvidenceSource>(SkillsWords.Called);

    private sealed record Step(
        string Value,
        string Label,
        Func<Journey, bool> May,
        Func<Guid, DateOnly, EvidenceSource, ICommand> Command,
        bool Dated = true
    );

    private static readonly IReadOnlyList<Step> Steps =
    [
        new(
            "placement",
            "A placement, an attachment or shadowing began",
            j => j is { Ended: false, PlacementOn: null, JobOn: null },
            (id, on, e) => new StartPlacement(id, on, e)
        ),
        new(
            "completed",
            "The placement was completed",
            j => j is { PlacementOn: not null, PlacementEndedOn: null },
            (id, on, e) => new EndPlacement(id, on, true, e)
        ),
        new(
            "broken-off",
            "The placement was broken off",
            j => j is { PlacementOn: not null, PlacementEndedOn: null },
            (id, on, e) => new EndPlacement(id, on, false, e)
        ),
        new(
            "job",
            "The person began a job in the profession",
            j => j is { Ended: false, JobOn: null },
            (id, on, e) => new StartJob(id, on, true, e)
        ),
        new(
            "support-job",
            "The person began a job in another role",
            j => j is { Ended: false, JobOn: null },
            (id, on, e) => new StartJob(id, on, false, e)
        ),
        .. ConfirmRetentionHandler.AfterWeeks.Select(weeks => new Step(
            $"still-{weeks}",
            $"The person was still in the job after {weeks} weeks",
            j => j.JobOn is not null && !j.Retained.Contains(weeks),
            (id, on, e) => new ConfirmRetention(id, weeks, on, e)
        )),
        new("job-ended", "The job ended", j => j is { JobOn: not null, JobEndedOn: null }, (id, on, e) => new EndJob(id, on, e)),
        End("not-chosen", "The employer chose somebody else", IntroductionEnd.NotChosen),
        End("said-no", "The person did not want it", IntroductionEnd.PersonSaidNo),
        End("gone", "The place is gone", IntroductionEnd.PlaceGone),
        End("mistake", "The introduction was a mistake, and does not count", IntroductionEnd.MadeByMistake),
    ];

    public IReadOnlyList<Choice> Choices => [.. Steps.Where(s => s.May(Found.Journey)).Select(s => new Choice(s.Value, s.Label))];

    public async Task<IActionResult> OnGetAsync(Guid introduction, CancellationToken cancel) =>
        await LoadAsync(introduction, cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid introduction, CancellationToken cancel)
    {
        if (!await LoadAsync(introduction, cancel) || !Coordinates)
            return NotFound();
        List<Refusal> wrong = [];
        var step = Steps.FirstOrDefault(s => s.Value == What && s.May(Found.Journey));
        if (step is null)
            wrong.Add(NothingChosen);
        if (step is null or { Dated: true } && Evidence is null)
            wrong.Add(EvidenceMissing);
        return wrong.Count > 0
            ? this.Refused(wrong)
            : await DoAsync(
                step!.Command(introduction, On ?? default, Evidence ?? default),
                "It is recorded",
                $"/introductions/{introduction}"
            );
    }

    private static Step End(string value, string label, IntroductionEnd reason) =>
        new(value, label, j => j is { Ended: false, JobOn: null }, (id, _, _) => new EndIntroduction(id, reason), Dated: false);

    private async Task<bool> LoadAsync(Guid id, CancellationToken cancel)
    {
        if (!await BeginAsync(cancel) || await people.IntroductionAsync(Who, id, cancel) is not { } found)
            return false;
        Found = found;
        var made = (await Store.FetchAsync<Introduction>(id, cancel)).State;
        Candidate = SkillsAccess.ToCoordinate(Who, made) == Access.Granted ? made.Made!.CandidateId : null;
        Vacancy = (await Store.FetchAsync<Vacancy>(found.VacancyId, cancel)).State.Posted?.Title ?? "";
        return true;
    }
}
