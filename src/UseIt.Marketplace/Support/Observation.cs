using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Support;

public sealed record Observation(Guid Organisation, decimal Value, bool Verified) : IState<Observation>
{
    public static Observation Empty { get; } = new(Guid.Empty, 0, false);

    public Observation Evolve(object fact) =>
        fact switch
        {
            GrowthObserved e => new Observation(e.OrganisationId, e.Value, false),
            GrowthObservationVerified => this with { Verified = true },
            GrowthObservationCorrected e => this with { Value = e.Value, Verified = false },
            _ => this,
        };
}
