using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Enterprises;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

/// <summary>One lot; an id that is none of the tender's yet adds it, so that sending the form twice adds one.</summary>
[ForRoles("a buyer's author", Roles.Author)]
public sealed class ChangeLotPage(TenderReader tenders, Actors actors, Acting acting, IDocumentStore store)
    : TenderDraftPage(tenders, actors, acting, store)
{
    [BindProperty]
    public WhatIsBoughtForm Form { get; set; } = new();

    public bool IsNew { get; private set; }

    public Task<IActionResult> OnGetAsync(Guid tender, Guid lot, CancellationToken cancel) =>
        ShowAsync(
            tender,
            () =>
            {
                var known = Tender.Lots.FirstOrDefault(l => l.LotId == lot);
                IsNew = known is null;
                // The first lot is mostly the tender itself.
                Form =
                    known is not null ? WhatIsBoughtForm.Of(known.Title, known.Description, known.Cpv, known.Places, known.Estimate)
                    : Tender.Lots.Count == 0
                        ? WhatIsBoughtForm.Of(Tender.Title, Tender.Description, Tender.Cpv, Tender.Places, Tender.Estimate)
                    : new WhatIsBoughtForm { Places = PickedPlaces.Chosen(Tender.Places) };
            },
            cancel
        );

    public async Task<IActionResult> OnPostAsync(Guid tender, Guid lot, CancellationToken cancel)
    {
        if (!await LoadAsync(tender, cancel))
            return NotFound();
        IsNew = Tender.Lots.All(l => l.LotId != lot);
        if (this.Finds())
            return Page();
        List<Refusal> unread = [];
        var read = Form.Answers(unread);
        if (WhatIsBoughtForm.Wrong(read, unread) is { Count: > 0 } wrong)
            return this.Refused(wrong);
        ICommand command = IsNew
            ? new AddLot(tender, lot, read.Title, read.Description, read.Cpv, read.Places, read.Estimate)
            : new ChangeLot(tender, lot, read.Title, read.Description, read.Cpv, read.Places, read.Estimate);
        return await DoAsync(command, "The lot is saved", $"{TaskList}/lots", WhatIsBoughtForm.FieldOf);
    }
}
