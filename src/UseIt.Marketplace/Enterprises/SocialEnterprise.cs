using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Enterprises;

/// <summary>An enterprise with all that its own people keep here: what rules ask, and what its room shows.</summary>
public sealed record SocialEnterprise(
    Guid Organisation,
    string LegalForm,
    string Mission,
    DateOnly? TradingSince,
    IReadOnlyDictionary<Guid, StatusEvidenceRecorded> Evidence,
    IReadOnlyDictionary<Guid, string?> Decided,
    IReadOnlyDictionary<Guid, CapabilityDeclared> Capabilities,
    IReadOnlyDictionary<Guid, BidReadyItemAdded> BidReadyItems,
    IReadOnlySet<Guid> BidReadyItemsGone
) : IState<SocialEnterprise>
{
    public static SocialEnterprise Empty { get; } =
        new(
            Guid.Empty,
            "",
            "",
            null,
            new Dictionary<Guid, StatusEvidenceRecorded>(),
            new Dictionary<Guid, string?>(),
            new Dictionary<Guid, CapabilityDeclared>(),
            new Dictionary<Guid, BidReadyItemAdded>(),
            new HashSet<Guid>()
        );

    /// <summary>An organisation's enterprise stream.</summary>
    public static Guid IdOf(Guid organisation) => UuidV5.Of(organisation, "enterprise");

    /// <summary>Whether an item was ever in the bid-ready file.</summary>
    public bool Knew(Guid item) => BidReadyItems.ContainsKey(item) || BidReadyItemsGone.Contains(item);

    public SocialEnterprise Evolve(object fact) =>
        fact switch
        {
            EnterpriseRegistered e => this with
            {
                Organisation = e.OrganisationId,
                LegalForm = e.LegalForm,
                Mission = e.Mission,
                TradingSince = e.TradingSince,
            },
            EnterpriseProfileChanged e => this with { LegalForm = e.LegalForm, Mission = e.Mission, TradingSince = e.TradingSince },
            StatusEvidenceRecorded e => this with { Evidence = With(Evidence, e.EvidenceId, e) },
            StatusEvidenceWithdrawn e => this with { Evidence = Without(Evidence, e.EvidenceId) },
            StatusEvidenceVerified e => this with { Decided = With(Decided, e.EvidenceId, null) },
            StatusEvidenceRejected e => this with { Decided = With(Decided, e.EvidenceId, e.Reason) },
            CapabilityDeclared e => this with { Capabilities = With(Capabilities, e.CapabilityId, e) },
            CapabilityWithdrawn e => this with { Capabilities = Without(Capabilities, e.CapabilityId) },
            BidReadyItemAdded e => e.Replaces is { } old
                ? Gone(old) with
                {
                    BidReadyItems = With(Without(BidReadyItems, old), e.ItemId, e),
                }
                : this with
                {
                    BidReadyItems = With(BidReadyItems, e.ItemId, e),
                },
            BidReadyItemRemoved e => Gone(e.ItemId),
            _ => this,
        };

    private SocialEnterprise Gone(Guid item) =>
        this with
        {
            BidReadyItems = Without(BidReadyItems, item),
            BidReadyItemsGone = new HashSet<Guid>([.. BidReadyItemsGone, item]),
        };

    private static Dictionary<Guid, T> With<T>(IReadOnlyDictionary<Guid, T> all, Guid key, T value) => new(all) { [key] = value };

    private static Dictionary<Guid, T> Without<T>(IReadOnlyDictionary<Guid, T> all, Guid key) =>
        all.Where(e => e.Key != key).ToDictionary(e => e.Key, e => e.Value);
}
