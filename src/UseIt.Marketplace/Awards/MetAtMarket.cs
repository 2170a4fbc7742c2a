using System.Collections.Immutable;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Networks;

namespace UseIt.Marketplace.Awards;

/// <summary>Which enterprises the people of a buyer were introduced to at marketplaces.</summary>
public sealed record MetAtMarket(ImmutableDictionary<Guid, ImmutableHashSet<Guid>> ByPerson) : IState<MetAtMarket>
{
    public static MetAtMarket Empty { get; } = new(ImmutableDictionary<Guid, ImmutableHashSet<Guid>>.Empty);

    public static string StreamType => "market_engagement";

    public IReadOnlySet<Guid> Of(Guid person) => ByPerson.GetValueOrDefault(person, []);

    public MetAtMarket Evolve(object fact) =>
        fact is MarketIntroductionMade e
            ? new(
                ByPerson.SetItems(e.BuyersPeople.Select(p => KeyValuePair.Create(p, ByPerson.GetValueOrDefault(p, []).Add(e.EnterpriseId))))
            )
            : this;
}
