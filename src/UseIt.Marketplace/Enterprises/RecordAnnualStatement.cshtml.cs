using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Enterprises;

/// <summary>One of the enterprise's years, as it is told in its impact report.</summary>
[ForRoles("the enterprise's own bid managers and administrators", Roles.BidManager, Roles.OrganisationAdministrator)]
public sealed class RecordAnnualStatementPage(Actors actors, Acting acting, IDocumentStore store) : EnterprisePage(actors, acting, store)
{
    private const string Amount = "Enter an amount in pounds, for example 12,500";

    /// <summary>The last day of the year that is told again; null for another.</summary>
    public DateOnly? Year { get; private set; }

    [BindProperty, Display(Name = "The last day of the year")]
    public DateOnly? YearEnd { get; set; }

    [BindProperty]
    public string? PeopleReached { get; set; }

    [BindProperty]
    public string? PeopleCounted { get; set; }

    [BindProperty]
    public string? Consultation { get; set; }

    [BindProperty]
    public string? DirectorsPay { get; set; }

    [BindProperty]
    public string? AssetTransfers { get; set; }

    [BindProperty]
    public string? Surplus { get; set; }

    [BindProperty]
    public string? Reinvested { get; set; }

    public async Task<IActionResult> OnGetAsync(string? year, CancellationToken cancel)
    {
        if (!await FindAsync(year, cancel))
            return NotFound();
        if (Year is { } told && Enterprise.Statements[told] is var s)
            (PeopleReached, PeopleCounted, Consultation, DirectorsPay, AssetTransfers, Surplus, Reinvested) = (
                s.PeopleReached?.ToString(CultureInfo.InvariantCulture),
                s.PeopleCounted,
                s.Consultation,
                s.DirectorsPay,
                s.AssetTransfers,
                s.Surplus?.Amount.ToString(CultureInfo.InvariantCulture),
                s.Reinvested?.Amount.ToString(CultureInfo.InvariantCulture)
            );
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string? year, CancellationToken cancel)
    {
        if (!await FindAsync(year, cancel))
            return NotFound();
        List<Refusal> unread = [];
        var people = Typed.Number(PeopleReached, nameof(PeopleReached), "Enter a whole number, for example 250", unread);
        if (people is { } number && decimal.Truncate(number) != number)
            unread.Add(new Refusal("not-a-number", nameof(PeopleReached), "Enter a whole number, for example 250"));
        var surplus = Typed.Number(Surplus, nameof(Surplus), Amount, unread);
        var reinvested = Typed.Number(Reinvested, nameof(Reinvested), Amount, unread);
        if (unread.Count > 0)
            return this.Refused(unread);
        return await DoAsync(
            new RecordAnnualStatement(
                OrganisationId,
                Year ?? YearEnd ?? default,
                people is { } n ? (int)decimal.Clamp(n, -1, int.MaxValue) : null,
                PeopleCounted,
                Consultation,
                DirectorsPay,
                AssetTransfers,
                surplus is { } left ? new Money(left) : null,
                reinvested is { } back ? new Money(back) : null
            ),
            "The year is saved",
            "/enterprise"
        );
    }

    private async Task<bool> FindAsync(string? year, CancellationToken cancel)
    {
        if (!await LoadAsync(cancel) || !Registered)
            return false;
        if (year is null)
            return true;
        if (
            !DateOnly.TryParseExact(year, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var told)
            || !Enterprise.Statements.ContainsKey(told)
        )
            return false;
        Year = told;
        return true;
    }
}
