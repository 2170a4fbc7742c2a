using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>The person takes the yes to an employer back: from this moment it reads nothing of what was passed on to it here.</summary>
public sealed record RevokePassOn(Guid CandidateId, Guid EmployerId) : Message, ICommand;

public static class RevokePassOnHandler
{
    public static Access Authorise(Actor actor, Candidate candidate) => SkillsAccess.ToCoordinate(actor, candidate);

    public static Decision Handle(RevokePassOn command, Candidate candidate, Actor actor, DateTimeOffset now) =>
        candidate.Agreed.Contains(command.EmployerId)
            ? Decision.On<Candidate>(
                command.CandidateId,
                new PassingOnRevoked(command.CandidateId, command.EmployerId, UkTime.DayOf(now), actor.Person)
            )
            : Decision.Nothing;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RevokePassOn>("DELETE", "/api/v1/candidates/{candidateId}/employers/{employerId}/yes", SkillsAccess.Coordinators);
}
