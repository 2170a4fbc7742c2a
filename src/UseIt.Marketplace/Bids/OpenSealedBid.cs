using System.Text.Json;
using JasperFx.Events;
using Npgsql;
using NpgsqlTypes;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;

namespace UseIt.Marketplace.Bids;

/// <summary>
/// Reads one part of one bid with the tender's opening key, once proven facts say that this part was opened, and notes that what was sealed
/// is what was read.
/// </summary>
[TakesLong]
public sealed record OpenSealedBid(Guid BidId, Guid TenderId, BidPart Part, IReadOnlyList<OpenedBid> Opened) : Message, ICommand;

public static class OpenSealedBidHandler
{
    /// <summary>What came out, or why the seal did not open.</summary>
    public sealed record Read(int Version, IReadOnlyList<SealedContent> Contents, Refusal? Broken);

    // Only the program itself opens, and only what an opening named.
    public static Access Authorise(Actor actor) => Access.NotFound;

    public static async Task<Read> Load(
        OpenSealedBid command,
        Bid bid,
        Streams streams,
        OpeningKeys keys,
        ProvenFacts facts,
        SealedBids sealedBids,
        SealedFiles files,
        CancellationToken cancel
    )
    {
        var version = command.Opened[0].Version;
        if (bid.Opened.Contains(command.Part))
            return new Read(version, [], null);
        using var key = await keys.PrivateKeyAsync(command.TenderId, command.Part, command.Opened, cancel);
        bid = (await facts.ReadAsync(command.BidId, cancel)).Aggregate(Bid.Empty, (state, fact) => state.Evolve(fact.Data));
        var contents = new List<SealedContent>();
        foreach (var opened in command.Opened)
        {
            if (
                bid
                    .Attempts.FirstOrDefault(a => a.Version == version)
                    ?.Parts.FirstOrDefault(p => p.LotId == opened.LotId && p.Part == command.Part)
                    is not { } part
                || part.Sha256 != opened.EnvelopeSha256
            )
                return new Read(version, [], new Refusal("opened-another", "bid", "What was opened is not what this bid had sealed"));
            var content = await sealedBids.OpenAsync(command.BidId, bid, version, part, key, cancel);
            if (!content.Is(out var known))
                return new Read(version, [], content.Refusal);
            foreach (var file in known.Content.Files ?? [])
                if (await files.IntoDocumentsAsync(known, file, bid.LeadId, cancel) is { } broken)
                    return new Read(version, [], broken);
            contents.Add(known.Content);
        }
        await StoreAsync(streams.Database, command, bid, version, contents, cancel);
        // Whoever put rows there before would have this bid read as damaged for ever.
        var kept = await OpenedBids.KeptAsync(streams.Database, command.BidId, command.Part, cancel);
        if (SealedContent.Digest(kept) != SealedContent.Digest(contents))
            throw facts.Refused($"something else is kept as the opened bid {command.BidId}");
        return new Read(version, contents, null);
    }

    public static Decision Handle(OpenSealedBid command, Bid bid, Read read)
    {
        if (bid.Opened.Contains(command.Part))
            return Decision.Nothing;
        if (read.Broken is { } broken)
            return Decision.On<Bid>(
                command.BidId,
                new BidSealBroken(command.BidId, command.TenderId, read.Version, command.Part, broken.Code)
            );
        SealedAttachment[] files = [.. read.Contents.SelectMany(c => c.Files ?? [])];
        var decision = Decision.On<Bid>(
            command.BidId,
            new BidOpened(
                command.BidId,
                command.TenderId,
                read.Version,
                command.Part,
                [.. command.Opened.Select(o => o.LotId)],
                SealedContent.Digest(read.Contents),
                files.Length == 0 ? null : [.. files.Select(f => f.FileId)]
            )
        );
        foreach (var file in files)
            decision.Send(new StoreDocument(file.FileId, file.Sha256));
        return decision;
    }

    private static async Task StoreAsync(
        NpgsqlDataSource database,
        OpenSealedBid command,
        Bid bid,
        int version,
        IReadOnlyList<SealedContent> contents,
        CancellationToken cancel
    )
    {
        await using var batch = database.CreateBatch();
        foreach (var content in contents)
        {
            var insert = new NpgsqlBatchCommand(
                """
                insert into bids.opened (bid, lot, part, tender, version, lead, consortium, members, content)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (bid, lot, part) do nothing
                """
            );
            insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = command.BidId });
            insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = content.LotId });
            insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = content.Part.ToString() });
            insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = command.TenderId });
            insert.Parameters.Add(new NpgsqlParameter<int> { TypedValue = version });
            insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = bid.LeadId });
            insert.Parameters.Add(
                new NpgsqlParameter { Value = (object?)bid.ConsortiumId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid }
            );
            insert.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. bid.Members] });
            insert.Parameters.Add(
                new NpgsqlParameter<string>
                {
                    TypedValue = JsonSerializer.Serialize(content, EventJson.Options),
                    NpgsqlDbType = NpgsqlDbType.Jsonb,
                }
            );
            batch.BatchCommands.Add(insert);
        }
        if (batch.BatchCommands.Count > 0)
            await batch.ExecuteNonQueryAsync(cancel);
    }
}

/// <summary>An opening names the bids; each of them is then read on its own, so that one broken seal does not hold up the others.</summary>
public sealed class OpenSealedBids() : Reaction("open_sealed_bids", typeof(BidsOpened))
{
    public override IEnumerable<(object Message, DateTimeOffset? Due)> React(IEvent e)
    {
        if (e.Data is not BidsOpened opened)
            yield break;
        foreach (var bid in opened.Bids.GroupBy(b => b.BidId))
            yield return (new OpenSealedBid(bid.Key, opened.TenderId, opened.Part, [.. bid]), null);
    }
}
