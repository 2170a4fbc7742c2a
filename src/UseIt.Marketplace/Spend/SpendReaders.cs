using Marten;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;

namespace UseIt.Marketplace.Spend;

/// <summary>The lines of a ledger name suppliers, who may be people: only the buyer's contract managers read them.</summary>
public sealed class SpendReaders(IDocumentStore store) : IDocumentReaders
{
    public string StreamType => "spend_ledger";

    public bool Alone => true;

    public async Task<bool> MayReadAsync(Actor actor, Guid document, Guid referredToBy, CancellationToken cancel) =>
        (await store.FetchAsync<SpendLedger>(referredToBy, cancel)).State.Files.Find(f => f.Says.DocumentId == document) is { } file
        && actor.ActsFor(file.Says.BuyerId, Roles.ContractManager);
}
