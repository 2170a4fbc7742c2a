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

    /// <summary>What it says of each of its years, by the last day.</summary>
    public IReadOnlyDictionary<DateOnly, AnnualStatement> Statements { get; init; } = new Dictionary<DateOnly, AnnualStatement>();

    /// <summary>Under which assumptions it values what it does, where it does.</summary>
    public SocialReturnStatement? Return { get; init; }

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
            StatusEvidenceVerified e => this with { Decided = With(Decided, e.EvidenceId, (string?)null) },
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
            SocialReturnStated e => this with { Return = e.Statement },
            AnnualStatementRecorded e => this with { Statements = With(Statements, e.Statement.YearEnd, e.Statement) },
            _ => this,
        };

    private SocialEnterprise Gone(Guid item) =>
        this with
        {
            BidReadyItems = Without(BidReadyItems, item),
            BidReadyItemsGone = new HashSet<Guid>([.. BidReadyItemsGone, item]),
        };

    private static Dictionary<TKey, T> With<TKey, T>(IReadOnlyDictionary<TKey, T> all, TKey key, T value)
        where TKey : notnull => new(all) { [key] = value };

    private static Dictionary<Guid, T> Without<T>(IReadOnlyDictionary<Guid, T> all, Guid key) =>
        all.Where(e => e.Key != key).ToDictionary(e => e.Key, e => e.Value);
}
