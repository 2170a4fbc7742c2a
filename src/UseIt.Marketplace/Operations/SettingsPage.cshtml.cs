using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Operations;

/// <summary>The settings that can be changed while the marketplace runs, what each is by itself, and who changed it when and why.</summary>
[ForRoles("an administrator of the platform", Roles.Administrator)]
public sealed class SettingsPage(Acting acting, RunningSettings settings, Colleagues colleagues, IDocumentStore store) : PageModel
{
    public sealed record Change(DateTimeOffset At, string By, SettingChanged What);

    public IReadOnlyList<RunningSettings.Standing> All { get; private set; } = [];
    public IReadOnlyList<Change> Changes { get; private set; } = [];

    [BindProperty]
    public RunningSetting? Setting { get; set; }

    [BindProperty]
    public string? Value { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public static string Called(RunningSetting setting) =>
        setting switch
        {
            RunningSetting.Contact => "Whom people write to",
            RunningSetting.RateLimits => "How many times the usual number of requests",
            _ => "Storage of each organisation, in MiB",
        };

    public async Task OnGetAsync(CancellationToken cancel) => await LoadAsync(cancel);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await LoadAsync(cancel);
        if (Setting is not { } setting)
            return this.Refused(ChangeSettingHandler.SettingUnknown);
        if (await acting.TryAsync(this, new ChangeSetting(setting, Value, Reason ?? "")) is { } refused)
            return refused;
        this.Announce("The setting is changed, on every node within two seconds");
        return Redirect("/platform/settings");
    }

    private async Task LoadAsync(CancellationToken cancel)
    {
        All = await settings.AllAsync(cancel);
        var facts = (await store.ReadStreamAsync(ChangedSettings.Id, cancel: cancel)).Reverse().Take(50).ToArray();
        var said = facts.Select(f => (f.Timestamp, What: (SettingChanged)f.Data)).ToArray();
        var names = await colleagues.NamesAsync([.. said.Select(s => s.What.By).Distinct()], cancel);
        Changes = [.. said.Select(s => new Change(s.Timestamp, names[s.What.By], s.What))];
    }
}
