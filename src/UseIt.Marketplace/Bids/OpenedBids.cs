using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Bids;

/// <summary>An answer of an opened bid.</summary>
public sealed record OpenedAnswer(
    Guid RequirementId,
    Guid MemberId,
    string? Text,
    bool? Met,
    decimal? Quantity,
    IReadOnlyList<SharedItem>? Shared = null,
    bool? HappensAnyway = null
);

/// <summary>What a bid promises to a requirement for a commitment.</summary>
public sealed record PromisedCommitment(Guid RequirementId, Guid MemberId, decimal Quantity, string Promise, bool? HappensAnyway = null);

/// <summary>A file of an opened bid; its bytes are the document of that id.</summary>
public sealed record OpenedFile(
    Guid DocumentId,
    BidPart Part,
    Guid RequirementId,
    Guid MemberId,
    string Title,
    string MediaType,
    long Size
);

/// <summary>A bid for one lot as far as it has been opened; without the price while that is still sealed.</summary>
public sealed record OpenedBidContent(
    Guid BidId,
    Guid LotId,
    int Version,
    Guid LeadId,
    Guid? ConsortiumId,
    IReadOnlyList<Guid> Members,
    IReadOnlyList<OpenedAnswer> Answers,
    IReadOnlyList<PromisedCommitment> Commitments,
    Money? Price,
    IReadOnlyList<PriceLine> Prices
)
{
    /// <summary>What the lines come to, without VAT and with it.</summary>
    public PriceTotals? Totals => Price is null ? null : PriceTotals.Of(Prices);

    /// <summary>What came with the answers.</summary>
    public IReadOnlyList<OpenedFile> Files { get; init; } = [];

    public override string ToString() => $"OpenedBidContent {BidId}";
}

/// <summary>
/// The bids of a lot, after their opening. It checks nobody's right: the caller does. Every reading is noted in the audit first, and
/// nothing is shown but what the seals held: which bids there are, whose they are and the digests of their words come from proven facts.
/// </summary>
public sealed class OpenedBids(NpgsqlDataSource database, ProvenFacts facts, ReadAudit audit)
{
    /// <exception cref="NotProvenException">What is kept of one of them is not what was opened, or is gone.</exception>
    public async Task<IReadOnlyList<OpenedBidContent>> ReadAsync(
        Guid tender,
        Guid lot,
        Actor reader,
        string purpose,
        CancellationToken cancel = default
    )
    {
        var bids = (await facts.ReadAsync(tender, cancel))
            .Select(f => f.Data)
            .OfType<BidsOpened>()
            .SelectMany(o => o.Bids)
            .Where(b => b.LotId == lot)
            .Select(b => b.BidId);
        var parts = (await PartsAsync(bids, cancel)).Where(p => p.Content.LotId == lot).ToArray();
        await audit.NoteAsync(reader, "bid", [.. parts.Select(p => p.Content.BidId).Distinct()], purpose, cancel);
        return [.. parts.GroupBy(p => p.Content.BidId).Select(Content)];
    }

    /// <summary>To which tender, lot and part a document of an opened bid belongs; null where it is none of this bid's.</summary>
    /// <exception cref="NotProvenException">What is kept of the bid is not what was opened, or is gone.</exception>
    public async Task<(Guid Tender, Guid Lot, BidPart Part)?> PlaceOfAsync(Guid bid, Guid document, CancellationToken cancel) =>
        (await PartsAsync([bid], cancel)).FirstOrDefault(p => p.Content.Files?.Any(f => f.FileId == document) == true) is { } part
            ? (part.Bid.TenderId, part.Content.LotId, part.Content.Part)
            : null;

    /// <summary>What is kept of a part of a bid.</summary>
    internal static async Task<IReadOnlyList<SealedContent>> KeptAsync(
        NpgsqlDataSource database,
        Guid bid,
        BidPart part,
        CancellationToken cancel
    )
    {
        await using var read = database.CreateCommand("select content from bids.opened where bid = $1 and part = $2");
        read.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = bid });
        read.Parameters.Add(new NpgsqlParameter<string> { TypedValue = part.ToString() });
        await using var reader = await read.ExecuteReaderAsync(cancel);
        var kept = new List<SealedContent>();
        while (await reader.ReadAsync(cancel))
            kept.Add(SealedContent.Read(reader.GetFieldValue<byte[]>(0)));
        return kept;
    }

    private sealed record Part(Bid Bid, int Version, SealedContent Content);

    private async Task<IReadOnlyList<Part>> PartsAsync(IEnumerable<Guid> bids, CancellationToken cancel)
    {
        var parts = new List<Part>();
        foreach (var stream in await facts.ReadAsync(bids.Distinct(), cancel))
        {
            var bid = stream.Aggregate(Bid.Empty, (state, fact) => state.Evolve(fact.Data));
            foreach (var opened in stream.Select(f => f.Data).OfType<BidOpened>().OrderBy(o => o.Part))
            {
                var kept = await KeptAsync(database, stream.Key, opened.Part, cancel);
                if (SealedContent.Digest(kept) != opened.ContentSha256)
                    throw facts.Refused($"what is kept of the opened bid {stream.Key} is not what was sealed");
                parts.AddRange(kept.Select(content => new Part(bid, opened.Version, content)));
            }
        }
        return parts;
    }

    private static OpenedBidContent Content(IGrouping<Guid, Part> parts)
    {
        var first = parts.First();
        var quality = parts.FirstOrDefault(p => p.Content.Part == BidPart.Quality)?.Content.Answers ?? [];
        var price = parts.FirstOrDefault(p => p.Content.Part == BidPart.Price)?.Content;
        IReadOnlyList<PriceLine> lines = [.. price?.Answers.SelectMany(a => a.Answer.Prices ?? []) ?? []];
        return new OpenedBidContent(
            parts.Key,
            first.Content.LotId,
            first.Version,
            first.Bid.LeadId,
            first.Bid.ConsortiumId,
            first.Bid.Members,
            [
                .. quality.Select(a => new OpenedAnswer(
                    a.RequirementId,
                    a.MemberId,
                    a.Answer.Text,
                    a.Answer.Met,
                    a.Answer.Quantity,
                    a.Answer.Shared,
                    a.Answer.HappensAnyway
                )),
            ],
            [
                .. quality
                    .Where(a => a.Answer.Quantity is not null)
                    .Select(a => new PromisedCommitment(
                        a.RequirementId,
                        a.MemberId,
                        a.Answer.Quantity!.Value,
                        a.Answer.Text ?? "",
                        a.Answer.HappensAnyway
                    )),
            ],
            price is null ? null : Money.Sum(lines.Select(l => l.Amount)),
            lines
        )
        {
            Files =
            [
                .. parts.SelectMany(p =>
                    (p.Content.Files ?? []).Select(f => new OpenedFile(
                        f.FileId,
                        p.Content.Part,
                        f.RequirementId,
                        f.MemberId,
                        f.Title,
                        f.MediaType,
                        f.Size
                    ))
                ),
            ],
        };
    }
}
