using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Operations;

/// <summary>How the marketplace is, and what waits for a decision: paused readers of the log, messages that were set aside.</summary>
[ForRoles("an administrator of the platform", Roles.Administrator)]
public sealed class OperationsPage(IServiceProvider services, LogReaders readers, DeadLetters letters) : PageModel
{
    public const string Path = "/operations";

    public Health.Report Health { get; private set; } = null!;
    public ReadersHealth Readers { get; private set; } = null!;
    public IReadOnlyList<DeadLetter> Letters { get; private set; } = [];

    /// <summary>The message to begin after; where there are more than a page of them.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid? After { get; set; }

    public async Task OnGetAsync(CancellationToken cancel)
    {
        Health = await Operations.Health.ReadAsync(services, cancel);
        Readers = await readers.HealthAsync(cancel);
        Letters = await letters.ListAsync(After, cancel: cancel);
    }

    public static string StateOf(ReaderHealth reader) =>
        reader.PausedAt is not null ? "Paused"
        : reader.StandsStill ? "Stands still"
        : reader.Lag > 0 ? "Catching up"
        : "Up to date";

    /// <summary>A name of the program's in words: "notify_members" is Notify members.</summary>
    public static string Words(string name) =>
        name.Split(':')[0].Replace('_', ' ') is { Length: > 0 } words ? $"{char.ToUpperInvariant(words[0])}{words[1..]}" : name;
}

/// <summary>Lets a paused reader try again, or go on without the fact it cannot take.</summary>
[ForRoles("an administrator of the platform", Roles.Administrator)]
public sealed class PausedReaderPage(LogReaders readers, Acting acting) : PageModel
{
    public ReaderHealth Reader { get; private set; } = null!;

    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>The fact that was looked at; nobody skips another.</summary>
    [BindProperty]
    public long Position { get; set; }

    public string Here(string handler) => $"{OperationsPage.Path}/readers/{Uri.EscapeDataString(Reader.Progress)}?handler={handler}";

    public async Task<IActionResult> OnGetAsync(string reader, CancellationToken cancel)
    {
        if (!await LoadAsync(reader, cancel))
            return NotFound();
        Position = Reader.PausedAt!.Value;
        return Page();
    }

    public Task<IActionResult> OnPostResumeAsync(string reader, CancellationToken cancel) =>
        DoAsync(reader, new ResumeReader(reader, Reason ?? ""), "It tries again", cancel);

    public Task<IActionResult> OnPostSkipAsync(string reader, CancellationToken cancel) =>
        DoAsync(reader, new SkipFact(reader, Position, Reason ?? ""), "It goes on without that fact", cancel);

    private async Task<IActionResult> DoAsync(string reader, ICommand command, string done, CancellationToken cancel)
    {
        if (!await LoadAsync(reader, cancel))
            return NotFound();
        if (await acting.TryAsync(this, command) is { } refused)
            return refused;
        this.Announce(done);
        return Redirect(OperationsPage.Path);
    }

    private async Task<bool> LoadAsync(string reader, CancellationToken cancel)
    {
        var found = (await readers.HealthAsync(cancel)).Followers.FirstOrDefault(f => f.Progress == reader && f.PausedAt is not null);
        if (found is not null)
            Reader = found;
        return found is not null;
    }
}

/// <summary>Sends a message that was set aside again, or gives it up.</summary>
[ForRoles("an administrator of the platform", Roles.Administrator)]
public sealed class SetAsidePage(DeadLetters letters, Acting acting) : PageModel
{
    public DeadLetter Letter { get; private set; } = null!;

    [BindProperty]
    public string? Reason { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid letter, CancellationToken cancel) =>
        await LoadAsync(letter, cancel) ? Page() : NotFound();

    public Task<IActionResult> OnPostReplayAsync(Guid letter, CancellationToken cancel) =>
        DoAsync(letter, new ReplayDeadLetter(letter, Reason ?? ""), "The message is sent again", cancel);

    public Task<IActionResult> OnPostDiscardAsync(Guid letter, CancellationToken cancel) =>
        DoAsync(letter, new DiscardDeadLetter(letter, Reason ?? ""), "The message is given up", cancel);

    private async Task<IActionResult> DoAsync(Guid letter, ICommand command, string done, CancellationToken cancel)
    {
        if (!await LoadAsync(letter, cancel))
            return NotFound();
        if (await acting.TryAsync(this, command) is { } refused)
            return refused;
        this.Announce(done);
        return Redirect(OperationsPage.Path);
    }

    private async Task<bool> LoadAsync(Guid letter, CancellationToken cancel)
    {
        if (await letters.FindAsync(letter, cancel) is not { } found)
            return false;
        Letter = found;
        return true;
    }
}
