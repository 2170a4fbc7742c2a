using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

/// <summary>What has been said of a new organisation so far, page by page; nothing is stored before the answers are checked.</summary>
public sealed record NewOrganisation(Guid Person, Guid Id)
{
    public string Name { get; init; } = "";
    public IReadOnlyList<OrganisationKind> Kinds { get; init; } = [];
    public string? Company { get; init; }
    public string? Charity { get; init; }
    public string? Town { get; init; }
    public string? Postcode { get; init; }

    [JsonIgnore]
    public IReadOnlyList<Identifier> Identifiers =>
        [
            .. string.IsNullOrWhiteSpace(Company) ? [] : new[] { new Identifier(Identifier.Company, Company).Normal() },
            .. string.IsNullOrWhiteSpace(Charity) ? [] : new[] { Identifier.OfCharity(Charity).Normal() },
        ];

    [JsonIgnore]
    public RegisterOrganisation Command =>
        new(
            Id,
            Name,
            Kinds,
            Identifiers,
            string.IsNullOrWhiteSpace(Town) && string.IsNullOrWhiteSpace(Postcode)
                ? null
                : new Address(null, Town?.Trim(), null, Postcode?.Trim().ToUpperInvariant())
        );
}

/// <summary>One of the pages on which an organisation is described before it is registered.</summary>
public abstract class NewOrganisationPage(Actors actors, Carried carried) : PageModel
{
    private const string Cookie = "use-it-organisation";
    private static readonly TimeSpan Lasting = TimeSpan.FromHours(12);

    public NewOrganisation Draft { get; private set; } = null!;

    /// <summary>Whether somebody came back from the check of the answers, and goes there again.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Change { get; set; }

    protected async Task LoadAsync(CancellationToken cancel)
    {
        var person = (await actors.OfAsync(HttpContext, cancel)).Person;
        Draft =
            carried.Of<NewOrganisation>(HttpContext, Cookie) is { } begun && begun.Person == person
                ? begun
                : new NewOrganisation(person, Guid.CreateVersion7());
    }

    protected void Keep(NewOrganisation draft) => carried.Keep(HttpContext, Cookie, Draft = draft, Lasting);

    protected void Drop() => carried.Drop(HttpContext, Cookie);

    /// <summary>On to the next page, unless the command has something against what was said in these fields.</summary>
    protected IActionResult Then(string page, params IReadOnlyList<string> fields)
    {
        var wrong = RegisterOrganisationHandler
            .Wrong(Draft.Command)
            .Concat(Texts.Wrong(Draft.Command))
            .Select(Named)
            .Where(r => fields.Contains(r.Field))
            .ToArray();
        return !ModelState.IsValid || wrong.Length > 0
            ? this.Refused(wrong)
            : Redirect($"/register/organisation/{(Change ? "check" : page)}");
    }

    // Both numbers stand in one list of the command, and the place in one address.
    protected Refusal Named(Refusal refusal) =>
        refusal.Field switch
        {
            { } f when f.StartsWith("identifiers[0]", StringComparison.Ordinal) && !string.IsNullOrWhiteSpace(Draft.Company) => refusal with
            {
                Field = nameof(Draft.Company),
            },
            { } f when f.StartsWith("identifiers", StringComparison.Ordinal) => refusal with { Field = nameof(Draft.Charity) },
            "address.locality" => refusal with { Field = nameof(Draft.Town) },
            "address.postalCode" => refusal with { Field = nameof(Draft.Postcode) },
            "name" => refusal with { Field = nameof(Draft.Name) },
            "kinds" => refusal with { Field = nameof(Draft.Kinds) },
            _ => refusal,
        };
}

[ForPeople]
public sealed class NewOrganisationNamePage(Actors actors, Carried carried) : NewOrganisationPage(actors, carried)
{
    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public OrganisationKind[] Kinds { get; set; } = [];

