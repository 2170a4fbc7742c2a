using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Opportunities;

/// <summary>The search for work: words, and facets that narrow it. Its address says all of it, so that it can be kept and sent.</summary>
[ForAnyone]
[CountsAs(Web.Counted.Search)]
public sealed class SearchOpportunitiesPage(
    SearchOpportunities search,
    OpportunitySearch view,
    IDocumentStore store,
    PositionTokens tokens,
    ReadYourWrite readYourWrite
) : PageModel
{
    private const int MostDivisions = 6;

    public static readonly Refusal ValueWrong = new("value-wrong", "ValueFrom", "Enter values in pounds, like 25,000");

    [BindProperty(SupportsGet = true), Display(Name = "Words")]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Place { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Cpv { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? CpvWords { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? ValueFrom { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? ValueTo { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Closing { get; set; }

    [BindProperty(SupportsGet = true)]
    public bool Vcse { get; set; }

    [BindProperty(SupportsGet = true)]
    public bool Closed { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Source { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Sort { get; set; }

    /// <summary>A place in the log: only what can be seen here since then.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Since { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    [BindProperty(SupportsGet = true)]
    public ListFormat? As { get; set; }

    public bool SignedIn => User.Identity?.IsAuthenticated == true;

    /// <summary>What of this search can be kept.</summary>
    public SearchedFor AsSaved =>
        new(
            Q?.Trim() is { Length: > 0 } words ? words : null,
            Cpv is { } code && IsCode(code) ? Values.Cpv.Digits(code) : null,
            Place?.Trim() is { Length: > 0 } place ? place : null,
            Typed.Number(ValueFrom, out var from) ? from : null,
            Typed.Number(ValueTo, out var to) ? to : null,
            Vcse,
            string.IsNullOrEmpty(Source) ? null : Source
        );

    public bool CanBeSaved => ModelState.IsValid && Since is null && !AsSaved.IsEmpty;

    public string LinkToSave => SaveSearchPage.LinkTo(Guid.CreateVersion7(), AsSaved);

    public OpportunityCounts Counts { get; private set; } = new(0, 0, new Dictionary<string, int>(), new Dictionary<string, int>());

    public string HowMany =>
        Counts.All switch
        {
            1 => "1 opportunity",
            SearchOpportunities.MostCounted => $"{SearchOpportunities.MostCounted:N0} opportunities or more",
            var all => $"{all:N0} opportunities",
        };

    public OpportunityPage Found { get; private set; } = new([], null);
    public DateTimeOffset Now { get; private set; }
    public IReadOnlyList<Choice> Sources { get; private set; } = [];
    public IReadOnlyList<Choice> Divisions { get; private set; } = [];

    /// <summary>More than words and a place narrow the search, so that what does so is shown.</summary>
    public bool IsFiltered =>
        Vcse
        || Closed
        || new[] { Cpv, CpvWords, ValueFrom, ValueTo, Closing, Source }.Any(answer => !string.IsNullOrEmpty(answer))
        || !ModelState.IsValid;

    public static string LinkTo(OpportunityAnswer opportunity) =>
        opportunity.Publisher is null ? $"/tenders/{opportunity.Id}" : $"/opportunities/{opportunity.Id}";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        await readYourWrite.WaitAsync(HttpContext, view);
        Now = await store.ClockAsync(cancel);
        Sources =
        [
            new Choice("", "All"),
            new Choice(SearchOpportunities.Here, "This marketplace"),
            .. (await search.PublishersAsync(cancel)).Select(p => new Choice(p, p)),
        ];

        if (!ModelState.IsValid)
            return this.Refused();
        if (!Typed.Number(ValueFrom, out var from) || !Typed.Number(ValueTo, out var to))
            return this.Refused(ValueWrong);
        try
        {
            var query = new OpportunityQuery
            {
                Words = Q,
                Place = Place,
                Cpv = Cpv is { } given && IsCode(given) ? given : null,
                ValueFrom = from,
                ValueTo = to,
                ForVcse = Vcse,
                Source = Source,
                SeenFrom = tokens.Read(Since),
                After = After,
                OpenAt = Closed ? null : Now,
                ClosingBefore =
                    int.TryParse(Closing, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is > 0 and <= 365
                        ? UkTime.StartOf(UkTime.DayOf(Now).AddDays(days + 1))
                        : null,
                Order = Sort == "newest" || Closed && Sort is null ? OpportunityOrder.Newest : OpportunityOrder.Closing,
            };
            if (As is { } format)
                return this.ListAs(
                    format,
                    "opportunities",
                    await ListFile.AllAsync<OpportunityAnswer, string>(async after =>
                    {
                        var page = await search.FindAsync(query with { After = after, Limit = ListFile.AtOnce }, cancel);
                        return (page.Items, page.Next);
                    }),
                    ("Title", o => o.Title),
                    ("Buyer", o => o.Buyer.Name),
                    ("Places", o => o.Places.Select(p => p.Name).Distinct()),
                    ("Kind of work", o => o.Cpv.Select(c => c.Title ?? c.Code)),
                    ("Value", o => o.Value),
                    ("Deadline", o => o.Deadline),
                    ("Published", o => o.PublishedAt),
                    ("Status", o => ReadOpportunityPage.StatusWord(o.Status)),
                    ("Suitable for social enterprises", o => o.SuitableForVcse),
                    ("Reserved for", o => o.ReservedFor),
                    ("Notice from", o => o.Publisher ?? "This marketplace"),
                    ("OCID", o => o.Ocid),
                    ("Link", o => o.Link ?? LinkTo(o))
                );
            Found = await search.FindAsync(query, cancel);
            Counts = await search.CountAsync(query, cancel);
            Sources = [.. Sources.Select(s => Counted(s, Counts.Publishers))];
            Divisions =
            [
                .. Counts
                    .Divisions.OrderByDescending(d => d.Value)
                    .Take(MostDivisions)
                    .Select(d => (Code: d.Key.PadRight(8, '0'), Number: d.Value))
                    .Where(d => Values.Cpv.Title(d.Code) is not null)
                    .Select(d => new Choice(d.Code, $"{Values.Cpv.Title(d.Code)} ({d.Number:N0})")),
            ];
        }
        catch (EdgeException e) when (e.Field == "after")
        {
            return Redirect(Here(("after", null)));
        }
        return Page();
    }

    private static Choice Counted(Choice choice, IReadOnlyDictionary<string, int> counts) =>
        counts.GetValueOrDefault(choice.Value ?? "") is > 0 and var number
            ? choice with
            {
                Label = $"{choice.Label} ({number:N0})",
            }
            : choice;

    /// <summary>This search with other answers; null takes one out.</summary>
    public string Here(params (string Name, string? Value)[] changes)
    {
        var parts = Request
            .Query.Where(q => !q.Key.Equals("after", StringComparison.OrdinalIgnoreCase) && q.Value.ToString().Length > 0)
            .ToDictionary(q => q.Key, q => (string?)q.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in changes)
            parts[name] = value;
        return QueryHelpers.AddQueryString("/opportunities", parts.Where(p => p.Value is not null));
    }

    private static bool IsCode(string code) => Values.Cpv.Digits(code) is { Length: >= 2 and <= 8 } digits && digits.All(char.IsAsciiDigit);
}
