using System.Globalization;
using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Enterprises;

/// <summary>What was put in, and the outcomes that are valued.</summary>
[ForRoles("the enterprise's own bid managers and administrators", Roles.BidManager, Roles.OrganisationAdministrator)]
public sealed class SocialReturnInputsPage(Actors actors, Acting acting, IDocumentStore store) : EnterprisePage(actors, acting, store)
{
    internal const string Here = "/enterprise/social-return";
    private const string Amount = "Enter an amount in pounds, for example 12,500";

    public SocialReturnStatement? Statement => Enterprise.Return;

    [BindProperty]
    public string? Inputs { get; set; }

    [BindProperty]
    public string? InputsSource { get; set; }

    [BindProperty]
    public string? Income { get; set; }

    [BindProperty]
    public string? SpentLocally { get; set; }

    [BindProperty]
    public string? SpentAgain { get; set; }

    [BindProperty]
    public string? LocalSource { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!await LoadAsync(cancel) || !Registered)
            return NotFound();
        (Inputs, InputsSource) = (Shown(Statement?.Inputs.Amount), Statement?.InputsSource);
        (Income, SpentLocally, SpentAgain, LocalSource) = (
            Shown(Statement?.Local?.Income),
            Shown(Statement?.Local?.SpentLocally),
            Shown(Statement?.Local?.SpentAgain),
            Statement?.Local?.Source
        );
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!await LoadAsync(cancel) || !Registered)
            return NotFound();
        List<Refusal> unread = [];
        var inputs = Typed.Number(Inputs, nameof(Inputs), Amount, unread);
        var income = Typed.Number(Income, nameof(Income), Amount, unread);
        var locally = Typed.Number(SpentLocally, nameof(SpentLocally), Amount, unread);
        var again = Typed.Number(SpentAgain, nameof(SpentAgain), Amount, unread);
        if (unread.Count > 0)
            return this.Refused(unread);
        var told = income is not null || locally is not null || again is not null || !string.IsNullOrWhiteSpace(LocalSource);
        var first = Statement is null;
        return await DoAsync(
            new StateSocialReturn(
                OrganisationId,
                new SocialReturnStatement(
                    new Money(inputs ?? 0),
                    InputsSource ?? "",
                    Statement?.Outcomes ?? [],
                    told ? new LocalSpendRounds(income ?? 0, locally ?? -1, again ?? -1, LocalSource ?? "") : null
                )
            ),
            first ? "It is saved. Now add an outcome" : "It is saved",
            first ? Here : "/enterprise",
            field =>
                field switch
                {
                    "statement.inputs" => nameof(Inputs),
                    "statement.inputsSource" => nameof(InputsSource),
                    "statement.local" => nameof(Income),
                    "statement.local.source" => nameof(LocalSource),
                    _ => field,
                }
        );
    }

    public async Task<IActionResult> OnPostWithdrawAsync(CancellationToken cancel) =>
        await LoadAsync(cancel) && Registered
            ? await DoAsync(new StateSocialReturn(OrganisationId), "It is taken back", "/enterprise")
            : NotFound();

    internal static string? Shown(decimal? value) => value?.ToString("0.############", CultureInfo.InvariantCulture);
}
