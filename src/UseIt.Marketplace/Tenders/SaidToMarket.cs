using System.Collections.Immutable;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Networks;

namespace UseIt.Marketplace.Tenders;

/// <summary>
/// What a buyer said at marketplaces, as far as publication rests on it: what waits for its tender, and which tenders it is not about.
/// </summary>
public sealed record SaidToMarket(ImmutableDictionary<Guid, SaidToMarket.Statement> Statements) : IState<SaidToMarket>
{
    /// <summary>To which tenders it belongs, and which it is not about.</summary>
    public sealed record Statement(ImmutableHashSet<Guid> Attached, ImmutableHashSet<Guid> SetApart);

    public bool Any => !Statements.IsEmpty;

    public static readonly Refusal Undecided = new(
        "market-statements-undecided",
        null,
        "Your organisation spoke about coming purchases at a marketplace. Say for each statement whether it belongs to this tender"
    );

    public static SaidToMarket Empty { get; } = new(ImmutableDictionary<Guid, Statement>.Empty);

    public static string StreamType => "market_engagement";

    public bool IsUndecided(Guid tender) => Statements.Values.Any(s => s.Attached.IsEmpty && !s.SetApart.Contains(tender));

    public SaidToMarket Evolve(object fact) =>
        fact switch
        {
            MarketStatementRecorded e => new(Statements.SetItem(e.StatementId, new Statement([], []))),
            MarketStatementAttached e => With(e.StatementId, s => new(s.Attached.Add(e.TenderId), s.SetApart.Remove(e.TenderId))),
            MarketStatementSetApart e => With(e.StatementId, s => new(s.Attached.Remove(e.TenderId), s.SetApart.Add(e.TenderId))),
            _ => this,
        };

    private SaidToMarket With(Guid statement, Func<Statement, Statement> change) =>
        Statements.TryGetValue(statement, out var said) ? new(Statements.SetItem(statement, change(said))) : this;
}
