using Marten;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>One person: what is missing next and by when, the stages, employers, and what is known.</summary>
[ForRoles("an adviser", Roles.Adviser)]
public sealed class ReadCandidatePage(
    Actors actors,
    Acting acting,
    IDocumentStore store,
    PeopleOnPathways people,
    Candidates view,
    Vacancies vacancies,
    Courses courses,
    FindCourses finding,
    OrganisationNames organisations,
    NpgsqlDataSource database,
    ReadYourWrite readYourWrite
) : CandidatePage(actors, acting, store, people, view, readYourWrite)
{
    public static readonly Refusal RecordMissing = new("record-missing", "recordId", "Choose what does not count");
    public static readonly Refusal ReasonMissing = new("reason-missing", "reason", "Choose why it does not count");

    private IReadOnlyDictionary<Guid, VacancyRow> offered = new Dictionary<Guid, VacancyRow>();
    private IReadOnlyDictionary<Guid, OrganisationName> names = new Dictionary<Guid, OrganisationName>();

    [BindProperty]
    public Guid? RecordId { get; set; }

    [BindProperty]
    public WithdrawalReason? Reason { get; set; }

    [BindProperty]
    public Guid VacancyId { get; set; }

    /// <summary>Courses that lead to what is missing next.</summary>
    public IReadOnlyList<FittingCourse> Fitting { get; private set; } = [];
    public IReadOnlyList<(CourseRow Course, OnCourse On)> Taken { get; private set; } = [];

    public IReadOnlyList<Choice> Reasons => SkillsWords.Choices<WithdrawalReason>(SkillsWords.Called);

    public IReadOnlyList<Choice> Records =>
        [
            .. Row.Attainment.Tests.Select(t => new Choice($"{t.RecordId}", $"{NameOf(t)}, {UkTime.Display(t.TakenOn)}")),
            .. Row.Attainment.Steps.Select(s => new Choice($"{s.RecordId}", $"{NameOf(s)}, {UkTime.Display(s.On)}")),
        ];

    public string NameOf(TestResult result) => Rules?.Test(result.Test)?.Name ?? result.Test;

    public string NameOf(StepTaken step) => Rules?.StepOf(step.Step)?.Name ?? step.Step;

    public string EmployerOf(Guid employer) => names.GetValueOrDefault(employer)?.Name ?? "an employer";

    public string Called(IntroductionOf introduction) =>
        $"{offered.GetValueOrDefault(introduction.VacancyId)?.Title ?? "A vacancy"}, {EmployerOf(introduction.EmployerId)}";

    public string Called(Yes yes) =>
        $"{(offered.GetValueOrDefault(yes.VacancyId ?? Guid.Empty) is { } vacancy ? $"{vacancy.Title}, " : "")}{EmployerOf(yes.EmployerId)}";

    /// <summary>The vacancy by which a yes is taken back. One to an employer, and to no introduction, is worth nothing any more.</summary>
    public Guid? ToRevoke(Yes yes) => yes.VacancyId ?? Row.Introductions.FirstOrDefault(i => i.EmployerId == yes.EmployerId)?.VacancyId;

    public async Task<IActionResult> OnGetAsync(Guid candidate, CancellationToken cancel) =>
        await ReadAsync(candidate, cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostWithdrawAsync(Guid candidate, CancellationToken cancel)
    {
        if (!await ReadAsync(candidate, cancel))
            return NotFound();
        List<Refusal> wrong = [];
        if (RecordId is null)
            wrong.Add(RecordMissing);
        if (Reason is null)
            wrong.Add(ReasonMissing);
        return wrong.Count > 0
            ? this.Refused(wrong)
            : await DoAsync(new WithdrawAttainment(candidate, RecordId!.Value, Reason!.Value), "It does not count any more", Back);
    }

    public async Task<IActionResult> OnPostRevokeAsync(Guid candidate, CancellationToken cancel) =>
        await ReadAsync(candidate, cancel)
            ? await DoAsync(new RevokePassOn(candidate, VacancyId), "The employer reads nothing of the person any more", Back)
            : NotFound();

    private async Task<bool> ReadAsync(Guid candidate, CancellationToken cancel)
    {
        if (!await LoadAsync(candidate, cancel))
            return false;
        Fitting = await finding.ForAsync(Row, Today, cancel);
        var taken = await courses.FindAsync(database, Row.Courses.Select(c => c.CourseId), cancel);
        Taken = [.. Row.Courses.Where(c => taken.ContainsKey(c.CourseId)).Select(c => (taken[c.CourseId], c))];
        offered = await vacancies.FindAsync(
            database,
            Row.Introductions.Select(i => i.VacancyId).Concat(Row.Agreed.Select(a => a.VacancyId).OfType<Guid>()),
            cancel
        );
        names = await organisations.FindAsync(
            database,
            Row.Introductions.Select(i => i.EmployerId).Concat(Row.Agreed.Select(a => a.EmployerId)),
            cancel
        );
        return true;
    }
}
