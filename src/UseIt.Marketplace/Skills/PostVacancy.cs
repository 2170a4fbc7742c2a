using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>An employer offers a job, a placement or shadowing to people on a pathway, and says which stage it takes.</summary>
public sealed record PostVacancy(
    [property: NewId] Guid VacancyId,
    Guid EmployerId,
    string Title,
    string Profession,
    VacancyKind Kind,
    string PlaceCode,
    DateOnly From,
    int Number,
    string? Stage = null
) : Message, ICommand;

public static class PostVacancyHandler
{
    public const int Most = 200;

    public static readonly Refusal NotChecked = new(
        "employer-not-checked",
        null,
        "Your organisation has to be checked before it can offer vacancies"
    );
    public static readonly Refusal TitleMissing = new("vacancy-title-missing", "title", "Enter a title, such as Clinical attachment");
    public static readonly Refusal ProfessionUnknown = new("profession-unknown", "profession", "Choose a profession from the list");
    public static readonly Refusal StageUnknown = new("stage-unknown", "stage", "Choose a stage of this profession, or any stage");
    public static readonly Refusal FromMissing = new("vacancy-from-missing", "from", "Enter the day from which it can begin");
    public static readonly Refusal NumberWrong = new("vacancy-number-wrong", "number", $"Enter how many people you take, from 1 to {Most}");

    public static Access Authorise(Actor actor, PostVacancy command) => SkillsAccess.ToEmploy(actor, command.EmployerId);

    public static Decision Handle(
        PostVacancy command,
        Stream<Vacancy> vacancy,
        OrganisationForSkills employer,
        Actor actor,
        DateTimeOffset now
    )
    {
        if (vacancy.Exists)
            return Decision.Nothing;
        if (!employer.Employs || !employer.Checked || employer.AtRest)
            return NotChecked;
        if (Wrong(command, UkTime.DayOf(now)).ToArray() is { Length: > 0 } wrong)
            return Decision.Refuse(wrong);
        return Decision.On<Vacancy>(
            command.VacancyId,
            new VacancyPosted(
                command.VacancyId,
                command.EmployerId,
                command.Title.Trim(),
                command.Profession,
                command.Kind,
                command.PlaceCode,
                command.From,
                command.Number,
                RegisterCandidateHandler.Blank(command.Stage),
                actor.Person
            )
        );
    }

    internal static IEnumerable<Refusal> Wrong(PostVacancy command, DateOnly today)
    {
        if (string.IsNullOrWhiteSpace(command.Title))
            yield return TitleMissing;
        if (PathwayRules.EveryProfession.All(p => p.Code != command.Profession))
            yield return ProfessionUnknown;
        else if (
            RegisterCandidateHandler.Blank(command.Stage) is { } stage
            && PathwayRules.StagesFor(command.Profession, today).All(s => s.Code != stage)
        )
            yield return StageUnknown;
        if (Places.Of(command.PlaceCode ?? "") is null)
            yield return RegisterCandidateHandler.PlaceUnknown;
        if (command.From == default)
            yield return FromMissing;
        if (command.Number is < 1 or > Most)
            yield return NumberWrong;
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<PostVacancy>("POST", "/api/v1/vacancies", SkillsAccess.Employers, creates: "vacancyId");
}
