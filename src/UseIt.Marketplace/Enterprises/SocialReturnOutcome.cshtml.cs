using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Enterprises;

/// <summary>One outcome with every assumption about it.</summary>
[ForRoles("the enterprise's own bid managers and administrators", Roles.BidManager, Roles.OrganisationAdministrator)]
public sealed class SocialReturnOutcomePage(Actors actors, Acting acting, IDocumentStore store) : EnterprisePage(actors, acting, store)
{
    private const string Percentage = "Enter a percentage from 0 to 100, for example 25";

    public ReturnOutcome? Known { get; private set; }

    [BindProperty]
    public string? Title { get; set; }

    [BindProperty]
    public string? Quantity { get; set; }

    [BindProperty]
    public string? Unit { get; set; }

    [BindProperty]
    public string? Proxy { get; set; }

    [BindProperty]
    public string? ProxySource { get; set; }

    [BindProperty]
    public string? Deadweight { get; set; }

    [BindProperty]
    public string? Displacement { get; set; }

    [BindProperty]
    public string? Attribution { get; set; }

    [BindProperty]
    public string? DropOff { get; set; }

    [BindProperty]
    public string? Years { get; set; }

    [BindProperty]
    public string? AssumptionsSource { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid outcome, CancellationToken cancel)
    {
        if (!await FindAsync(outcome, cancel))
            return NotFound();
        if (Known is not { } k)
            return Page();
        (Title, Unit, ProxySource, AssumptionsSource) = (k.Title, k.Unit, k.ProxySource, k.AssumptionsSource);
        (Quantity, Proxy, Years) = (Shown(k.Quantity), Shown(k.Proxy.Amount), Shown(k.Years));
        (Deadweight, Displacement, Attribution, DropOff) = (
            Shown(k.Deadweight * 100),
            Shown(k.Displacement * 100),
            Shown(k.Attribution * 100),
            Shown(k.DropOff * 100)
        );
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid outcome, CancellationToken cancel)
    {
        if (!await FindAsync(outcome, cancel))
            return NotFound();
        List<Refusal> unread = [];
        var said = new ReturnOutcome(
            outcome,
            Title ?? "",
            Typed.Number(Quantity, nameof(Quantity), "Enter a number, for example 20", unread) ?? 0,
            Unit ?? "",
            new Money(Typed.Number(Proxy, nameof(Proxy), "Enter an amount in pounds, for example 1,500", unread) ?? 0),
            ProxySource ?? "",
            Part(Deadweight, nameof(Deadweight)),
            Part(Displacement, nameof(Displacement)),
            Part(Attribution, nameof(Attribution)),
            Part(DropOff, nameof(DropOff)),
            Typed.Number(Years, nameof(Years), "Enter a whole number of years", unread) is { } years && decimal.Truncate(years) == years
                ? (int)decimal.Clamp(years, 0, StateSocialReturnHandler.MostYears + 1)
                : 0,
            AssumptionsSource ?? ""
        );
        if (unread.Count > 0)
            return this.Refused(unread);
        var all = Enterprise.Return!.Outcomes;
        var at = all.ToList().FindIndex(o => o.OutcomeId == outcome);
        return await DoAsync(
            new StateSocialReturn(
                OrganisationId,
                Enterprise.Return with
                {
                    Outcomes = at < 0 ? [.. all, said] : [.. all.Select((o, i) => i == at ? said : o)],
                }
            ),
            "The outcome is saved",
            SocialReturnInputsPage.Here,
            field => field[(field.LastIndexOf('.') + 1)..]
        );

        // Left empty, it is asked for: nothing is taken to be nothing.
        decimal Part(string? typed, string field) => Typed.Number(typed, field, Percentage, unread) is { } percent ? percent / 100m : -1m;
    }

    public async Task<IActionResult> OnPostRemoveAsync(Guid outcome, CancellationToken cancel) =>
        await FindAsync(outcome, cancel) && Known is not null
            ? await DoAsync(
                new StateSocialReturn(
                    OrganisationId,
                    Enterprise.Return! with
                    {
                        Outcomes = [.. Enterprise.Return.Outcomes.Where(o => o.OutcomeId != outcome)],
                    }
                ),
                "The outcome is removed",
                SocialReturnInputsPage.Here
            )
            : NotFound();

    private static string? Shown(decimal value) => SocialReturnInputsPage.Shown(value);

    private async Task<bool> FindAsync(Guid outcome, CancellationToken cancel)
    {
        if (!await LoadAsync(cancel) || !Registered || Enterprise.Return is not { } statement)
            return false;
        Known = statement.Outcomes.FirstOrDefault(o => o.OutcomeId == outcome);
        return true;
    }
}
