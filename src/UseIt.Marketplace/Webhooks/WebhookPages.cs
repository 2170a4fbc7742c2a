using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Webhooks;

/// <summary>The addresses of an organisation that are told what happens, for its administrator.</summary>
[ForRoles("an administrator of the organisation", Roles.OrganisationAdministrator)]
public sealed class WebhookListPage(Actors actors, WebhookRegister webhooks) : PageModel
{
    public const string Path = "/organisation/webhooks";

    public IReadOnlyList<WebhookRow> All { get; private set; } = [];

    public static string Words(string type) => WebhookTypes.All.FirstOrDefault(t => t.Value == type)?.Label ?? "Test";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if ((await actors.OfAsync(HttpContext, cancel)).Organisation is not { } organisation)
            return NotFound();
        All = await webhooks.OfAsync(organisation, cancel);
        return Page();
    }
}

/// <summary>Registers an address, and shows the secret that signs this once.</summary>
[ForRoles("an administrator of the organisation", Roles.OrganisationAdministrator)]
[CountsAs(Counted.Invitation)]
public sealed class RegisterWebhookPage(Actors actors, Commands commands) : PageModel
{
    [BindProperty]
    public string? Address { get; set; }

    [BindProperty]
    public string[] EventTypes { get; set; } = [];

    /// <summary>The id of what the form makes: sent twice it is made once.</summary>
    [BindProperty]
    public Guid WebhookId { get; set; }

    /// <summary>Shown this once.</summary>
    public string? Secret { get; private set; }

    public void OnGet() => WebhookId = Guid.CreateVersion7();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        var actor = await actors.OfAsync(HttpContext, cancel);
        if (actor.Organisation is not { } organisation)
            return NotFound();
        if (!ModelState.IsValid)
            return this.Refused();
        if (!Uri.TryCreate(Address, UriKind.Absolute, out var address))
            return this.Refused(RegisterWebhookHandler.AddressWrong);
        var command = new RegisterWebhook(WebhookId, organisation, address, EventTypes);
        if (NewIds.Wrong(command) is { } wrong)
            return this.Refused(wrong);
        var outcome = await RegisterWebhookHandler.SendAsync(
            commands,
            secret => command with { Secret = secret },
            this.From(actor),
            cancel
        );
        if (this.NotDone(outcome) is { } refused)
            return refused;
        Secret = WebhookPage.SecretOf(outcome);
        return Secret is null ? Redirect($"{WebhookListPage.Path}/{WebhookId}") : Page();
    }
}

/// <summary>One address: what it was sent, what it answered, and what can be done about it.</summary>
[ForRoles("an administrator of the organisation", Roles.OrganisationAdministrator)]
[CountsAs(Counted.Invitation)]
public sealed class WebhookPage(Actors actors, Acting acting, Commands commands, WebhookRegister webhooks, Deliveries deliveries)
    : PageModel
{
    private const int Shown = 50;

    public WebhookRow Webhook { get; private set; } = null!;
    public IReadOnlyList<Delivery> Last { get; private set; } = [];

    /// <summary>Made just now, and shown this once.</summary>
    public string? Secret { get; private set; }

    public static string Words(Delivery delivery) =>
        delivery.State switch
        {
            DeliveryState.Taken => "Taken",
            DeliveryState.SetAside => "Set aside",
            _ => delivery.Tries == 0 ? "Waits" : "Is tried again",
        };

    public static string Answered(Delivery delivery) =>
        delivery.Answered is null ? "Nothing yet"
        : delivery.Status is { } status ? $"{status} {delivery.Answer}".Trim()
        : $"No answer: {delivery.Answer}";

    internal static string? SecretOf(Outcome outcome) =>
        outcome is Outcome.Done { Answer: { } answer } ? answer["secret"]!.GetValue<string>() : null;

    public async Task<IActionResult> OnGetAsync(Guid webhook, CancellationToken cancel) =>
        await LoadAsync(webhook, cancel) ? Page() : NotFound();

    public Task<IActionResult> OnPostTestAsync(Guid webhook, CancellationToken cancel) =>
        DoAsync(webhook, org => new TestWebhook(org, webhook), "A test is on its way", $"{WebhookListPage.Path}/{webhook}", cancel);

    public Task<IActionResult> OnPostEnableAsync(Guid webhook, CancellationToken cancel) =>
        DoAsync(webhook, org => new EnableWebhook(org, webhook), "It is sent to again", $"{WebhookListPage.Path}/{webhook}", cancel);

    public Task<IActionResult> OnPostReplayAsync(Guid webhook, Guid delivery, CancellationToken cancel) =>
        DoAsync(
            webhook,
            org => new ReplayDelivery(org, webhook, delivery),
            "It is sent once more",
            $"{WebhookListPage.Path}/{webhook}",
            cancel
        );

    public Task<IActionResult> OnPostRemoveAsync(Guid webhook, CancellationToken cancel) =>
        DoAsync(webhook, org => new RemoveWebhook(org, webhook), "The webhook is removed", WebhookListPage.Path, cancel);

    public async Task<IActionResult> OnPostRotateAsync(Guid webhook, CancellationToken cancel)
    {
        if (!await LoadAsync(webhook, cancel))
            return NotFound();
        if (!ModelState.IsValid)
            return this.Refused();
        var outcome = await RegisterWebhookHandler.SendAsync(
            commands,
            secret => new RotateWebhookSecret(Webhook.OrganisationId, webhook, secret),
            this.From(await actors.OfAsync(HttpContext, cancel)),
            cancel
        );
        if (this.NotDone(outcome) is { } refused)
            return refused;
        Secret = SecretOf(outcome);
        return Page();
    }

    private async Task<IActionResult> DoAsync(
        Guid webhook,
        Func<Guid, ICommand> command,
        string done,
        string then,
        CancellationToken cancel
    )
    {
        if (!await LoadAsync(webhook, cancel))
            return NotFound();
        if (await acting.TryAsync(this, command(Webhook.OrganisationId)) is { } refused)
            return refused;
        this.Announce(done);
        return Redirect(then);
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken cancel)
    {
        var actor = await actors.OfAsync(HttpContext, cancel);
        if (await webhooks.FindAsync(id, cancel) is not { } found || found.OrganisationId != actor.Organisation)
            return false;
        Webhook = found;
        Last = await deliveries.OfAsync(id, Shown, cancel);
        return true;
    }
}
