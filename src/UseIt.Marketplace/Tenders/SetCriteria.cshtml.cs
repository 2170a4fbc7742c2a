using System.Globalization;
using System.Text.RegularExpressions;
using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

/// <summary>One criterion as typed.</summary>
public sealed class CriterionTyped
{
    public Guid CriterionId { get; set; } = Guid.CreateVersion7();
    public CriterionKind Kind { get; set; }
    public string? Title { get; set; }
    public string? Description { get; set; }
    public string? Weight { get; set; }
    public string? MaximumScore { get; set; } = "5";
    public string? LeastScore { get; set; }

    public bool IsEmpty => string.IsNullOrWhiteSpace(Title) && string.IsNullOrWhiteSpace(Weight);
}

/// <summary>The award method, as it will be published. With more rows, or the sum, on request: no script is needed.</summary>
[ForRoles("a buyer's author", Roles.Author)]
public sealed partial class SetCriteriaPage(TenderReader tenders, Actors actors, Acting acting, IDocumentStore store)
    : TenderDraftPage(tenders, actors, acting, store)
{
    private const int Most = 20;

    /// <summary>In the sentences of the published formulas.</summary>
    public static IReadOnlyList<Choice> Formulas { get; } =
    [
        new("F1", "The lowest price gets all the marks, the others in proportion", "F1: weight × lowest price ÷ price"),
        new("F2", "The lowest price gets all the marks, one twice as high none", "F2: weight × (1 − (price − lowest) ÷ lowest)"),
        new("F3", "The lowest price gets all the marks, the highest none", "F3: weight × (highest − price) ÷ (highest − lowest)"),
        new("F4", "By the distance from the mean price", "F4: 50 points less one for each per cent above the mean"),
        new(
            "F5",
            "Against prices you publish",
            "F5: full marks at your best price, none from your highest. No bid changes another's marks"
        ),
        new("F6", "Price for each point of quality, the lowest first", "F6: price gets no weight of its own: enter 0"),
        new("F7", "Quality for each £1,000, the highest first", "F7: price gets no weight of its own: enter 0"),
        new("F8", "Not at all: the price is fixed and quality alone counts", "F8: price gets no weight: enter 0"),
        new("F9", "The lowest price among bids of enough quality", "F9: price gets no weight of its own: enter 0"),
        new("F10", "The lowest price after bonuses for features", "F10: price gets no weight of its own: enter 0"),
    ];

    public static IReadOnlyList<Choice> TieSteps { get; } =
    [
        new("", "Nothing"),
        new(nameof(TieBreak.HighestSocialValue), "The marks for social value"),
        new(nameof(TieBreak.HighestQualityByWeight), "Quality, criterion by criterion, the heaviest first"),
        new(nameof(TieBreak.LowestPrice), "The price"),
        new(nameof(TieBreak.FinalOffers), "New offers of the equal bidders"),
    ];

    [BindProperty]
    public List<CriterionTyped> Criteria { get; set; } = [];

    [BindProperty]
    public string? PriceFormula { get; set; }

    [BindProperty]
    public string? BestPrice { get; set; }

    [BindProperty]
    public string? HighestPrice { get; set; }

    [BindProperty]
    public string? LargestBonus { get; set; }

    [BindProperty]
    public string? LeastQuality { get; set; }

    [BindProperty]
    public string? DecimalPlaces { get; set; }

    [BindProperty]
    public Envelopes Envelopes { get; set; } = Envelopes.Two;

    [BindProperty]
    public PriceBasis Basis { get; set; }

    [BindProperty]
    public string? FirstTie { get; set; }

    [BindProperty]
    public string? SecondTie { get; set; }

    [BindProperty]
    public string? ThirdTie { get; set; }

    /// <summary>What the weights typed so far come to.</summary>
    public string Sum => Written(Criteria.Sum(c => Typed.Number(c.Weight, out var weight) ? weight ?? 0 : 0))!;

    public bool HasParameters =>
        ModelState.Any(e => e.Value!.Errors.Count > 0 && !e.Key.Contains('[', StringComparison.Ordinal))
        || new[] { BestPrice, HighestPrice, LargestBonus, LeastQuality, DecimalPlaces }.Any(p => !string.IsNullOrEmpty(p));

    public Task<IActionResult> OnGetAsync(Guid tender, CancellationToken cancel) =>
        ShowAsync(
            tender,
            () =>
            {
                var price = Tender.Criteria.FirstOrDefault(c => c.Kind == CriterionKind.Price);
                Criteria =
                    Tender.Criteria.Count > 0
                        ?
                        [
                            .. Tender.Criteria.Select(c => new CriterionTyped
                            {
                                CriterionId = c.CriterionId,
                                Kind = c.Kind,
                                Title = c.Title,
                                Description = c.Description,
                                Weight = Written(c.Weight),
                                MaximumScore = Written(c.MaximumScore),
                                LeastScore = Written(c.LeastScore),
                            }),
                        ]
                        :
                        [
                            new() { Title = "Method" },
                            new() { Kind = CriterionKind.SocialValue, Title = "Social value" },
                            new()
                            {
                                Kind = CriterionKind.Price,
                                Title = "Price",
                                MaximumScore = "",
                            },
                        ];
                PriceFormula = price?.PriceFormula ?? (Tender.Criteria.Count > 0 ? "F8" : "F1");
                (BestPrice, HighestPrice, LargestBonus, LeastQuality, DecimalPlaces) = (
                    Parameter("bestPrice"),
                    Parameter("highestPrice"),
                    Parameter("largestBonus"),
                    Parameter("leastQuality"),
                    Parameter("decimalPlaces")
                );
                if (Tender.Criteria.Count > 0)
                    (Envelopes, Basis) = (Tender.Envelopes, Tender.Basis);
                var ladder =
                    Tender.TieLadder.Count > 0 ? Tender.TieLadder : [nameof(TieBreak.HighestSocialValue), nameof(TieBreak.LowestPrice)];
                var steps = ladder.Where(s => s != nameof(TieBreak.Draw)).ToArray();
                (FirstTie, SecondTie, ThirdTie) = (
                    steps.ElementAtOrDefault(0) ?? "",
                    steps.ElementAtOrDefault(1) ?? "",
                    steps.ElementAtOrDefault(2) ?? ""
                );

                string? Parameter(string name) => price?.Parameters?.TryGetValue(name, out var value) == true ? Written(value) : null;
            },
            cancel
        );

    /// <summary>The same form with the sum, and with a row more.</summary>
    public async Task<IActionResult> OnPostMoreAsync(Guid tender, bool more, CancellationToken cancel)
    {
        if (!await LoadAsync(tender, cancel))
            return NotFound();
        if (more && Criteria.Count < Most)
            Criteria.Add(new CriterionTyped());
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid tender, CancellationToken cancel)
    {
        if (!await LoadAsync(tender, cancel))
            return NotFound();
        List<Refusal> unread = [];
        var numbers = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach (
            var (name, typed) in new[]
            {
                ("bestPrice", BestPrice),
                ("highestPrice", HighestPrice),
                ("largestBonus", LargestBonus),
                ("leastQuality", LeastQuality),
                ("decimalPlaces", DecimalPlaces),
            }
        )
            if (Typed.Number(typed, name, "Enter a number", unread) is { } number)
                numbers[name] = number;
        List<Criterion> criteria = [];
        List<int> rows = [];
        for (var i = 0; i < Criteria.Count; i++)
        {
            var typed = Criteria[i];
            if (typed.IsEmpty)
                continue;
            var isPrice = typed.Kind == CriterionKind.Price;
            rows.Add(i);
            criteria.Add(
                new Criterion(
                    typed.CriterionId,
                    typed.Kind,
                    typed.Title?.Trim() ?? "",
                    typed.Description?.Trim() ?? "",
                    Number(typed.Weight, "Weight") ?? 0,
                    Number(typed.MaximumScore, "MaximumScore") ?? (isPrice ? 100 : 0),
                    isPrice ? PriceFormula : null,
                    isPrice && numbers.Count > 0 ? numbers : null,
                    isPrice ? null : Number(typed.LeastScore, "LeastScore")
                )
            );

            decimal? Number(string? text, string part) =>
                Typed.Number(text, $"Criteria[{i}].{part}", "Enter a number, for example 40", unread);
        }
        if (unread.Count > 0)
            return this.Refused(unread);
        string[] ladder = [.. new[] { FirstTie, SecondTie, ThirdTie }.OfType<string>().Where(s => s.Length > 0), nameof(TieBreak.Draw)];
        return await DoAsync(
            new SetCriteria(tender, criteria, Envelopes, ladder, Basis),
            "The award criteria are saved",
            fields: field => FieldOf(field, rows)
        );
    }

    // The command counts the criteria it was sent, the form counts its rows.
    private static string FieldOf(string field, List<int> rows) =>
        field switch
        {
            "tieLadder" => nameof(FirstTie),
            "criteria" => rows.Count > 0 ? $"Criteria[{rows[0]}].Weight" : "Criteria[0].Title",
            _ when Row().Match(field) is { Success: true } match =>
                $"Criteria[{rows[int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)]}].{match.Groups[2].Value}",
            _ when field.StartsWith("parameters.", StringComparison.Ordinal) => field["parameters.".Length..],
            _ => field,
        };

    private static string? Written(decimal? number) => number?.ToString("0.##########", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^criteria\[(\d+)\]\.(\w+)$")]
    private static partial Regex Row();
}
