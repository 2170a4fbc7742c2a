using System.Security.Cryptography;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;

namespace UseIt.Marketplace.Bids;

/// <summary>The key pair of each bid team, held by the server for now; the secret is sealed under the team's own vault key.</summary>
public sealed class TeamKeys(NpgsqlDataSource database, Vault everything)
{
    private readonly Vault vault = everything.For("bid-key");

    /// <summary>Makes the team's key pair at first use; it stays the same for the bid's life.</summary>
    public async Task EnsureAsync(Guid bid, CancellationToken cancel)
    {
        using var key = OpeningKey.New();
        var secret = key.Secret();
        var sealedSecret = await vault.SealAsync(bid, Convert.ToBase64String(secret), cancel);
        CryptographicOperations.ZeroMemory(secret);
        await using var insert = database.CreateCommand(
            "insert into bids.team_key (bid, public_key, secret, created) values ($1, $2, $3, events.clock()) on conflict (bid) do nothing"
        );
        insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = bid });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key.Public.PublicKey });
        insert.Parameters.Add(
            new NpgsqlParameter<string>
            {
                TypedValue = JsonSerializer.Serialize(sealedSecret, EventJson.Options),
                NpgsqlDbType = NpgsqlDbType.Jsonb,
            }
        );
        await insert.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>The public half, to seal to. Made from the other: beside it somebody could put his own.</summary>
    public async Task<HolderKey> PublicAsync(Guid bid, CancellationToken cancel)
    {
        using var key = await SecretAsync(bid, cancel);
        return key.Public;
    }

    /// <summary>The whole key, for the team to read what it has submitted.</summary>
    public async Task<OpeningKey> SecretAsync(Guid bid, CancellationToken cancel)
    {
        await using var read = database.CreateCommand("select secret from bids.team_key where bid = $1");
        read.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = bid });
        var json = await read.ExecuteScalarAsync(cancel) as string ?? throw new InvalidOperationException($"Bid {bid} has no team key.");
        var secret = (await vault.RevealAsync(bid, [JsonSerializer.Deserialize<Protected>(json, EventJson.Options)], cancel))[0]!;
        return secret == Protected.Erased ? throw new ErasedException(bid) : OpeningKey.From(Convert.FromBase64String(secret));
    }
}
