using System.Globalization;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

/// <summary>Makes a key for a program, and shows it this once.</summary>
[ForRoles("an administrator of the organisation", Organisations.Roles.OrganisationAdministrator)]
public sealed class MakeApiKeyPage(Actors actors, Commands commands, IDocumentStore store) : PageModel
{
    public static readonly Refusal DaysMissing = new("api-key-days-missing", "days", "Choose how long the key lasts");

    public static IReadOnlyList<Choice> Lasting { get; } =
    [new("30", "30 days"), new("90", "90 days"), new("180", "180 days"), new("365", "A year")];

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string[] Roles { get; set; } = [];

    [BindProperty]
    public string? Days { get; set; }

    /// <summary>The id of what the form makes: sent twice it is made once.</summary>
    [BindProperty]
    public Guid KeyId { get; set; }

    /// <summary>Shown this once.</summary>
    public string? Key { get; private set; }

    public IReadOnlyList<Choice> Choices { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        KeyId = Guid.CreateVersion7();
        return await LoadAsync(cancel) is null ? NotFound() : Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (await LoadAsync(cancel) is not { } organisation)
            return NotFound();
        if (!ModelState.IsValid)
            return this.Refused();
        if (!Lasting.Any(l => l.Value == Days))
            return this.Refused(DaysMissing);
        var until = await store.ClockAsync(cancel) + TimeSpan.FromDays(int.Parse(Days!, CultureInfo.InvariantCulture));
        var command = new MakeApiKey(KeyId, organisation, Name ?? "", Roles, until);
        if (NewIds.Wrong(command) is { } wrong)
            return this.Refused(wrong);
        var context = this.From(await actors.OfAsync(HttpContext, cancel));
        var outcome = await MakeApiKeyHandler.SendAsync(commands, command, context, cancel);
        if (this.NotDone(outcome) is { } refused)
            return refused;
        Key = outcome is Outcome.Done { Answer: { } answer } ? answer["key"]!.GetValue<string>() : null;
        return Key is null ? Redirect(ApiKeysPage.Path) : Page();
    }

    private async Task<Guid?> LoadAsync(CancellationToken cancel)
    {
        if ((await actors.OfAsync(HttpContext, cancel)).Organisation is not { } organisation)
            return null;
        var state = (await store.FetchAsync<Organisation>(organisation, cancel)).State;
        Choices = [.. RoleRules.Choices(state).Where(c => ApiKey.Roles.Contains(c.Value))];
        return organisation;
    }
}
