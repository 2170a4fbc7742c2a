using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

[ForRoles("an adviser", Roles.Adviser)]
public sealed class CheckEligibilityPage(Actors actors, Acting acting, IDocumentStore store) : CaseStepPage(actors, acting, store)
{
    public static readonly Refusal NotChosen = new("result-missing", "result", "Choose whether the programme may support it");

    [BindProperty]
    public Eligibility? Result { get; set; }

    [BindProperty]
    public string? RuleSet { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid @case, CancellationToken cancel)
    {
        if (!await LoadAsync(@case, cancel))
            return NotFound();
        var checkedBefore = (await Store.ReadStreamAsync(@case, cancel: cancel))
            .Select(e => e.Data)
            .OfType<EligibilityChecked>()
            .LastOrDefault();
        (Result, RuleSet, Reason) = (checkedBefore?.Result, checkedBefore?.RuleSet, checkedBefore?.Reason);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid @case, CancellationToken cancel) =>
        !await LoadAsync(@case, cancel) ? NotFound()
        : Result is not { } result ? this.Refused(NotChosen)
        : await DoAsync(new CheckEligibility(@case, result, RuleSet ?? "", Reason ?? ""), "Eligibility is recorded");
}
