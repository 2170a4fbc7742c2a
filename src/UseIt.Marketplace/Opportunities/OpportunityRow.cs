using System.Text.Json.Nodes;
using UseIt.Marketplace.Enterprises;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Opportunities;

/// <summary>How far an opportunity has come, in the words of the search page.</summary>
public enum OpportunityStatus
{
    Planned,
    Open,
    Closed,
    Awarded,
    Withdrawn,
    Unsuccessful,
}

public sealed record OpportunityLot(string Id, string Title, string Description, Money? Value);

/// <summary>
/// One line of the search. <see cref="Notice"/> is what a notice of another publisher says by now, merged from its releases; null for a
/// tender of ours.
/// </summary>
public sealed record OpportunityRow
{
    public required string Ocid { get; init; }
    public required string Title { get; init; }
    public string Description { get; init; } = "";

    /// <summary>Ours: the buyer's organisation here. Its name is looked up, so that it is the one it has today.</summary>
    public Guid? BuyerId { get; init; }
    public string? BuyerName { get; init; }

    public IReadOnlyList<string> Cpv { get; init; } = [];
    public IReadOnlyList<string> CpvTree { get; init; } = [];
    public IReadOnlyList<Place> Places { get; init; } = [];
    public IReadOnlyList<string> PlaceTerms { get; init; } = [];

    /// <summary>The numbers under which others published it: whoever has one finds it by that.</summary>
    public IReadOnlyList<string> Numbers { get; init; } = [];

    /// <summary>Titles of codes, lots and places, for the search of words only.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    public Money? Value { get; init; }
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>The day it closes, where no time is said; <see cref="Deadline"/> is the end of that day.</summary>
    public DateOnly? ClosesOn { get; init; }
    public DateTimeOffset? PublishedAt { get; init; }
    public OpportunityStatus Status { get; init; }
    public bool? SuitableForVcse { get; init; }
    public string? ReservedFor { get; init; }
    public IReadOnlyList<OpportunityLot> Lots { get; init; } = [];

    /// <summary>Who published it; null for a tender of ours.</summary>
    public string? Publisher { get; init; }

    /// <summary>The page of the notice at its publisher.</summary>
    public string? Link { get; init; }

    /// <summary>Whether anybody may see it; a tender of ours is drafted long before.</summary>
    public bool Public { get; init; }

    /// <summary>The position of the fact by which everybody could see it here first.</summary>
    public long? Since { get; init; }

    public JsonObject? Notice { get; init; }
    public DateTimeOffset? NoticeDate { get; init; }

    // Found by at most so much of it: PostgreSQL takes no longer text into one index of words.
    private const int MostWords = 50_000;

    /// <summary>The row with what is searched by brought up to what it says.</summary>
    public OpportunityRow Indexed()
    {
        var words = Cpv.Select(Values.Cpv.Title)
            .OfType<string>()
            .Concat(Numbers)
            .Concat(Lots.Select(l => $"{l.Title} {l.Description}"))
            .Concat(Places.SelectMany(p => new[] { p.Name, PlaceWords.Region(p.Code) ?? "" }))
            .Where(w => w.Length > 0)
            .Distinct(StringComparer.Ordinal);
        return this with
        {
            CpvTree = [.. Cpv.SelectMany(Values.Cpv.Prefixes).Distinct(StringComparer.Ordinal)],
            PlaceTerms = [.. Places.SelectMany(PlaceWords.Terms).Distinct(StringComparer.Ordinal)],
            Words = [.. Bounded(words)],
        };
    }

    private static IEnumerable<string> Bounded(IEnumerable<string> words)
    {
        var left = MostWords;
        foreach (var word in words)
        {
            if (word.Length > left)
                yield break;
            left -= word.Length;
            yield return word;
        }
    }
}

/// <summary>Under which words a place is found: its name, its code, and for a statistical region every larger one it lies in.</summary>
public static class PlaceWords
{
    // The twelve regions of the first level (ITL, formerly NUTS), whose letters begin every smaller region's code.
    private static readonly Dictionary<string, string> Regions = new(StringComparer.Ordinal)
    {
        ["C"] = "North East",
        ["D"] = "North West",
        ["E"] = "Yorkshire and the Humber",
        ["F"] = "East Midlands",
        ["G"] = "West Midlands",
        ["H"] = "East of England",
        ["I"] = "London",
        ["J"] = "South East",
        ["K"] = "South West",
        ["L"] = "Wales",
        ["M"] = "Scotland",
        ["N"] = "Northern Ireland",
    };

    /// <summary>The region of a code such as UKG31 or TLG31.</summary>
    public static string? Region(string code) =>
        IsRegion(code) && code.Length > 2 ? Regions.GetValueOrDefault(code[2..3].ToUpperInvariant()) : null;

    public static string Term(string text) =>
        string.Join(' ', text.ToLowerInvariant().Split([' ', ','], StringSplitOptions.RemoveEmptyEntries));

    /// <summary>
    /// What is found under somebody's word for a place: the word itself, the places it means, all in them, and the borough a ward lies in.
    /// </summary>
    public static string[] TermsAround(string text) =>
        [
            .. Places
                .Meant(text)
                .SelectMany(p => Places.Around(p.Code).Where(c => c == p.Code || Places.Of(c)!.Kind is "ward" or "borough" or "district"))
                .SelectMany(c => new[] { Term(c), Term(Places.Of(c)!.Name) })
                .Prepend(Term(text))
                .Distinct(StringComparer.Ordinal),
        ];

    public static IEnumerable<string> Terms(Place place)
    {
        if (place.Name.Length > 0)
            yield return Term(place.Name);
        if (place.Code.Length == 0)
            yield break;
        if (IsRegion(place.Code))
            for (var length = 2; length <= place.Code.Length; length++)
                yield return Term(place.Code[..length]);
        else
            yield return Term(place.Code);
        if (Region(place.Code) is { } region)
            yield return Term(region);
    }

    private static bool IsRegion(string code) =>
        code.Length is >= 2 and <= 5
        && (code.StartsWith("UK", StringComparison.OrdinalIgnoreCase) || code.StartsWith("TL", StringComparison.OrdinalIgnoreCase));
}
