using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>The person is still in the job so many weeks after its first day. It says on which day that was seen, and by what.</summary>
public sealed record ConfirmRetention(Guid IntroductionId, int Weeks, DateOnly On, EvidenceSource Evidence) : Message, ICommand;

public static class ConfirmRetentionHandler
{
    /// <summary>When it is asked whether somebody is still in a job.</summary>
    public static readonly IReadOnlyList<int> AfterWeeks = [13, 26];

    public static readonly Refusal WeeksWrong = new("weeks-wrong", "weeks", "A job is confirmed after 13 and after 26 weeks");
    public static readonly Refusal AfterTheJob = new("after-the-job", "on", "The job had ended on that day");

    public static Access Authorise(Actor actor, Introduction introduction) => SkillsAccess.ToCoordinate(actor, introduction);

    public static Decision Handle(ConfirmRetention command, Introduction introduction, Actor actor, DateTimeOffset now)
    {
        if (introduction is not { Made: { } made, Journey: { } journey })
            return IntroductionSteps.Over;
        if (!AfterWeeks.Contains(command.Weeks))
            return WeeksWrong;
        if (journey.Retained.Contains(command.Weeks))
            return Decision.Nothing;
        if (journey.JobOn is not { } start)
            return IntroductionSteps.NoJob;
        if (journey.JobEndedOn is { } end && end < start.AddDays(7 * command.Weeks))
            return IntroductionSteps.NoJob;
        if (IntroductionSteps.WrongDay(command.On, start.AddDays(7 * command.Weeks), now) is { } wrong)
            return wrong;
        if (journey.JobEndedOn < command.On)
            return AfterTheJob;
        return Decision.On<Introduction>(
            command.IntroductionId,
            new RetentionConfirmed(
                command.IntroductionId,
                made.CandidateId,
                made.VacancyId,
                command.Weeks,
                command.On,
                command.Evidence,
                actor.Person
            )
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ConfirmRetention>("POST", "/api/v1/introductions/{introductionId}/retention", SkillsAccess.Coordinators);
}
