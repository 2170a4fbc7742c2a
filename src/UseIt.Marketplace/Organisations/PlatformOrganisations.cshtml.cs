using JasperFx.Events;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

/// <summary>The organisations of the whole installation, those that wait for their check first.</summary>
[ForRoles("an administrator of the platform", Roles.Administrator)]
[CountsAs(Counted.Search)]
public sealed class PlatformOrganisationsPage(OrganisationRegister register, NpgsqlDataSource database, ReadYourWrite readYourWrite)
    : PageModel
{
    public const string Path = "/platform/organisations";

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public OrganisationStatus? State { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? After { get; set; }

    public IReadOnlyList<RegisteredOrganisation> Found { get; private set; } = [];
    public string? Next { get; private set; }

    public static IReadOnlyList<Choice> States { get; } =
    [
        new("", "Any"),
        new(nameof(OrganisationStatus.Registered), Words(OrganisationStatus.Registered)),
        new(nameof(OrganisationStatus.Active), Words(OrganisationStatus.Active)),
        new(nameof(OrganisationStatus.Suspended), Words(OrganisationStatus.Suspended)),
        new(nameof(OrganisationStatus.Closed), Words(OrganisationStatus.Closed)),
    ];

    public async Task OnGetAsync(CancellationToken cancel)
    {
        await readYourWrite.WaitAsync(HttpContext, register);
        (Found, var next) = await register.FindAsync(database, Q, State, After, cancel);
        Next = next is { } last ? $"{Path}?q={Uri.EscapeDataString(Q ?? "")}&state={State}&after={last}" : null;
    }

    public static string Words(OrganisationStatus status) =>
        status switch
        {
            OrganisationStatus.Registered => "Waits for its check",
            OrganisationStatus.Active => "Checked",
            OrganisationStatus.Suspended => "Suspended",
            OrganisationStatus.Merged => "Merged with another",
            OrganisationStatus.Closed => "Closed",
            _ => "Unknown",
        };

    public static string ColourOf(OrganisationStatus status) =>
        status switch
        {
            OrganisationStatus.Registered => "yellow",
            OrganisationStatus.Active => "green",
            OrganisationStatus.Suspended => "red",
            _ => "grey",
        };
}

/// <summary>One organisation before the platform's administrators: who it says it is, who acts for it, what was decided about it.</summary>
public abstract class AboutOrganisationPage(IDocumentStore store) : PageModel
{
    public Guid Id { get; private set; }
    public Organisation Organisation { get; private set; } = Organisation.Empty;
    public string Here => $"{PlatformOrganisationsPage.Path}/{Id}";

    /// <summary>Where a number can be looked up, as far as its register has such an address.</summary>
    public static string? LookUp(Identifier identifier) =>
        identifier.Scheme == Identifier.Company
            ? $"https://find-and-update.company-information.service.gov.uk/company/{Uri.EscapeDataString(identifier.Id)}"
            : null;

    protected async Task<bool> FindAsync(Guid organisation, CancellationToken cancel)
    {
        var found = await store.FetchAsync<Organisation>(organisation, cancel);
        (Id, Organisation) = (organisation, found.State);
        return found.Exists;
    }
}

[ForRoles("an administrator of the platform", Roles.Administrator)]
public sealed class PlatformOrganisationPage(
    Actors actors,
    Memberships memberships,
    Colleagues colleagues,
    ReadAudit audit,
    IDocumentStore store
) : AboutOrganisationPage(store)
{
    public sealed record Member(string Name, string Roles);

    /// <summary>Something that was decided: when, what, and in whose words why.</summary>
    public sealed record Step(DateTimeOffset At, string What, string? Why);

    private readonly IDocumentStore store = store;

    public OrganisationRegistered? Registered { get; private set; }
    public IReadOnlyList<Member> People { get; private set; } = [];
    public IReadOnlyList<Step> History { get; private set; } = [];

    public bool IsPlatform => Organisation.Is(OrganisationKind.Platform);
    public bool IsOver => Organisation.Status is OrganisationStatus.Closed or OrganisationStatus.Merged;

    public async Task<IActionResult> OnGetAsync(Guid organisation, CancellationToken cancel)
    {
        if (!await FindAsync(organisation, cancel))
            return NotFound();
        var facts = await store.ReadStreamAsync(organisation, cancel: cancel);
        Registered = facts.Select(f => f.Data).OfType<OrganisationRegistered>().FirstOrDefault();
        History = [.. facts.Select(Told).OfType<Step>().Reverse()];
        var places = await memberships.InAsync(organisation, cancel);
        await audit.NoteAsync(
            await actors.OfAsync(HttpContext, cancel),
            "person",
            [.. places.Select(p => p.Person)],
            "members of the organisation",
            cancel
        );
        var names = await colleagues.NamesAsync([.. places.Select(p => p.Person)], cancel);
        People =
        [
            .. places
                .Select(p => new Member(names[p.Person], string.Join(", ", p.Roles.Select(RoleRules.Words).Order(StringComparer.Ordinal))))
                .OrderBy(p => p.Name, StringComparer.CurrentCulture),
        ];
        return Page();
    }

    public static string Words(IdentityCheck method) =>
        method switch
        {
            IdentityCheck.DomainMail => "mail from its own domain",
            IdentityCheck.AdviserVouched => "an adviser vouches",
            IdentityCheck.CentralPlatform => "the central digital platform",
            _ => "looked up by an administrator",
        };

    private static Step? Told(IEvent fact) =>
        fact.Data switch
        {
            OrganisationRegistered => new Step(fact.Timestamp, "Registered", null),
            OrganisationIdentityChecked e => new Step(
                fact.Timestamp,
                $"Identity checked: {Words(e.Method)}",
                e.Looked is null ? null : $"{e.Looked}: {e.Seen}"
            ),
            OrganisationRenamed e => new Step(fact.Timestamp, $"Renamed to {e.Name}", null),
            OrganisationSuspended e => new Step(fact.Timestamp, "Suspended", e.Reason),
            OrganisationReinstated e => new Step(fact.Timestamp, "Reinstated", e.Reason),
            OrganisationMerged => new Step(fact.Timestamp, "Merged with another", null),
            OrganisationClosed e => new Step(fact.Timestamp, "Closed", e.Reason),
            _ => null,
        };
}

/// <summary>Records that an administrator has made sure of an organisation, where they looked and what they saw.</summary>
[ForRoles("an administrator of the platform", Roles.Administrator)]
public sealed class CheckOrganisationPage(Acting acting, IDocumentStore store) : AboutOrganisationPage(store)
{
    [BindProperty]
    public IdentityCheck Method { get; set; } = IdentityCheck.ByAdministrator;

    [BindProperty]
    public string? Looked { get; set; }

    [BindProperty]
    public string? Seen { get; set; }

    public static IReadOnlyList<Choice> Methods { get; } =
    [
        new(
            nameof(IdentityCheck.ByAdministrator),
            "I looked it up",
            "In a register, on its own web site, by a call to a number found there"
        ),
        new(
            nameof(IdentityCheck.DomainMail),
            "By mail from its own domain",
            "Its administrator’s address is of the domain of its own web site"
        ),
        new(nameof(IdentityCheck.CentralPlatform), "On the central digital platform", "It showed that it may speak for it there"),
    ];

    public async Task<IActionResult> OnGetAsync(Guid organisation, CancellationToken cancel) =>
        await FindAsync(organisation, cancel) && Organisation.Status == OrganisationStatus.Registered ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid organisation, CancellationToken cancel)
    {
        if (!await FindAsync(organisation, cancel))
            return NotFound();
        if (await acting.TryAsync(this, new CheckOrganisationIdentity(organisation, Method, Looked ?? "", Seen ?? "")) is { } refused)
            return refused;
        this.Announce($"{Organisation.Name} is checked and may act");
        return Redirect(Here);
    }
}

