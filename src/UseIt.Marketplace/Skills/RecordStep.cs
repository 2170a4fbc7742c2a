using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>A step of the pathway taken, and until when it counts where a paper says so. Never before the stages that come first.</summary>
public sealed record RecordStep(Guid CandidateId, [property: NewId] Guid RecordId, string Step, DateOnly On, DateOnly? Until = null)
    : Message,
        ICommand;

public static class RecordStepHandler
{
    public static readonly Refusal StepUnknown = new("step-unknown", "step", "Choose a step of this pathway");
    public static readonly Refusal ByCheck = new("step-by-check", "step", "Record the right to work as a check, with what came of it");
    public static readonly Refusal UntilBefore = new("until-before-day", "until", "It cannot end before the day it was taken");

    public static Refusal TooEarly(NeedStanding missing) =>
        new(
            "stage-before-missing",
            "step",
            $"{missing.Need.Name} comes first: {missing.Says}",
            new Dictionary<string, object?> { ["missing"] = missing.Need.Code }
        );

    public static Access Authorise(Actor actor, Candidate candidate) => SkillsAccess.ToCoordinate(actor, candidate);

    public static Decision Handle(RecordStep command, Candidate candidate, Actor actor, DateTimeOffset now)
    {
        var today = UkTime.DayOf(now);
        if (!candidate.IsOpen)
            return SkillsAccess.Gone;
        if (candidate.Attainment.Holds(command.RecordId))
            return Decision.Nothing;
        if (candidate.Known.Contains(command.RecordId))
            return NewIds.InUse("recordId");
        if (candidate.On(today) is not { } rules || rules.StepOf(command.Step) is null)
            return StepUnknown;
        if (command.Step == Attainment.RightToWorkStep)
            return ByCheck;
        if (command.On == default)
            return SkillsAccess.DayMissing("on");
        if (command.On > today)
            return SkillsAccess.InTheFuture("on");
        if (command.Until < command.On)
            return UntilBefore;
        if (Standing.Of(rules, candidate.Attainment, command.On).MissingBefore(command.Step) is { } missing)
            return TooEarly(missing);
        return Decision.On<Candidate>(
            command.CandidateId,
            new StepRecorded(command.CandidateId, command.RecordId, command.Step, command.On, command.Until, actor.Person)
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RecordStep>("POST", "/api/v1/candidates/{candidateId}/steps", SkillsAccess.Coordinators, creates: "recordId");
}
