using System.ComponentModel.DataAnnotations;
using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

[ForRoles("an adviser", Roles.Adviser)]
public sealed class NewCandidatePersonPage(Actors actors, Acting acting, IDocumentStore store, Carried carried)
    : NewCandidatePage(actors, acting, store, carried)
{
    public static readonly Refusal AgeNotSaid = new(
        "decides-alone-missing",
        "decidesAlone",
        "Say whether the person is 18 or older and able to decide about this"
    );

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Contact { get; set; }

    [BindProperty]
    public bool? DecidesAlone { get; set; }

    [BindProperty]
    public string? Guardian { get; set; }

    [BindProperty, Display(Name = "The day on which they agreed")]
    public DateOnly? GuardianAgreedOn { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!await LoadAsync(cancel))
            return NotFound();
        (Name, Contact, DecidesAlone, Guardian, GuardianAgreedOn) = (
            Draft.Name,
            Draft.Contact,
            Draft.DecidesAlone,
            Draft.Guardian,
            Draft.GuardianAgreedOn
        );
        return Draft.Rules is null ? Redirect("/candidates/new") : Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!await LoadAsync(cancel))
            return NotFound();
        Keep(
            Draft with
            {
                Name = Short(Name),
                Contact = Short(Contact),
                DecidesAlone = DecidesAlone,
                Guardian = Short(Guardian),
                GuardianAgreedOn = GuardianAgreedOn,
            }
        );
        return Then(
            "/background",
            ["name", "contact", "decidesAlone", "guardian", "guardianAgreedOn"],
            DecidesAlone is null ? [AgeNotSaid] : []
        );
    }

    // A cookie holds little; what is too long is told with the page.
    private static string Short(string? text) => text is { Length: > 400 } ? text[..400] : text ?? "";
}
