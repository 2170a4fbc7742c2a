using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;

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
    IReadOnlyList<Requirement> Requirements
) : IState<Procurement>
{
    public static Procurement Empty { get; } = new(Guid.Empty, Guid.Empty, "", "", default, [], [], []);

    public static string StreamType => "tender";

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
            TenderDescribed e => this with { Title = e.Title },
            CriteriaSet e => this with { Criteria = e.Criteria, TieLadder = e.TieLadder },
            RequirementAdded e => this with { Requirements = [.. Requirements, e.Requirement] },
            RequirementRemoved e => this with { Requirements = [.. Requirements.Where(r => r.RequirementId != e.RequirementId)] },
            _ => this,
        };
}
