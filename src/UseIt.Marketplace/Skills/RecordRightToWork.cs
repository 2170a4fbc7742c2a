using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>
/// Whether the person may work here, as an adviser has seen it: what came of it, the day, and until when. No paper and no nationality. The
/// check recorded last counts; the employer still makes its own.
/// </summary>
public sealed record RecordRightToWork(Guid CandidateId, RightToWork Outcome, DateOnly CheckedOn, DateOnly? Until = null)
    : Message,
        ICommand;

public static class RecordRightToWorkHandler
{
    public static readonly Refusal UntilBefore = new("until-before-day", "until", "It cannot end before the day it was checked");
    public static readonly Refusal NothingEnds = new(
        "until-not-needed",
        "until",
        "Leave the last day empty where the person may not work here"
    );

    public static Access Authorise(Actor actor, Candidate candidate) => SkillsAccess.ToCoordinate(actor, candidate);

    public static Decision Handle(RecordRightToWork command, Candidate candidate, Actor actor, DateTimeOffset now)
    {
        if (!candidate.IsOpen)
            return SkillsAccess.Gone;
        if (candidate.Attainment.RightToWork == new RightToWorkCheck(command.Outcome, command.CheckedOn, command.Until))
            return Decision.Nothing;
        if (command.CheckedOn == default)
            return SkillsAccess.DayMissing("checkedOn");
        if (command.CheckedOn > UkTime.DayOf(now))
            return SkillsAccess.InTheFuture("checkedOn");
        if (command is { Outcome: RightToWork.NotShown, Until: not null })
            return NothingEnds;
        if (command.Until < command.CheckedOn)
            return UntilBefore;
        return Decision.On<Candidate>(
            command.CandidateId,
            new RightToWorkChecked(command.CandidateId, command.Outcome, command.CheckedOn, command.Until, actor.Person)
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RecordRightToWork>("PUT", "/api/v1/candidates/{candidateId}/right-to-work", SkillsAccess.Coordinators);
}
