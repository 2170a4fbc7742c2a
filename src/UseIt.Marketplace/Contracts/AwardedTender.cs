using System.Collections.Immutable;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;

namespace UseIt.Marketplace.Contracts;

/// <summary>What a contract takes over from its tender: title, period, and the questions that commitments answer.</summary>
public sealed record AwardedTender(
    string Title,
    Period? Period,
    ImmutableDictionary<Guid, string> Lots,
    ImmutableDictionary<Guid, Requirement> Requirements
) : IState<AwardedTender>
{
    public static AwardedTender Empty { get; } =
        new("", null, ImmutableDictionary<Guid, string>.Empty, ImmutableDictionary<Guid, Requirement>.Empty);

    public static string StreamType => "tender";

    public AwardedTender Evolve(object fact) =>
        fact switch
        {
            TenderDrafted e => this with { Title = e.Title },
            TenderDescribed e => this with { Title = e.Title, Period = e.Contract },
            LotAdded e => this with { Lots = Lots.SetItem(e.LotId, e.Title) },
            LotChanged e => this with { Lots = Lots.SetItem(e.LotId, e.Title) },
            RequirementAdded e => this with { Requirements = Requirements.SetItem(e.Requirement.RequirementId, e.Requirement) },
            RequirementRemoved e => this with { Requirements = Requirements.Remove(e.RequirementId) },
            _ => this,
        };

    /// <summary>The lot's title where the tender has several lots.</summary>
    public string TitleOf(Guid lotId) => Lots.Count > 1 && Lots.TryGetValue(lotId, out var lot) ? $"{Title}: {lot}" : Title;
}
