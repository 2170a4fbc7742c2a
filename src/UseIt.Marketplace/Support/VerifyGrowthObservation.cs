using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
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

    public static Task<OwnPlace> Load(Case @case, Actor actor, Streams streams, CancellationToken cancel) =>
        OwnPlace.InAsync(@case.Organisation, actor, streams, cancel);

    public static Decision Handle(VerifyGrowthObservation command, Case @case, Observation observation, OwnPlace own, Actor actor)
    {
        if (@case.WhyNot() is { } no)
            return no;
        if (own.Held)
            return OwnPlace.NotYourOwn;
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
