using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>
/// An adviser decides that a person and a vacancy fit, and passes on to its employer what the person agreed to: these words and nothing
/// else.
/// </summary>
public sealed record IntroduceCandidate(Guid CandidateId, Guid VacancyId, string PassedOn) : Message, ICommand
{
    public Guid IntroductionId => Introduction.IdOf(CandidateId, VacancyId);
}

public static class IntroduceCandidateHandler
{
    public static readonly Refusal VacancyGone = new("vacancy-not-open", "vacancyId", "This vacancy is not open any more");
    public static readonly Refusal AnotherProfession = new(
        "another-profession",
        "vacancyId",
        "This vacancy is for another profession than the person's"
    );
    public static readonly Refusal NoYes = new(
        "yes-missing",
        null,
        "Record first that the person said yes to being introduced for this vacancy. A yes to another one there is none to this"
    );
    public static readonly Refusal NothingPassedOn = new(
        "passed-on-missing",
        "passedOn",
        "Write what the employer is to know, with the person's name and how to reach them, as the person agreed"
    );

    public sealed record Sealed(Protected? PassedOn);

    public static Access Authorise(Actor actor, Candidate candidate) => SkillsAccess.ToCoordinate(actor, candidate);

    public static async Task<Sealed> Load(IntroduceCandidate command, Candidate candidate, Vault vault, CancellationToken cancel) =>
        new(
            candidate.IsOpen && !string.IsNullOrWhiteSpace(command.PassedOn)
                ? await vault.SealAsync(Candidate.SubjectOf(command.CandidateId), command.PassedOn.Trim(), cancel)
                : null
        );

    public static Decision Handle(
        IntroduceCandidate command,
        Candidate candidate,
        Vacancy vacancy,
        Stream<Introduction> introduction,
        Sealed values,
        Actor actor,
        DateTimeOffset now
    )
    {
        if (introduction.Exists)
            return Decision.Nothing;
        if (!candidate.IsOpen)
            return SkillsAccess.Gone;
        if (!vacancy.IsOpen)
            return VacancyGone;
        var posted = vacancy.Posted!;
        if (posted.Profession != candidate.Profession)
            return AnotherProfession;
        if (!candidate.Agreed.Contains(command.VacancyId))
            return NoYes;
        if (values.PassedOn is null)
            return NothingPassedOn;
        return Decision.On<Introduction>(
            command.IntroductionId,
            new CandidateIntroduced(
                command.IntroductionId,
                command.CandidateId,
                command.VacancyId,
                candidate.SupportOrganisation,
                posted.EmployerId,
                values.PassedOn,
                UkTime.DayOf(now),
                actor.Person
            )
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<IntroduceCandidate>(
            "POST",
            "/api/v1/candidates/{candidateId}/introductions/{vacancyId}",
            SkillsAccess.Coordinators
        );
}
