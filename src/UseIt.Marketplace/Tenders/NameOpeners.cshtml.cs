using System.Globalization;
using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

[ForRoles("a buyer's author or approver", Roles.Author, Roles.Approver)]
public sealed class NameOpenersPage(
    TenderReader tenders,
    Actors actors,
    Acting acting,
    IDocumentStore store,
    Memberships memberships,
    Colleagues colleagues
) : TenderDraftPage(tenders, actors, acting, store)
{
    [BindProperty]
    public Guid[] Openers { get; set; } = [];

    [BindProperty]
    public string? Needed { get; set; }

    public IReadOnlyList<Choice> Candidates { get; private set; } = [];

    public Task<IActionResult> OnGetAsync(Guid tender, CancellationToken cancel) =>
        ShowAsync(
            tender,
            async () =>
            {
                await CandidatesAsync(cancel);
                Openers = [.. Buyer.Openers];
                Needed = (Buyer.OpenersNeeded > 0 ? Buyer.OpenersNeeded : 2).ToString(CultureInfo.InvariantCulture);
                return true;
            },
            cancel
        );

    public async Task<IActionResult> OnPostAsync(Guid tender, CancellationToken cancel)
    {
        if (!await LoadAsync(tender, cancel))
            return NotFound();
        await CandidatesAsync(cancel);
        List<Refusal> unread = [];
        var needed = Typed.Number(Needed, nameof(Needed), "Enter how many people, for example 2", unread) ?? 0;
        if (unread.Count > 0)
            return this.Refused(unread);
        return await DoAsync(
            new NameOpeners(tender, Openers, (int)decimal.Clamp(needed, 0, 1000)),
            "The people who open the bids are named",
            fields: field => field.StartsWith("openers", StringComparison.Ordinal) ? nameof(Openers) : field
        );
    }

    private async Task CandidatesAsync(CancellationToken cancel)
    {
        var openers = (await memberships.InAsync(Tender.BuyerId, cancel))
            .Where(m => m.Roles.Contains(Roles.Opener))
            .Select(m => m.Person)
            .ToArray();
        var names = await colleagues.NamesAsync(openers, cancel);
        Candidates = [.. openers.Select(o => new Choice(o.ToString(), names[o])).OrderBy(c => c.Label, StringComparer.Ordinal)];
    }
}
