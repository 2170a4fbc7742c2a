using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

/// <summary>A figure was wrong: the right one and why; the first one stays readable, and it has to be verified again.</summary>
public sealed record CorrectGrowthObservation(Guid CaseId, Guid ObservationId, decimal Value, string Reason) : Message, ICommand;

public static class CorrectGrowthObservationHandler
{
    public static readonly Refusal ReasonMissing = new("reason-missing", "reason", "Say why the figure is corrected");

    public static Access Authorise(Actor actor, Case @case) => CaseAccess.ForAdviser(actor, @case);

    public static Decision Handle(CorrectGrowthObservation command, Case @case, Observation observation)
    {
        if (@case.WhyNot() is { } no)
            return no;
        if (observation.Organisation != @case.Organisation)
            return VerifyGrowthObservationHandler.OfAnother;
        if (command.Value < 0)
            return ObserveGrowthHandler.Negative;
        if (string.IsNullOrWhiteSpace(command.Reason))
            return ReasonMissing;
        return observation.Value == command.Value
            ? Decision.Nothing
            : Decision.On<Observation>(
                command.ObservationId,
                new GrowthObservationCorrected(command.ObservationId, observation.Organisation, command.Value, command.Reason.Trim())
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<CorrectGrowthObservation>(
            "POST",
            "/api/v1/cases/{caseId}/observations/{observationId}/correction",
            CaseAccess.Advisers
        );
}