    public static IReadOnlyList<Choice> Choices { get; } =
    [
        new(nameof(OrganisationKind.Enterprise), "It supplies", "A social enterprise, charity, co-operative or other business that bids"),
        new(nameof(OrganisationKind.Buyer), "It buys", "A hospital trust, council, university, housing association or developer"),
        new(nameof(OrganisationKind.Support), "It supports enterprises", "Advisers and programmes"),
        new(nameof(OrganisationKind.Funder), "It funds", "Pays for support or gives grants"),
    ];

    public static string Words(OrganisationKind kind) =>
        Choices.FirstOrDefault(c => c.Value == kind.ToString())?.Label ?? "It runs this marketplace";

    public async Task OnGetAsync(CancellationToken cancel)
    {
        await LoadAsync(cancel);
        (Name, Kinds) = (Draft.Name, [.. Draft.Kinds]);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await LoadAsync(cancel);
        Keep(Draft with { Name = Name?.Trim() ?? "", Kinds = [.. Kinds.Where(k => k != OrganisationKind.Platform).Distinct()] });
        return Then("numbers", nameof(Name), nameof(Kinds));
    }
}

[ForPeople]
public sealed class NewOrganisationNumbersPage(Actors actors, Carried carried) : NewOrganisationPage(actors, carried)
{
    [BindProperty]
    public string? Company { get; set; }

    [BindProperty]
    public string? Charity { get; set; }

    public async Task OnGetAsync(CancellationToken cancel)
    {
        await LoadAsync(cancel);
        (Company, Charity) = (Draft.Company, Draft.Charity);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await LoadAsync(cancel);
        Keep(Draft with { Company = Company, Charity = Charity });
        return Then("place", nameof(Company), nameof(Charity));
    }
}

[ForPeople]
public sealed class NewOrganisationPlacePage(Actors actors, Carried carried) : NewOrganisationPage(actors, carried)
{
    [BindProperty]
    public string? Town { get; set; }

    [BindProperty]
    public string? Postcode { get; set; }

    public async Task OnGetAsync(CancellationToken cancel)
    {
        await LoadAsync(cancel);
        (Town, Postcode) = (Draft.Town, Draft.Postcode);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await LoadAsync(cancel);
        Keep(Draft with { Town = Town, Postcode = Postcode });
        return Then("check", nameof(Town), nameof(Postcode));
    }
}

/// <summary>Shows what was said, and registers the organisation.</summary>
[ForPeople]
[CountsAs(Counted.Registration)]
public sealed class RegisterOrganisationPage(Actors actors, Carried carried, Commands commands, Sessions sessions)
    : NewOrganisationPage(actors, carried)
{
    /// <summary>Says nothing of who is there.</summary>
    public static readonly Refusal Taken = new(
        "organisation-registered-already",
        null,
        "An organisation with this number is registered here already. Ask its administrator to invite you, or change the number if it is wrong"
    );

    private readonly Actors actors = actors;

    /// <summary>A number as people call it.</summary>
    public static string Words(Identifier identifier) =>
        identifier.Scheme switch
        {
            Identifier.Company => $"company number {identifier.Id}",
            Identifier.Charity or Identifier.ScottishCharity or Identifier.NorthernIrishCharity => $"charity number {identifier.Id}",
            _ => $"{identifier.Scheme} {identifier.Id}",
        };

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        await LoadAsync(cancel);
        return Draft.Name.Length == 0 ? Redirect("/register/organisation/name") : Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await LoadAsync(cancel);
        if (Draft.Name.Length == 0)
            return Redirect("/register/organisation/name");
        if (!ModelState.IsValid)
            return this.Refused();
        var actor = await actors.OfAsync(HttpContext, cancel);
        var outcome = await commands.SendAsync(Draft.Command, this.From(actor), cancel);
        if (outcome is Outcome.Refused { Refusals: var refusals })
            return this.Refused(refusals.Select(r => r.Code == "organisation-identifier-taken" ? Taken : Named(r)));
        if (this.NotDone(outcome) is { } refused)
            return refused;
        await sessions.SignInAsync(HttpContext, actor.Person, Draft.Id, actor.ProvenSince, actor.FactorSince);
        Drop();
        return Redirect($"/register/organisation/{Draft.Id}/done");
    }
}
