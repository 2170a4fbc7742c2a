using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Enterprises;

public sealed record SocialEnterprise(
    Guid Organisation,
    IReadOnlyDictionary<Guid, StatusCriterion> Evidence,
    IReadOnlySet<Guid> Decided,
    IReadOnlySet<Guid> Capabilities,
    IReadOnlySet<Guid> BidReadyItems
) : IState<SocialEnterprise>
{
    public static SocialEnterprise Empty { get; } =
        new(Guid.Empty, new Dictionary<Guid, StatusCriterion>(), new HashSet<Guid>(), new HashSet<Guid>(), new HashSet<Guid>());

    /// <summary>An organisation's enterprise stream.</summary>
    public static Guid IdOf(Guid organisation) => UuidV5.Of(organisation, "enterprise");

    public SocialEnterprise Evolve(object fact) =>
        fact switch
        {
            EnterpriseRegistered e => this with { Organisation = e.OrganisationId },
            StatusEvidenceRecorded e => this with
            {
                Evidence = new Dictionary<Guid, StatusCriterion>(Evidence) { [e.EvidenceId] = e.Criterion },
            },
            StatusEvidenceVerified e => this with { Decided = new HashSet<Guid>([.. Decided, e.EvidenceId]) },
            StatusEvidenceRejected e => this with { Decided = new HashSet<Guid>([.. Decided, e.EvidenceId]) },
            CapabilityDeclared e => this with { Capabilities = new HashSet<Guid>([.. Capabilities, e.CapabilityId]) },
            CapabilityWithdrawn e => this with { Capabilities = Capabilities.Where(c => c != e.CapabilityId).ToHashSet() },
            BidReadyItemAdded e => this with { BidReadyItems = new HashSet<Guid>([.. BidReadyItems, e.ItemId]) },
            BidReadyItemRemoved e => this with { BidReadyItems = BidReadyItems.Where(i => i != e.ItemId).ToHashSet() },
            _ => this,
        };
}
