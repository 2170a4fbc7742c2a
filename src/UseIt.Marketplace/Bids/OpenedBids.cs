using System.Text.Json;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Bids;

/// <summary>An answer of an opened bid.</summary>
public sealed record OpenedAnswer(Guid RequirementId, Guid MemberId, string? Text, bool? Met, decimal? Quantity);

/// <summary>What a bid promises to a requirement for a commitment.</summary>
public sealed record PromisedCommitment(Guid RequirementId, Guid MemberId, decimal Quantity, string Promise);

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
    /// <summary>What came with the answers.</summary>
    public IReadOnlyList<OpenedFile> Files { get; init; } = [];

    public override string ToString() => $"OpenedBidContent {BidId}";
}

/// <summary>
/// The bids of a lot, after their opening. It checks nobody's right: the caller does. Every reading is noted in the audit first.
/// </summary>
public sealed class OpenedBids(NpgsqlDataSource database, ReadAudit audit)
{
    public async Task<IReadOnlyList<OpenedBidContent>> ReadAsync(
        Guid tender,
        Guid lot,
        Actor reader,
        string purpose,
        CancellationToken cancel = default
    )
    {
        var rows = await RowsAsync(tender, lot, cancel);
        await audit.NoteAsync(reader, "bid", [.. rows.Select(r => r.Bid).Distinct()], purpose, cancel);
        return [.. rows.GroupBy(r => r.Bid).Select(Content)];
    }

    private sealed record Row(Guid Bid, BidPart Part, int Version, Guid Lead, Guid? Consortium, Guid[] Members, SealedContent Content);

    private static OpenedBidContent Content(IGrouping<Guid, Row> rows)
    {
        var first = rows.First();
        var quality = rows.FirstOrDefault(r => r.Part == BidPart.Quality)?.Content.Answers ?? [];
        var price = rows.FirstOrDefault(r => r.Part == BidPart.Price)?.Content;
        IReadOnlyList<PriceLine> lines = [.. price?.Answers.SelectMany(a => a.Answer.Prices ?? []) ?? []];
        return new OpenedBidContent(
            first.Bid,
            first.Content.LotId,
            first.Version,
            first.Lead,
            first.Consortium,
            first.Members,
            [.. quality.Select(a => new OpenedAnswer(a.RequirementId, a.MemberId, a.Answer.Text, a.Answer.Met, a.Answer.Quantity))],
            [
                .. quality
                    .Where(a => a.Answer.Quantity is not null)
                    .Select(a => new PromisedCommitment(a.RequirementId, a.MemberId, a.Answer.Quantity!.Value, a.Answer.Text ?? "")),
            ],
            price is null ? null : Money.Sum(lines.Select(l => l.Amount)),
            lines
        )
        {
            Files =
            [
                .. rows.SelectMany(r =>
                    (r.Content.Files ?? []).Select(f => new OpenedFile(
                        f.FileId,
                        r.Part,
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

    /// <summary>To which tender, lot and part a document of an opened bid belongs; null where it is none of this bid's.</summary>
    public async Task<(Guid Tender, Guid Lot, BidPart Part)?> PlaceOfAsync(Guid bid, Guid document, CancellationToken cancel)
    {
        await using var read = database.CreateCommand(
            """
            select tender, lot, part from bids.opened
            where bid = $1 and content -> 'files' @> jsonb_build_array(jsonb_build_object('fileId', $2::text))
            """
        );
        read.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = bid });
        read.Parameters.Add(new NpgsqlParameter<string> { TypedValue = document.ToString() });
        await using var reader = await read.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel) ? (reader.GetGuid(0), reader.GetGuid(1), Enum.Parse<BidPart>(reader.GetString(2))) : null;
    }

    private async Task<IReadOnlyList<Row>> RowsAsync(Guid tender, Guid lot, CancellationToken cancel)
    {
        await using var read = database.CreateCommand(
            """
            select bid, part, version, lead, consortium, members, content
            from bids.opened where tender = $1 and lot = $2 order by bid, part
            """
        );
        read.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tender });
        read.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = lot });
        await using var reader = await read.ExecuteReaderAsync(cancel);
        var rows = new List<Row>();
        while (await reader.ReadAsync(cancel))
            rows.Add(
                new Row(
                    reader.GetGuid(0),
                    Enum.Parse<BidPart>(reader.GetString(1)),
                    reader.GetInt32(2),
                    reader.GetGuid(3),
                    reader.IsDBNull(4) ? null : reader.GetGuid(4),
                    reader.GetFieldValue<Guid[]>(5),
                    JsonSerializer.Deserialize<SealedContent>(reader.GetFieldValue<byte[]>(6), EventJson.Options)!
                )
            );
        return rows;
    }
}
