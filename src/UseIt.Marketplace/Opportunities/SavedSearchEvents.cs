using System.Globalization;
using System.Text.Json.Serialization;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Opportunities;

/// <summary>How somebody wants to be told of new work that a search finds.</summary>
public enum Told
{
    AtOnce,
    Daily,
    Never,
}

/// <summary>What a saved search looks for, as on the page of the search: every part that is given narrows it.</summary>
public sealed record SearchedFor(
    string? Words = null,
    string? Cpv = null,
    string? Place = null,
    decimal? ValueFrom = null,
    decimal? ValueTo = null,
    bool ForVcse = false,
    string? Source = null
)
{
    [JsonIgnore]
    public bool IsEmpty => this == new SearchedFor();

    /// <summary>As the address of the search's page says it.</summary>
    public IEnumerable<KeyValuePair<string, string?>> AsQuery() =>
        new Dictionary<string, string?>
        {
            ["q"] = Words,
            ["cpv"] = Cpv,
            ["place"] = Place,
            ["valueFrom"] = ValueFrom?.ToString("0.##", CultureInfo.InvariantCulture),
            ["valueTo"] = ValueTo?.ToString("0.##", CultureInfo.InvariantCulture),
            ["vcse"] = ForVcse ? "true" : null,
            ["source"] = Source,
        }.Where(part => part.Value is not null);

    /// <summary>In words, part by part.</summary>
    public IEnumerable<string> InWords()
    {
        if (Words is not null)
            yield return $"“{Words}”";
        if (Cpv is not null)
            yield return Values.Cpv.Title(Cpv.PadRight(8, '0')) ?? Cpv;
        if (Place is not null)
            yield return $"in {Place}";
        if (ValueFrom is { } from)
            yield return $"{new Money(from)} or more";
        if (ValueTo is { } to)
            yield return $"up to {new Money(to)}";
        if (ForVcse)
            yield return "for social enterprises";
        if (Source is not null)
            yield return Source == SearchOpportunities.Here ? "published here" : $"from {Source}";
    }
}

public sealed record SearchSaved(Guid SearchId, Guid PersonId, Guid? OrganisationId, string Name, SearchedFor For, Told Told) : IFact;

public sealed record SearchAlertsChanged(Guid SearchId, Told Told) : IFact;

/// <summary>New work was found, and its person is told: so much of it between two positions of the log.</summary>
public sealed record WorkFound(Guid SearchId, Guid PersonId, Guid? OrganisationId, long After, long UpTo, int Number) : IFact;

public sealed record SearchForgotten(Guid SearchId, Guid PersonId) : IFact;
