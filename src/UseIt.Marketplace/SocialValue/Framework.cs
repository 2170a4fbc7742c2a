using System.Collections.Immutable;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.SocialValue;

/// <summary>A framework as decisions need to know it: what is drafted, and how its editions are called.</summary>
public sealed record Framework(
    Guid Owner,
    string Name,
    FrameworkMode Mode,
    bool Licensed,
    ImmutableList<FrameworkMetric> Draft,
    ImmutableList<string> Editions,
    ImmutableHashSet<int> Withdrawn
) : IState<Framework>
{
    public static Framework Empty { get; } = new(Guid.Empty, "", default, false, [], [], []);

    /// <summary>Whether the draft says what the last edition says.</summary>
    public bool Unchanged { get; init; }

    public Framework Evolve(object fact) =>
        fact switch
        {
            FrameworkBegun e => this with { Owner = e.OwnerId, Name = e.Name, Mode = e.Mode, Licensed = e.Licence is not null },
            FrameworkMetricSet e => this with
            {
                Draft = Draft.FindIndex(m => m.MetricId == e.Metric.MetricId) is >= 0 and var at
                    ? Draft.SetItem(at, e.Metric)
                    : Draft.Add(e.Metric),
                Unchanged = false,
            },
            FrameworkMetricRemoved e => this with { Draft = Draft.RemoveAll(m => m.MetricId == e.MetricId), Unchanged = false },
            FrameworkEditionPublished e => this with { Draft = [.. e.Metrics], Editions = Editions.Add(e.Edition), Unchanged = true },
            FrameworkEditionWithdrawn e => this with { Withdrawn = Withdrawn.Add(e.Number) },
            _ => this,
        };

    /// <summary>A licensed catalogue of one name is one framework of its owner, whichever edition comes first.</summary>
    public static Guid CatalogueOf(Guid owner, string name) => UuidV5.Of(owner, $"catalogue/{name.Trim().ToUpperInvariant()}");
}

/// <summary>An organisation as frameworks see it.</summary>
public sealed record FrameworkOwner(bool Buys, bool Checked, bool AtRest) : IState<FrameworkOwner>
{
    public static FrameworkOwner Empty { get; } = new(false, false, false);
    public static string StreamType => "organisation";

    public bool MayOwn => Buys && Checked && !AtRest;

    public FrameworkOwner Evolve(object fact) =>
        fact switch
        {
            OrganisationRegistered e => this with { Buys = e.Kinds.Contains(OrganisationKind.Buyer) },
            OrganisationIdentityChecked => this with { Checked = true },
            OrganisationSuspended or OrganisationMerged or OrganisationClosed => this with { AtRest = true },
            OrganisationReinstated => this with { AtRest = false },
            _ => this,
        };
}
