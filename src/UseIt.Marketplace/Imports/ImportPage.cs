using Marten;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Imports;

/// <summary>A page about one file on its way in, for the advisers of its organisation.</summary>
public abstract class ImportPage(Actors actors, ImportFiles files, IDocumentStore store) : PageModel
{
    public Guid FileId { get; private set; }
    public Sheet Sheet { get; private set; } = null!;
    public FileState State { get; protected set; } = null!;

    protected Actor Who { get; private set; } = Actor.Anonymous;
    protected ImportFiles Files => files;
    protected Guid Own => Who.Organisation!.Value;

    protected async Task<bool> LoadAsync(Guid file, CancellationToken cancel)
    {
        Who = await actors.OfAsync(HttpContext, cancel);
        if (Who.Organisation is not { } own || await files.FindAsync(own, file, cancel) is not var (bytes, state))
            return false;
        // What is kept was read before it was kept.
        (FileId, Sheet, State) = (file, Sheet.Read(bytes).Sheet!, state);
        return true;
    }

    protected async Task<DateOnly> TodayAsync(CancellationToken cancel) => UkTime.DayOf(await store.ClockAsync(cancel));
}
