using System.Collections.Immutable;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Awards;

/// <summary>What an award needs to know of a tender: its rules, its criteria and who wrote it.</summary>
public sealed record Procurement(
    Guid BuyerId,
    Guid Author,
    string Title,
    string Regime,
    DateOnly RulesOf,
    IReadOnlyList<Criterion> Criteria,
    IReadOnlyList<string> TieLadder,
    IReadOnlyList<Requirement> Requirements,
    ImmutableDictionary<Guid, string> Lots
) : IState<Procurement>
{
    public static Procurement Empty { get; } =
        new(Guid.Empty, Guid.Empty, "", "", default, [], [], [], ImmutableDictionary<Guid, string>.Empty);

    public static string StreamType => "tender";

    public PriceBasis Basis { get; init; }

    public Estimate? Estimate { get; init; }

    public Period? Term { get; init; }

    public ImmutableDictionary<Guid, Estimate> Estimates { get; init; } = ImmutableDictionary<Guid, Estimate>.Empty;

    /// <summary>What was published of a lot's value, or of the tender's where that is all; without VAT where that is known.</summary>
    public Money? ValueOf(Guid lot) =>
        Estimates.GetValueOrDefault(lot) is { } own && (own.Net ?? own.Gross) is { } value ? value : Estimate?.Net ?? Estimate?.Gross;

    public bool Closed { get; init; }

    /// <summary>The lots that have ended, with an award or without.</summary>
    public ImmutableHashSet<Guid> Ended { get; init; } = [];
    public bool Withdrawn { get; init; }

    public bool AllEnded(IEnumerable<Guid> lots) => Withdrawn || lots.All(Ended.Contains);

    /// <summary>What a lot is called where it stands alone: with the tender's title, unless it is all of the tender.</summary>
    public string TitleOf(Guid lot) => Lots.Count > 1 && Lots.TryGetValue(lot, out var title) ? $"{Title}, {title}" : Title;

    public Procurement Evolve(object fact) =>
        fact switch
        {
            TenderDrafted e => this with
            {
                BuyerId = e.BuyerId,
                Author = e.Author,
                Title = e.Title,
                Regime = e.Regime,
                RulesOf = e.RulesOf,
            },
            TenderDescribed e => this with { Title = e.Title, Estimate = e.Estimate, Term = e.Contract },
            CriteriaSet e => this with { Criteria = e.Criteria, TieLadder = e.TieLadder, Basis = e.Basis ?? PriceBasis.Net },
            LotAdded e => this with { Lots = Lots.SetItem(e.LotId, e.Title), Estimates = Estimates.SetItem(e.LotId, e.Estimate) },
            LotChanged e => this with { Lots = Lots.SetItem(e.LotId, e.Title), Estimates = Estimates.SetItem(e.LotId, e.Estimate) },
            LotRemoved e => this with { Lots = Lots.Remove(e.LotId) },
            RequirementAdded e => this with { Requirements = [.. Requirements, e.Requirement] },
            RequirementRemoved e => this with { Requirements = [.. Requirements.Where(r => r.RequirementId != e.RequirementId)] },
            TenderClosed => this with { Closed = true },
            TenderAwarded e => this with { Ended = Ended.Add(e.LotId) },
            TenderUnsuccessful e => this with { Ended = Ended.Add(e.LotId) },
            TenderWithdrawn => this with { Withdrawn = true },
            _ => this,
        };
}
