using Marten;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Contracts;

/// <summary>What shows a delivery may be read by the buyer who verifies it and by every supplier of the contract.</summary>
public sealed class EvidenceReaders(IDocumentStore store) : IDocumentReaders
{
    public string StreamType => "commitment";

    public async Task<bool> MayReadAsync(Actor actor, Guid document, Guid referredToBy, CancellationToken cancel)
    {
        var facts = await store.ReadStreamAsync(referredToBy, cancel: cancel);
        if (!facts.Any(f => f.Data is EvidenceRecorded recorded && recorded.DocumentIds.Contains(document)))
            return false;
        var commitment = facts.Select(f => f.Data).Aggregate(Commitment.Empty, (state, fact) => state.Evolve(fact));
        return actor.ActsFor(commitment.BuyerId) || commitment.Suppliers.Any(s => actor.ActsFor(s));
    }
}
