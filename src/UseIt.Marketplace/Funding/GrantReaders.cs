using Marten;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Funding;

/// <summary>What shows how a grant was spent may be read by the funder that is asked to pay.</summary>
public sealed class GrantReaders(IDocumentStore store) : IDocumentReaders
{
    public string StreamType => "grant";

    public async Task<bool> MayReadAsync(Actor actor, Guid document, Guid referredToBy, CancellationToken cancel)
    {
        var facts = (await store.ReadStreamAsync(referredToBy, cancel: cancel)).Select(f => f.Data).ToArray();
        return facts.OfType<GrantDrawdownAsked>().Any(asked => asked.DocumentIds.Contains(document))
            && facts.OfType<GrantApplied>().Any(applied => GrantAccess.Reads(actor, applied.FunderId, applied.ApplicantId));
    }
}