/// <summary>Suspends, reinstates or closes an organisation, for a reason that stays on record.</summary>
[ForRoles("an administrator of the platform", Roles.Administrator)]
public sealed class DecideOrganisationPage(Acting acting, IDocumentStore store) : AboutOrganisationPage(store)
{
    [BindProperty]
    public string? Reason { get; set; }

    public string Act { get; private set; } = "";
    public string Title => $"{char.ToUpperInvariant(Act[0])}{Act[1..]} {Organisation.Name}";

    public string Consequence =>
        Act switch
        {
            "suspend" => "Nobody acts for it from this moment until it is reinstated. Nothing of it is lost.",
            "reinstate" => "Its people can act for it again, with the roles they had.",
            _ => "This cannot be undone: nobody acts for it again. What it has done stays on record.",
        };

    public async Task<IActionResult> OnGetAsync(Guid organisation, string act, CancellationToken cancel) =>
        await LoadAsync(organisation, act, cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid organisation, string act, CancellationToken cancel)
    {
        if (!await LoadAsync(organisation, act, cancel))
            return NotFound();
        ICommand command = Act switch
        {
            "suspend" => new SuspendOrganisation(organisation, Reason ?? ""),
            "reinstate" => new ReinstateOrganisation(organisation, Reason ?? ""),
            _ => new CloseOrganisation(organisation, Reason ?? ""),
        };
        if (await acting.TryAsync(this, command) is { } refused)
            return refused;
        this.Announce(
            Act switch
            {
                "suspend" => "The organisation is suspended",
                "reinstate" => "The organisation is reinstated",
                _ => "The organisation is closed",
            }
        );
        return Redirect(Here);
    }

    private async Task<bool> LoadAsync(Guid organisation, string act, CancellationToken cancel)
    {
        Act = act;
        return await FindAsync(organisation, cancel) && !Organisation.Is(OrganisationKind.Platform);
    }
}
