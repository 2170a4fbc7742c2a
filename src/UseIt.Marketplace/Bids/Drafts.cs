using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;

namespace UseIt.Marketplace.Bids;

/// <summary>
/// What members are writing: ciphertext under the bid team's key, beside the log. It is gone with the submission that seals it, or with the
/// withdrawal.
/// </summary>
public sealed class Drafts(NpgsqlDataSource database, Vault everything)
{
    private readonly Vault vault = everything.For("bid-draft");

    // Lengths tell too: ciphertexts come in steps.
    private const int Step = 1024;

    /// <summary>Keeps an answer; the digest that names it is of the ciphertext, so it says nothing about the words.</summary>
    public async Task<string> KeepAsync(Guid bid, PartKey part, BidAnswer answer, CancellationToken cancel)
    {
        var content = await vault.SealAsync(bid, Padded(JsonSerializer.Serialize(answer, EventJson.Options)), cancel);
        var json = JsonSerializer.Serialize(content, EventJson.Options);
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content.Ciphertext)));
        await using var insert = database.CreateCommand(
            "insert into bids.draft (bid, requirement, member, digest, content, saved) values ($1, $2, $3, $4, $5, events.clock())"
        );
        insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = bid });
        insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = part.RequirementId });
        insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = part.MemberId });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = digest });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = json, NpgsqlDbType = NpgsqlDbType.Jsonb });
        await insert.ExecuteNonQueryAsync(cancel);
        return digest;
    }

    /// <summary>The answers in the drafts that stand by the log.</summary>
    /// <exception cref="StreamConflictException">A draft is gone: the bid has moved on since it was read.</exception>
    public async Task<IReadOnlyDictionary<PartKey, BidAnswer>> ReadAsync(Stream<Bid> bid, CancellationToken cancel)
    {
        var found = new List<(PartKey Part, Protected Content)>();
        await using (var command = database.CreateCommand("select requirement, member, digest, content from bids.draft where bid = $1"))
        {
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = bid.Id });
            await using var reader = await command.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
            {
                var key = new PartKey(reader.GetGuid(0), reader.GetGuid(1));
                if (bid.State.Parts.TryGetValue(key, out var part) && part.Drafted && part.Digest == reader.GetString(2))
                    found.Add((key, JsonSerializer.Deserialize<Protected>(reader.GetFieldValue<byte[]>(3), EventJson.Options)!));
            }
        }
        if (found.Count < bid.State.Parts.Values.Count(p => p.Drafted))
            throw new StreamConflictException(bid.Id, bid.Version, null);
        var words = await vault.RevealAsync(bid.Id, [.. found.Select(f => f.Content)], cancel);
        if (words.Contains(Protected.Erased))
            throw new ErasedException(bid.Id);
        return found.Zip(words).ToDictionary(f => f.First.Part, f => JsonSerializer.Deserialize<BidAnswer>(f.Second!, EventJson.Options)!);
    }

    private static string Padded(string json) => json + new string(' ', (Step - Encoding.UTF8.GetByteCount(json) % Step) % Step);
}
