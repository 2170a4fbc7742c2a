using System.ComponentModel.DataAnnotations;
using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

/// <summary>One line of the plan as it is typed.</summary>
public sealed class ActionTyped
{
    public Guid ActionId { get; set; }
    public string? Text { get; set; }

    [Display(Name = "The day")]
    public DateOnly? By { get; set; }
}

[ForRoles("an adviser", Roles.Adviser)]
public sealed class AgreeActionPlanPage(Actors actors, Acting acting, IDocumentStore store) : CaseStepPage(actors, acting, store)
{
    private const int AtFirst = 3;

    [BindProperty]
    public List<ActionTyped> Actions { get; set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid @case, CancellationToken cancel)
    {
        if (!await LoadAsync(@case, cancel))
            return NotFound();
        var agreed = (await Store.ReadStreamAsync(@case, cancel: cancel)).Select(e => e.Data).OfType<ActionPlanAgreed>().LastOrDefault();
        Actions =
        [
            .. (agreed?.Actions ?? []).Select(a => new ActionTyped
            {
                ActionId = a.ActionId,
                Text = a.Text,
                By = a.By,
            }),
        ];
        while (Actions.Count < AtFirst)
            Actions.Add(new ActionTyped { ActionId = Guid.CreateVersion7() });
        return Page();
    }

    public async Task<IActionResult> OnPostMoreAsync(Guid @case, CancellationToken cancel)
    {
        if (!await LoadAsync(@case, cancel))
            return NotFound();
        ModelState.Clear();
        Actions.Add(new ActionTyped { ActionId = Guid.CreateVersion7() });
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid @case, CancellationToken cancel) =>
        !await LoadAsync(@case, cancel)
            ? NotFound()
            : await DoAsync(
                new AgreeActionPlan(
                    @case,
                    [
                        .. Actions
                            .Where(a => !string.IsNullOrWhiteSpace(a.Text))
                            .Select(a => new PlannedAction(
                                a.ActionId == Guid.Empty ? Guid.CreateVersion7() : a.ActionId,
                                a.Text!.Trim(),
                                a.By
                            )),
                    ]
                ),
                "The plan is saved",
                field => field == "actions" ? "Actions[0].Text" : field
            );
}
