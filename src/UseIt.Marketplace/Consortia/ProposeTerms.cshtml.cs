using System.Globalization;
using System.Text.RegularExpressions;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Consortia;

/// <summary>A member of the terms as typed.</summary>
public sealed class MemberTyped
{
    public Guid OrganisationId { get; set; }
    public string? Role { get; set; }
    public string? Share { get; set; }
}

/// <summary>A work package as typed.</summary>
public sealed class WorkPackageTyped
{
    public Guid WorkPackageId { get; set; } = Guid.CreateVersion7();
    public string? Title { get; set; }
    public Guid LotId { get; set; }
    public Guid Accountable { get; set; }
    public Guid[] Helpers { get; set; } = [];
    public Guid[] Requirements { get; set; } = [];
}

/// <summary>
/// The lead puts terms before the members: shares, work, and what else they agree on. With more rows, or the sum, on request: no script is
/// needed.
/// </summary>
[ForRoles("the lead's bid manager", Roles.BidManager)]
[SaysWhoElseIsHere]
public sealed partial class ProposeTermsPage(Actors actors, Acting acting, ConsortiumReader reader, IDocumentStore store) : PageModel
{
    private const int Most = 30;

    public ConsortiumShown Consortium { get; private set; } = null!;
    public TenderForConsortia Tender { get; private set; } = TenderForConsortia.Empty;

    [BindProperty]
    public List<MemberTyped> Members { get; set; } = [];

    [BindProperty]
    public Guid[] Lots { get; set; } = [];

    [BindProperty]
    public List<WorkPackageTyped> WorkPackages { get; set; } = [];

    [BindProperty]
    public string? PriceCeiling { get; set; }

    [BindProperty]
    public bool OpenBook { get; set; }

    [BindProperty]
    public string? Liability { get; set; }

    [BindProperty]
    public string? Agreement { get; set; }

    public string Sum =>
        Members.Sum(m => Typed.Number(m.Share, out var share) ? share ?? 0 : 0).ToString("0.##", CultureInfo.InvariantCulture);

    public IReadOnlyList<Choice> LotChoices => [.. Tender.Lots.Select(l => new Choice(l.Key.ToString(), l.Value))];
    public IReadOnlyList<Choice> MemberChoices =>
        [.. Members.Select(m => new Choice(m.OrganisationId.ToString(), NameOf(m.OrganisationId)))];

    /// <summary>Prices are each member's own, so no package covers them.</summary>
    public IReadOnlyList<Choice> RequirementChoices =>
        [
            .. Tender
                .Requirements.Where(r => r.Kind != RequirementKind.Price)
                .Select(r => new Choice(
                    r.RequirementId.ToString(),
                    Tender.Lots.Count > 1 ? $"{r.Title} ({Tender.Lots.GetValueOrDefault(r.LotId)})" : r.Title
                )),
        ];

    public string NameOf(Guid organisation) =>
        Consortium.Members.FirstOrDefault(m => m.OrganisationId == organisation)?.Name ?? "An organisation";

    public async Task<IActionResult> OnGetAsync(Guid consortium, CancellationToken cancel)
    {
        if (!await LoadAsync(consortium, cancel))
            return NotFound();
        var joined = Consortium.Members.Where(m => m.Joined).ToArray();
        var equal = Share.SplitEqually(joined.Length);
        var terms = Consortium.Terms;
        Members =
        [
            .. joined.Select(
                (m, i) =>
                    new MemberTyped
                    {
                        OrganisationId = m.OrganisationId,
                        Role = m.Role,
                        Share = (m.Share ?? equal[i]).Percent.ToString("0.00", CultureInfo.InvariantCulture),
                    }
            ),
        ];
        Lots = [.. terms?.Lots ?? Tender.Lots.Keys];
        WorkPackages = terms is not null
            ?
            [
                .. terms.WorkPackages.Select(w => new WorkPackageTyped
                {
                    WorkPackageId = w.WorkPackageId,
                    Title = w.Title,
                    LotId = w.LotId,
                    Accountable = w.Accountable,
                    Helpers = [.. w.Helpers],
                    Requirements = [.. w.Requirements],
                }),
            ]
            : [.. Members.Select(m => new WorkPackageTyped { LotId = Tender.Lots.Keys.FirstOrDefault(), Accountable = m.OrganisationId })];
        (PriceCeiling, Liability, Agreement) = (
            terms?.PriceCeiling?.Amount.ToString("#,##0.##", CultureInfo.InvariantCulture),
            terms?.Liability ?? "Jointly and severally",
            terms?.Agreement
        );
        OpenBook = terms?.OpenBook ?? false;
        return Page();
    }

    /// <summary>The same form with the sum, and with a work package more.</summary>
    public async Task<IActionResult> OnPostMoreAsync(Guid consortium, bool more, CancellationToken cancel)
    {
        if (!await LoadAsync(consortium, cancel))
            return NotFound();
        if (more && WorkPackages.Count < Most)
            WorkPackages.Add(new WorkPackageTyped());
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid consortium, CancellationToken cancel)
    {
        if (!await LoadAsync(consortium, cancel))
            return NotFound();
        List<Refusal> unread = [];
        var members = Members
            .Select(
                (m, i) =>
                    new ProposedMember(
                        m.OrganisationId,
                        m.Role ?? "",
                        Typed.Number(m.Share, $"Members[{i}].Share", "Enter the share in per cent, for example 33.33", unread) ?? 0
                    )
            )
            .ToArray();
        var ceiling = Typed.Number(PriceCeiling, nameof(PriceCeiling), "Enter the price ceiling in pounds, for example 50,000", unread);
        if (unread.Count > 0)
            return this.Refused(unread);
        var rows = WorkPackages.Select((w, i) => (w, i)).Where(w => !string.IsNullOrWhiteSpace(w.w.Title)).ToArray();
        var packages = rows.Select(r => new WorkPackage(
                r.w.WorkPackageId,
                r.w.Title!.Trim(),
                r.w.LotId,
                r.w.Accountable,
                [.. r.w.Helpers.Where(h => h != r.w.Accountable)],
                r.w.Requirements
            ))
            .ToArray();
        var command = new ProposeTerms(
            consortium,
            members,
            Lots,
            packages,
            Liability ?? "",
            Agreement ?? "",
            ceiling is { } most ? new Money(most) : null,
            OpenBook
        );
        if (await acting.TryAsync(this, command, field => FieldOf(field, [.. rows.Select(r => r.i)])) is { } refused)
            return refused;
        this.Announce("The terms are before the members. Accept them for your own organisation too");
        return Redirect($"/consortia/{consortium}");
    }

    // The command counts the packages it was sent, the form counts its rows.
    private static string FieldOf(string field, int[] rows) =>
        field switch
        {
            "members" or "leadId" => "Members[0].Share",
            "workPackages" => "WorkPackages[0].Title",
            _ when Package().Match(field) is { Success: true } match =>
                $"WorkPackages[{rows[int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)]}].{match.Groups[2].Value}",
            _ => field,
        };

    private async Task<bool> LoadAsync(Guid consortium, CancellationToken cancel)
    {
        var actor = await actors.OfAsync(HttpContext, cancel);
        if (
            await reader.ReadAsync(consortium, actor, cancel) is not { Dissolved: false, TenderId: { } tender } shown
            || shown.LeadId != actor.Organisation
        )
            return false;
        (Consortium, Tender) = (shown, (await store.FetchAsync<TenderForConsortia>(tender, cancel)).State);
        return true;
    }

    [GeneratedRegex(@"^workPackages\[(\d+)\]\.(\w+)$")]
    private static partial Regex Package();
}
