using System.Collections.Immutable;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.SocialValue;

namespace UseIt.Marketplace.Tenders;

/// <summary>A metric of an edition of a framework, chosen for a question.</summary>
public sealed record MetricChoice(Guid FrameworkId, int Edition, Guid MetricId);

/// <summary>A framework as a tender that chooses from it sees it.</summary>
public sealed record ChosenFramework(
    Guid Owner,
    string Name,
    FrameworkMode Mode,
    bool Licensed,
    ImmutableDictionary<int, FrameworkEditionPublished> Editions,
    ImmutableHashSet<int> Withdrawn
) : IState<ChosenFramework>
{
    public static ChosenFramework Empty { get; } =
        new(Guid.Empty, "", default, false, ImmutableDictionary<int, FrameworkEditionPublished>.Empty, []);

    public static string StreamType => "framework";

    public ChosenFramework Evolve(object fact) =>
        fact switch
        {
            FrameworkBegun e => this with { Owner = e.OwnerId, Name = e.Name, Mode = e.Mode, Licensed = e.Licence is not null },
            FrameworkEditionPublished e => this with { Editions = Editions.SetItem(e.Number, e) },
            FrameworkEditionWithdrawn e => this with { Withdrawn = Withdrawn.Add(e.Number) },
            _ => this,
        };

    /// <summary>One that is open to every buyer.</summary>
    public static ChosenFramework Of(OpenFramework open) =>
        Empty with
        {
            Name = open.Name,
            Editions = Empty.Editions.SetItem(open.Edition.Number, open.Edition),
        };

    /// <summary>The metric this buyer may choose; null where there is none.</summary>
    public (FrameworkEditionPublished Edition, FrameworkMetric Metric)? Metric(Guid buyer, MetricChoice choice) =>
        (Owner == buyer || Owner == Guid.Empty)
        && !Withdrawn.Contains(choice.Edition)
        && Editions.GetValueOrDefault(choice.Edition) is { } edition
        && edition.Metrics.FirstOrDefault(m => m.MetricId == choice.MetricId) is { } metric
            ? (edition, metric)
            : null;
}
