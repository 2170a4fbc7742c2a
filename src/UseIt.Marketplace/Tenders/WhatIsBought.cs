using System.Text.RegularExpressions;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Enterprises;

namespace UseIt.Marketplace.Tenders;

/// <summary>The words, codes, places and estimate with which a tender or one of its lots says what is to be bought.</summary>
internal static partial class WhatIsBought
{
    public const int LongestTitle = 200;
    public const int LongestDescription = 20_000;

    public static readonly Refusal TitleMissing = new("title-missing", "title", "Enter a title");
    public static readonly Refusal TitleTooLong = new("title-too-long", "title", $"The title must be {LongestTitle} characters or fewer");
    public static readonly Refusal DescriptionMissing = new("description-missing", "description", "Say what is to be bought");
    public static readonly Refusal DescriptionTooLong = new(
        "description-too-long",
        "description",
        $"The description must be {LongestDescription:N0} characters or fewer"
    );
    public static readonly Refusal EstimateNegative = new("estimate-negative", "estimate", "The estimated value must be 0 or more");
    public static readonly Refusal EstimateGrossBelowNet = new(
        "estimate-gross-below-net",
        "estimate.gross",
        "The estimate including VAT must not be below the estimate without"
    );
    public static readonly Refusal EstimateCurrencies = new("estimate-currencies", "estimate", "Give both estimates in the same currency");

    public static Refusal CpvWrong(int n) => new("cpv-wrong", $"cpv[{n}]", "Enter a CPV code of 8 digits, such as 77310000");

    public static Refusal PlaceEmpty(int n) =>
        new("place-empty", $"places[{n}]", "Enter the place's code (such as E08000025) and its name");

    public static Refusal? Title(string title) =>
        string.IsNullOrWhiteSpace(title) ? TitleMissing
        : title.Length > LongestTitle ? TitleTooLong
        : null;

    public static IEnumerable<Refusal> Check(
        string title,
        string description,
        IReadOnlyList<string> cpv,
        IReadOnlyList<Place> places,
        Estimate estimate
    )
    {
        if (Title(title) is { } wrong)
            yield return wrong;
        if (string.IsNullOrWhiteSpace(description))
            yield return DescriptionMissing;
        else if (description.Length > LongestDescription)
            yield return DescriptionTooLong;
        for (var i = 0; i < cpv.Count; i++)
            if (!CpvCode().IsMatch(cpv[i]))
                yield return CpvWrong(i);
        for (var i = 0; i < places.Count; i++)
            if (string.IsNullOrWhiteSpace(places[i].Code) || string.IsNullOrWhiteSpace(places[i].Name))
                yield return PlaceEmpty(i);
        if (estimate.Net is { Amount: < 0 } || estimate.Gross is { Amount: < 0 })
            yield return EstimateNegative;
        if (estimate is { Net: { } net, Gross: { } gross })
        {
            if (net.Currency != gross.Currency)
                yield return EstimateCurrencies;
            else if (gross < net)
                yield return EstimateGrossBelowNet;
        }
    }

    [GeneratedRegex(@"^\d{8}(-\d)?$", RegexOptions.CultureInvariant)]
    internal static partial Regex CpvCode();
}
