using Marten;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Tenders;

/// <summary>
/// A published tender's files may be read by everybody who is signed in for an organisation, a draft's by its buyer alone.
/// </summary>
public sealed class TenderDocumentReaders(IDocumentStore store) : IDocumentReaders
{
    public async Task<bool> MayReadAsync(Actor actor, Guid document, Guid referredToBy, CancellationToken cancel)
    {
        // What refers to it may be a bid or a commitment, which others judge.
        var facts = await store.ReadStreamAsync(referredToBy, cancel: cancel);
        if (!facts.Any(f => f.Data is TenderDocumentAttached attached && attached.DocumentId == document))
            return false;
        var tender = facts.Select(f => f.Data).Aggregate(Tender.Empty, (state, fact) => state.Evolve(fact));
        return tender.Documents.Contains(document) && (tender.IsPublic || actor.ActsFor(tender.BuyerId));
    }
}
