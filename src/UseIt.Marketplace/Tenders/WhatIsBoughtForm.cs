using System.Globalization;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Enterprises;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

/// <summary>The questions that a tender and each of its lots have in common, as typed.</summary>
public sealed class WhatIsBoughtForm
{
    public string? Title { get; set; }
    public string? Description { get; set; }

    public string[] Cpv { get; set; } = [];
    public string? CpvWords { get; set; }
    public string[] Places { get; set; } = [];
    public string? PlacesWords { get; set; }
    public string? EstimateNet { get; set; }
    public string? EstimateGross { get; set; }

    public static WhatIsBoughtForm Of(
        string title,
        string description,
        IReadOnlyList<string> cpv,
        IReadOnlyList<Place> places,
        Estimate estimate
    ) =>
        new()
        {
            Title = title,
            Description = description,
            Cpv = [.. cpv],
            Places = PickedPlaces.Chosen(places),
            EstimateNet = Written(estimate.Net),
            EstimateGross = Written(estimate.Gross),
        };

    public sealed record Read(string Title, string Description, IReadOnlyList<string> Cpv, IReadOnlyList<Place> Places, Estimate Estimate);

    /// <summary>What was typed, as the commands take it; whatever cannot be read is said of its field.</summary>
    public Read Answers(List<Refusal> unread)
    {
        var cpv = Pick.Cpv.Read(Cpv, CpvWords, nameof(Cpv), unread);
        var places = PickedPlaces.Read(Places, PlacesWords, nameof(Places), unread);
        var net = Typed.Number(EstimateNet, nameof(EstimateNet), "The estimate must be an amount in pounds, for example 25,000", unread);
        var gross = Typed.Number(
            EstimateGross,
            nameof(EstimateGross),
            "The estimate must be an amount in pounds, for example 30,000",
            unread
        );
        return new Read(
            Title ?? "",
            Description ?? "",
            cpv,
            places,
            new Estimate(net is { } n ? new Money(n) : null, gross is { } g ? new Money(g) : null)
        );
    }

    /// <summary>Everything that is wrong with the form at once, where something could not even be read.</summary>
    public static IReadOnlyList<Refusal> Wrong(Read read, IReadOnlyList<Refusal> unread) =>
        unread.Count == 0
            ? []
            :
            [
                .. WhatIsBought
                    .Check(read.Title, read.Description, read.Cpv, read.Places, read.Estimate)
                    .Select(r => r with { Field = FieldOf(r.Field!) }),
                .. unread,
            ];

    /// <summary>Where this form holds what the commands call otherwise.</summary>
    public static string FieldOf(string field) =>
        field switch
        {
            "estimate" => nameof(EstimateNet),
            "estimate.gross" => nameof(EstimateGross),
            _ when field.StartsWith("cpv", StringComparison.Ordinal) => nameof(Cpv),
            _ when field.StartsWith("places", StringComparison.Ordinal) => nameof(Places),
            _ => field,
        };

    private static string? Written(Money? money) => money?.Amount.ToString("#,##0.##", CultureInfo.InvariantCulture);
}
