using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;

namespace UseIt.Marketplace.Consortia;

/// <summary>A tender as a consortium sees it: what is asked, lot by lot.</summary>
public sealed record TenderForConsortia(
    string Title,
    bool Published,
    IReadOnlyDictionary<Guid, string> Lots,
    IReadOnlyList<Requirement> Requirements,
    DateTimeOffset? Deadline = null
) : IState<TenderForConsortia>
{
    public static TenderForConsortia Empty { get; } = new("", false, new Dictionary<Guid, string>(), []);

    public static string StreamType => "tender";

    public TenderForConsortia Evolve(object fact) =>
        fact switch
        {
            TenderDrafted e => this with { Title = e.Title },
            TenderDescribed e => this with { Title = e.Title },
            LotAdded e => this with { Lots = Lots.With(e.LotId, e.Title) },
            LotChanged e => this with { Lots = Lots.With(e.LotId, e.Title) },
            LotRemoved e => this with { Lots = Lots.Without(e.LotId), Requirements = [.. Requirements.Where(r => r.LotId != e.LotId)] },
            RequirementAdded e => this with
            {
                Requirements = [.. Requirements.Where(r => r.RequirementId != e.Requirement.RequirementId), e.Requirement],
            },
            RequirementRemoved e => this with { Requirements = [.. Requirements.Where(r => r.RequirementId != e.RequirementId)] },
            TenderPublished e => this with { Published = true, Deadline = e.Deadline },
            DeadlineExtended e => this with { Deadline = e.To },
            ClosingDeferred e => this with { Deadline = e.To },
            _ => this,
        };
}
