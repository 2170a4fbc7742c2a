using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>A test or step that was recorded does not count: it was a mistake, or the tester took it back.</summary>
public sealed record WithdrawAttainment(Guid CandidateId, Guid RecordId, WithdrawalReason Reason) : Message, ICommand;

public static class WithdrawAttainmentHandler
{
    public static Access Authorise(Actor actor, Candidate candidate) => SkillsAccess.ToCoordinate(actor, candidate);

    public static Decision Handle(WithdrawAttainment command, Candidate candidate, Actor actor)
    {
        if (!candidate.IsOpen)
            return SkillsAccess.Gone;
        return candidate.Attainment.Holds(command.RecordId)
            ? Decision.On<Candidate>(
                command.CandidateId,
                new AttainmentWithdrawn(command.CandidateId, command.RecordId, command.Reason, actor.Person)
            )
            : Decision.Nothing;
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<WithdrawAttainment>(
            "POST",
            "/api/v1/candidates/{candidateId}/records/{recordId}/withdraw",
            SkillsAccess.Coordinators
        );
}
