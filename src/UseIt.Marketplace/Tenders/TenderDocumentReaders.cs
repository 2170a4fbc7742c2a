using JasperFx.Events;
using Marten;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Tenders;

/// <summary>
/// A published tender's files may be read by everybody who is signed in for an organisation, a draft's by its buyer alone. A restricted one
/// is read by organisations that have undertaken how they treat it, and when all is decided by the winners among them.
/// </summary>
public sealed class TenderDocumentReaders(IDocumentStore store) : IDocumentReaders
{
    public string StreamType => "tender";

    public async Task<bool> MayReadAsync(Actor actor, Guid document, Guid referredToBy, CancellationToken cancel)
    {
        // What refers to it may be a bid or a commitment, which others judge.
        var facts = await store.ReadStreamAsync(referredToBy, cancel: cancel);
        if (!facts.Any(f => f.Data is TenderDocumentAttached attached && attached.DocumentId == document))
            return false;
        var tender = facts.Select(f => f.Data).Aggregate(Tender.Empty, (state, fact) => state.Evolve(fact));
        if (!tender.Documents.Contains(document))
            return false;
        if (actor.ActsFor(tender.BuyerId))
            return true;
        return tender.IsPublic
            && (
                !tender.Undertakings.TryGetValue(document, out var words)
                || (actor.Organisation is { } reader && await MayStillAsync(tender, facts, document, words, reader, cancel))
            );
    }

    // Who has accepted the words as they stand; once all is decided, only who has won.
    private async Task<bool> MayStillAsync(
        Tender tender,
        IReadOnlyList<IEvent> facts,
        Guid document,
        string words,
        Guid reader,
        CancellationToken cancel
    )
    {
        var accepted = (await store.FetchAsync<Undertaking>(Undertaking.IdOf(document, reader), cancel)).State.AcceptedSha256;
        if (accepted != Undertaking.Version(words))
            return false;
        if (tender.Stage != TenderStage.Withdrawn && tender.Lots.Any(lot => !tender.EndedLots.Contains(lot)))
            return true;
        foreach (var award in facts.Select(f => f.Data).OfType<TenderAwarded>())
            if (
                (await store.ReadStreamAsync(award.AwardId, cancel: cancel)).Select(f => f.Data).OfType<AwardConfirmed>().LastOrDefault()
                    is { } won
                && won.Suppliers.Contains(reader)
            )
                return true;
        return false;
    }
}
