using UseIt.Marketplace.Documents;
using UseIt.Messaging;

namespace UseIt.Marketplace.Tenders;

/// <summary>
/// A published tender's files may be read by everybody who is signed in for an organisation, a draft's by its buyer alone.
/// </summary>
public sealed class TenderDocumentReaders(EventStore.EventStore store) : IDocumentReaders
{
    public async Task<bool> MayReadAsync(Actor actor, Guid document, Guid referredToBy, CancellationToken cancel) =>
        (await store.FetchAsync<Tender>(referredToBy, cancel)).State is var tender
        && tender.Documents.Contains(document)
        && (tender.IsPublic || actor.ActsFor(tender.BuyerId));
}
