using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.SocialValue;

/// <summary>
/// How a framework counts: each metric in its own unit, or each with an amount of money for one. No procurement, and no figure, mixes them.
/// </summary>
public enum FrameworkMode
{
    Metric,
    Monetised,
}

/// <summary>What one of something is taken to be worth, by which source, and as at when.</summary>
public sealed record MetricProxy(Money Value, string Source, DateOnly AsAt);

/// <summary>
/// One question of a framework, the unit it is answered in, and, in a monetised one, its proxy; none where it is only recorded.
/// </summary>
public sealed record FrameworkMetric(
    [property: Web.NewId(OrKept = true)] Guid MetricId,
    string Code,
    string Title,
    string Question,
    string Unit,
    MetricProxy? Proxy = null,
    bool RecordOnly = false
);

/// <summary>Under what licence a catalogue of others may be used, and by whom.</summary>
public sealed record FrameworkLicence(string Name, string Licensee);

// A framework of a buyer: its own, or a licensed catalogue of others, whose words never leave it. What is drafted becomes an edition whole;
// an edition never changes.
public sealed record FrameworkBegun(Guid FrameworkId, Guid OwnerId, string Name, FrameworkMode Mode, FrameworkLicence? Licence, Guid By)
    : IFact;

public sealed record FrameworkMetricSet(Guid FrameworkId, Guid OwnerId, FrameworkMetric Metric) : IFact;

public sealed record FrameworkMetricRemoved(Guid FrameworkId, Guid OwnerId, Guid MetricId) : IFact;

public sealed record FrameworkEditionPublished(
    Guid FrameworkId,
    Guid OwnerId,
    int Number,
    string Edition,
    DateOnly From,
    IReadOnlyList<FrameworkMetric> Metrics,
    Guid By
) : IFact;

/// <summary>No new procurement chooses from it; those that have are as they were.</summary>
public sealed record FrameworkEditionWithdrawn(Guid FrameworkId, Guid OwnerId, int Number, string Reason, Guid By) : IFact;
