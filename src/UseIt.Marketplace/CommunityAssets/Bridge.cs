using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.CommunityAssets;

/// <summary>A bridge between one macro and one micro asset.</summary>
public sealed record Bridge(Guid SupportOrganisation, BridgeStage Stage, DateOnly? StageOn, Guid Broker, bool HasOutcome) : IState<Bridge>
{
    public static Bridge Empty { get; } = new(Guid.Empty, BridgeStage.Proposed, null, Guid.Empty, HasOutcome: false);

    public IReadOnlySet<Guid> Successes { get; init; } = new HashSet<Guid>();

    public Bridge Evolve(object fact) =>
        fact switch
        {
            BridgeProposed e => this with { SupportOrganisation = e.SupportOrganisationId, Broker = e.Broker },
            BridgeStageReached e => this with { Stage = e.Stage, StageOn = e.On },
            BridgeOutcomeRecorded => this with { HasOutcome = true },
            UnintendedSuccessRecorded e => this with { Successes = new HashSet<Guid>([.. Successes, e.SuccessId]) },
            BridgeHandedOver e => this with { Broker = e.Broker },
            _ => this,
        };
}
