using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

/// <summary>An adviser has seen what the figure rests on.</summary>
public sealed record VerifyGrowthObservation(Guid CaseId, Guid ObservationId) : Message, ICommand;

public static class VerifyGrowthObservationHandler
{
    public static readonly Refusal OfAnother = new(
        "observation-of-another",
        "observationId",
        "This figure is not of the case's enterprise"
    );

    public static Access Authorise(Actor actor, Case @case) => CaseAccess.ForAdviser(actor, @case);

    public static Decision Handle(VerifyGrowthObservation command, Case @case, Observation observation, Actor actor)
    {
        if (observation.Organisation != @case.Organisation)
            return OfAnother;
        return observation.Verified
            ? Decision.Nothing
            : Decision.On<Observation>(
                command.ObservationId,
                new GrowthObservationVerified(command.ObservationId, observation.Organisation, actor.Person)
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<VerifyGrowthObservation>(
            "POST",
            "/api/v1/cases/{caseId}/observations/{observationId}/verification",
            CaseAccess.Advisers
        );
}
