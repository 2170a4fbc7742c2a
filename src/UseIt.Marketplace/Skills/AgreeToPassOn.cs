using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>The person has said yes to being introduced to this one employer. Nothing goes to any other.</summary>
public sealed record AgreeToPassOn(Guid CandidateId, Guid EmployerId, DateOnly AgreedOn) : Message, ICommand;

public static class AgreeToPassOnHandler
{
    public static readonly Refusal EmployerUnknown = new(
        "employer-unknown",
        "employerId",
        "Choose an employer who has posted a vacancy here"
    );

    public static Access Authorise(Actor actor, Candidate candidate) => SkillsAccess.ToCoordinate(actor, candidate);

    public static Decision Handle(
        AgreeToPassOn command,
        Candidate candidate,
        OrganisationForSkills employer,
        Actor actor,
        DateTimeOffset now
    )
    {
        if (!candidate.IsOpen)
            return SkillsAccess.Gone;
        if (candidate.Agreed.Contains(command.EmployerId))
            return Decision.Nothing;
        if (!employer.Employs || employer.AtRest)
            return EmployerUnknown;
        if (command.AgreedOn == default)
            return SkillsAccess.DayMissing("agreedOn");
        if (command.AgreedOn > UkTime.DayOf(now))
            return SkillsAccess.InTheFuture("agreedOn");
        return Decision.On<Candidate>(
            command.CandidateId,
            new PassingOnAgreed(command.CandidateId, command.EmployerId, command.AgreedOn, actor.Person)
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<AgreeToPassOn>("POST", "/api/v1/candidates/{candidateId}/employers/{employerId}/yes", SkillsAccess.Coordinators);
}
