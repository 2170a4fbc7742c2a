using System.ComponentModel.DataAnnotations;
using System.Globalization;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Enterprises;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

/// <summary>The questions that a tender and each of its lots have in common, as typed.</summary>
public sealed class WhatIsBoughtForm
{
    private const int Suggestions = 4;

    /// <summary>The boroughs of the West Midlands by the codes of the Office for National Statistics.</summary>
    public static IReadOnlyList<Place> Boroughs { get; } =
    [
        new("E08000025", "Birmingham"),
        new("E08000026", "Coventry"),
        new("E08000027", "Dudley"),
        new("E08000028", "Sandwell"),
        new("E08000029", "Solihull"),
        new("E08000030", "Walsall"),
        new("E08000031", "Wolverhampton"),
    ];

    public string? Title { get; set; }
    public string? Description { get; set; }

    [Display(Name = "What is bought, by code")]
    public string? Cpv { get; set; }
    public string[] Places { get; set; } = [];
    public string? OtherPlaces { get; set; }
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
            Cpv = string.Join('\n', cpv.Select(c => $"{c} {Values.Cpv.Title(c)}".TrimEnd())),
            Places = [.. places.Where(Boroughs.Contains).Select(p => p.Code)],
            OtherPlaces = string.Join('\n', places.Where(p => !Boroughs.Contains(p)).Select(p => $"{p.Code} {p.Name}")),
            EstimateNet = Written(estimate.Net),
            EstimateGross = Written(estimate.Gross),
        };

    public sealed record Read(string Title, string Description, IReadOnlyList<string> Cpv, IReadOnlyList<Place> Places, Estimate Estimate);

    /// <summary>What was typed, as the commands take it; whatever cannot be read is said of its field.</summary>
    public Read Answers(List<Refusal> unread)
    {
        var cpv = Lines(Cpv).Select(line => Code(line, unread)).OfType<string>().Distinct().ToArray();
        var places = Boroughs
            .Where(p => Places.Contains(p.Code))
            .Concat(
                Lines(OtherPlaces)
                    .Select(line =>
                        line.Split(' ', 2) is [var code, var name]
                            ? new Place(code, name.Trim())
                            : Unread<Place>(
                                new Refusal(
                                    "place-unread",
                                    nameof(OtherPlaces),
                                    $"“{line}” must be a code and a name, for example E05011151 Ladywood"
                                ),
                                unread
                            )
                    )
                    .OfType<Place>()
            )
            .ToArray();
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
            _ when field.StartsWith("places", StringComparison.Ordinal) => nameof(OtherPlaces),
            _ => field,
        };

    // A line begins with a code; words are looked up, so that nobody needs a list beside the form.
    private static string? Code(string line, List<Refusal> unread)
    {
        var code = Values.Cpv.Digits(line.Split(' ', 2)[0]);
        if (Values.Cpv.Title(code) is not null)
            return code;
        if (code.Length > 0 && code.All(char.IsAsciiDigit))
            return Unread<string>(
                new Refusal("cpv-unknown", nameof(Cpv), $"There is no CPV code {code}. A code has 8 digits, such as 77310000"),
                unread
            );
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var alike = Values
            .Cpv.All.Where(c => words.All(w => c.Value.Contains(w, StringComparison.OrdinalIgnoreCase)))
            .Take(Suggestions)
            .Select(c => $"{c.Key} {c.Value}")
            .ToArray();
        return Unread<string>(
            new Refusal(
                "cpv-words",
                nameof(Cpv),
                alike.Length > 0
                    ? $"“{line}” is no code. Did you mean {string.Join("; ", alike)}?"
                    : $"“{line}” is no code, and no code has these words. Try others"
            ),
            unread
        );
    }

    private static T? Unread<T>(Refusal refusal, List<Refusal> unread)
        where T : class
    {
        unread.Add(refusal);
        return null;
    }

    private static IEnumerable<string> Lines(string? text) =>
        (text ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string? Written(Money? money) => money?.Amount.ToString("#,##0.##", CultureInfo.InvariantCulture);
}
