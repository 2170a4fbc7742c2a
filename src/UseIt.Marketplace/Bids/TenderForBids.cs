using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Bids;

/// <summary>A tender as a bid sees it: until when, for which lots, asking what, sealed to which key.</summary>
public sealed record TenderForBids(
    Guid BuyerId,
    string Title,
    bool Published,
    bool Withdrawn,
    bool Closed,
    DateTimeOffset Deadline,
    string? KeyId,
    string? PublicKey,
    IReadOnlyDictionary<Guid, string> Lots,
    IReadOnlyList<Requirement> Requirements,
    bool PriceCounts
) : IState<TenderForBids>
{
    public static TenderForBids Empty { get; } =
        new(Guid.Empty, "", false, false, false, DateTimeOffset.MinValue, null, null, new Dictionary<Guid, string>(), [], false);

    public static string StreamType => "tender";

    public LateRule Late { get; init; }

    /// <summary>Bids are ranked by quality for each pound, which a price of nothing has none of.</summary>
    public bool PriceDivides { get; init; }

    public bool Opened { get; init; }

    /// <summary>Whether prices are compared without VAT or with it.</summary>
    public PriceBasis Basis { get; init; }

    /// <summary>Whether a bid may still be written.</summary>
    public bool TakesBids => Published && !Withdrawn && !Closed;

    /// <summary>Everything asked for a lot. Where price counts and nobody has asked for it in words, the lot itself asks.</summary>
    public IEnumerable<Requirement> Asked(Guid lot)
    {
        var asked = Requirements.Where(r => r.LotId == lot);
        return PriceCounts && asked.All(r => r.Kind != RequirementKind.Price)
            ? asked.Append(
                new Requirement(
                    UuidV5.Of(lot, "price"),
                    lot,
                    RequirementKind.Price,
                    "Price",
                    "Your price for the whole lot",
                    Mandatory: true
                )
            )
            : asked;
    }

    public Requirement? Asked(IEnumerable<Guid> lots, Guid requirement) =>
        lots.SelectMany(Asked).FirstOrDefault(r => r.RequirementId == requirement);

    public TenderForBids Evolve(object fact) =>
        fact switch
        {
            TenderDrafted e => this with { BuyerId = e.BuyerId, Title = e.Title },
            TenderDescribed e => this with { Title = e.Title },
            LotAdded e => this with { Lots = With(e.LotId, e.Title) },
            LotChanged e => this with { Lots = With(e.LotId, e.Title) },
            LotRemoved e => this with
            {
                Lots = Lots.Where(l => l.Key != e.LotId).ToDictionary(),
                Requirements = [.. Requirements.Where(r => r.LotId != e.LotId)],
            },
            RequirementAdded e => this with
            {
                Requirements = [.. Requirements.Where(r => r.RequirementId != e.Requirement.RequirementId), e.Requirement],
            },
            RequirementRemoved e => this with { Requirements = [.. Requirements.Where(r => r.RequirementId != e.RequirementId)] },
            CriteriaSet e => this with
            {
                PriceCounts = e.Criteria.Any(c => c.Kind == CriterionKind.Price),
                Basis = e.Basis ?? PriceBasis.Net,
                PriceDivides = e.Criteria.Any(c => c is { Kind: CriterionKind.Price, PriceFormula: "F7" }),
            },
            OpeningKeyMade e => this with { KeyId = e.KeyId, PublicKey = e.PublicKey },
            TenderPublished e => this with { Published = true, Deadline = e.Deadline },
            DeadlineExtended e => this with { Deadline = e.To },
            ClosingDeferred e => this with { Deadline = e.To },
            DeadlineSet e => this with { Late = e.LateRule ?? LateRule.Never },
            BidsOpened => this with { Opened = true },
            TenderWithdrawn => this with { Withdrawn = true },
            TenderClosed => this with { Closed = true },
            _ => this,
        };

    private Dictionary<Guid, string> With(Guid lot, string title) => new(Lots) { [lot] = title };
}
