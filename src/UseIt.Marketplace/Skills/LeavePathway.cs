using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>The person's time on the pathway ends, with what came of it.</summary>
public sealed record LeavePathway(Guid CandidateId, CandidateOutcome Outcome, DateOnly On) : Message, ICommand;

public static class LeavePathwayHandler
{
    public static Access Authorise(Actor actor, Candidate candidate) => SkillsAccess.ToCoordinate(actor, candidate);

    /// <summary>The courses the person is on: their places are free again.</summary>
    public sealed record Places(IReadOnlyList<Stream<Course>> Held);

    public static async Task<Places> Load(Candidate candidate, Streams streams, CancellationToken cancel) =>
        new(await StopCourseHandler.HeldAsync(candidate, streams, cancel));

    public static Decision Handle(LeavePathway command, Candidate candidate, Places places, Actor actor, DateTimeOffset now)
    {
        if (candidate.Left)
            return Decision.Nothing;
        if (!candidate.IsOpen)
            return SkillsAccess.Gone;
        if (command.On == default)
            return SkillsAccess.DayMissing("on");
        if (command.On > UkTime.DayOf(now))
            return SkillsAccess.InTheFuture("on");
        return Decision
            .On<Candidate>(command.CandidateId, new CandidateLeft(command.CandidateId, command.Outcome, command.On, actor.Person))
            .Freeing(command.CandidateId, places.Held);
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<LeavePathway>("POST", "/api/v1/candidates/{candidateId}/leave", SkillsAccess.Coordinators);
}
