using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>What stands in the person's way on a day: all of it, so that what is gone is gone.</summary>
public sealed record RecordBarriers(Guid CandidateId, IReadOnlyList<BarrierKind> Barriers, DateOnly AsAt) : Message, ICommand;

public static class RecordBarriersHandler
{
    public static Access Authorise(Actor actor, Candidate candidate) => SkillsAccess.ToCoordinate(actor, candidate);

    public static Decision Handle(RecordBarriers command, Candidate candidate, Actor actor, DateTimeOffset now)
    {
        if (!candidate.IsOpen)
            return SkillsAccess.Gone;
        if (command.AsAt == default)
            return SkillsAccess.DayMissing("asAt");
        if (command.AsAt > UkTime.DayOf(now))
            return SkillsAccess.InTheFuture("asAt");
        return Decision.On<Candidate>(
            command.CandidateId,
            new BarriersRecorded(command.CandidateId, [.. command.Barriers.Distinct().Order()], command.AsAt, actor.Person)
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RecordBarriers>("PUT", "/api/v1/candidates/{candidateId}/barriers", SkillsAccess.Coordinators);
}
