using System.Collections.Immutable;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Networks;

namespace UseIt.Marketplace.Tenders;

/// <summary>
/// What a buyer said at marketplaces, as far as publication rests on it: what waits for its tender, and which tenders it is not about.
/// </summary>
public sealed record SaidToMarket(ImmutableDictionary<Guid, ImmutableHashSet<Guid>> Waiting, bool Any) : IState<SaidToMarket>
{
    public static readonly Refusal Undecided = new(
        "market-statements-undecided",
        null,
        "Your organisation spoke about coming purchases at a marketplace. Say for each statement whether it belongs to this tender"
    );

    public static SaidToMarket Empty { get; } = new(ImmutableDictionary<Guid, ImmutableHashSet<Guid>>.Empty, Any: false);

    public static string StreamType => "market_engagement";

    public bool IsUndecided(Guid tender) => Waiting.Values.Any(others => !others.Contains(tender));

    public SaidToMarket Evolve(object fact) =>
        fact switch
        {
            MarketStatementRecorded e => new(Waiting.SetItem(e.StatementId, []), Any: true),
            MarketStatementAttached e => this with { Waiting = Waiting.Remove(e.StatementId) },
            MarketStatementSetApart e => this with
            {
                Waiting = Waiting.SetItem(e.StatementId, Waiting.GetValueOrDefault(e.StatementId, []).Add(e.TenderId)),
            },
            _ => this,
        };
}
