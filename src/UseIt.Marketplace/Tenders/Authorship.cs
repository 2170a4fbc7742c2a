using Marten;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;

namespace UseIt.Marketplace.Tenders;

/// <summary>
/// Who wrote a tender's content, and who let it out: duties that stay apart from approving and opening. Read from the log, which cannot
/// forget anybody. What a program wrote counts as written by whoever made its key.
/// </summary>
public static class Authorship
{
    private static readonly HashSet<Type> Writing =
    [
        typeof(TenderDrafted),
        typeof(TenderDescribed),
        typeof(LotAdded),
        typeof(LotChanged),
        typeof(LotRemoved),
        typeof(RequirementAdded),
        typeof(RequirementRemoved),
        typeof(CriteriaSet),
        typeof(TenderDocumentAttached),
        typeof(TenderDocumentRemoved),
        typeof(DeadlineSet),
    ];

    public static async Task<IReadOnlySet<Guid>> OfAsync(IDocumentStore store, Guid tender, CancellationToken cancel) =>
        await ActorsAsync(store, tender, Writing.Contains, cancel);

    public static async Task<IReadOnlySet<Guid>> AndPublicationAsync(IDocumentStore store, Guid tender, CancellationToken cancel) =>
        await ActorsAsync(store, tender, t => Writing.Contains(t) || t == typeof(TenderPublished), cancel);

    private static async Task<HashSet<Guid>> ActorsAsync(
        IDocumentStore store,
        Guid tender,
        Func<Type, bool> counts,
        CancellationToken cancel
    ) =>
        [
            .. (await store.ReadStreamAsync(tender, cancel: cancel))
                .Where(e => counts(e.Data.GetType()) && Guid.TryParse(e.UserName, out var by) && by != Actor.System.Person)
                .SelectMany(e =>
                    (Guid[])[Guid.Parse(e.UserName!), ApiKeySecrets.MakerOf(e.GetHeader("authority")?.ToString()) ?? Guid.Empty]
                )
                .Where(by => by != Guid.Empty),
        ];
}
