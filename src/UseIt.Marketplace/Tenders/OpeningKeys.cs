using System.Security.Cryptography;
using Npgsql;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;

namespace UseIt.Marketplace.Tenders;

/// <summary>The public half of a tender's opening key, in the form of <see cref="HolderKey"/>.</summary>
public sealed record TenderKey(string KeyId, string PublicKey);

/// <summary>
/// The server-held keys that open bids (P-256). The private half leaves its wrapping only for what the tender's own facts entitle to,
/// whatever else the database says.
/// </summary>
public sealed class OpeningKeys(
    SecretsSource secrets,
    NpgsqlDataSource database,
    ProvenFacts facts,
    Settings settings,
    TimeProvider machine
)
{
    /// <summary>The tender's key, made at first use; it never changes, because sealed bids rest on it.</summary>
    public async Task<HolderKey> EnsureAsync(Guid tender, CancellationToken cancel = default)
    {
        using var key = await FindAsync(tender, cancel) ?? await MakeAsync(tender, cancel);
        return key.Public;
    }

    /// <summary>
    /// The public half, to seal to. It is made from the other: beside it, or in the log, somebody could have put his own.
    /// </summary>
    public async Task<HolderKey> PublicAsync(Guid tender, CancellationToken cancel)
    {
        using var key = await FindAsync(tender, cancel) ?? throw Missing(tender);
        return key.Public;
    }

    /// <summary>The private half, for reading these sealed parts of bids.</summary>
    /// <exception cref="NotProvenException">The tender's own facts, each proven, do not say that these are to be opened.</exception>
    /// <exception cref="InvalidOperationException">The tender has no key.</exception>
    public async Task<OpeningKey> PrivateKeyAsync(
        Guid tender,
        BidPart part,
        IReadOnlyList<OpenedBid> bids,
        CancellationToken cancel = default
    )
    {
        var now = await database.ClockAsync(cancel);
        // Who owns the schema can bend the store's clock, but not this machine's. A demo's is bent.
        if (!settings.Embedded && machine.GetUtcNow() is var here && here < now)
            now = here;
        if (WhyNot(await facts.ReadAsync(tender, cancel), part, bids, now) is { } why)
            throw facts.Refused($"the {part} part of the bids for tender {tender} is asked for, but {why}");
        return await FindAsync(tender, cancel) ?? throw Missing(tender);
    }

    /// <summary>
    /// Why these parts stay sealed, or null: the tender is closed, the deadline it had is past, enough of those it named have each asked
    /// for it themselves, and the opening names these very parts.
    /// </summary>
    internal static string? WhyNot(IReadOnlyList<ProvenFact> facts, BidPart part, IReadOnlyList<OpenedBid> bids, DateTimeOffset now)
    {
        var tender = facts.Aggregate(Tender.Empty, (state, fact) => state.Evolve(fact.Data));
        var asked = tender.Envelopes == Envelopes.One ? BidPart.Quality : part;
        var openers = facts
            .Where(f => f.Data is OpeningRequested r && r.Part == asked && f.By == r.Opener.ToString() && tender.Openers.Contains(r.Opener))
            .Select(f => f.By)
            .Distinct()
            .Count();
        var named = facts.Select(f => f.Data).OfType<BidsOpened>().Where(o => o.Part == part).SelectMany(o => o.Bids);
        return tender.Stage != TenderStage.Closed ? "it has not closed"
            : !(now > tender.Deadline) ? "its deadline has not passed"
            : openers < Math.Max(NameOpenersHandler.FewestNeeded, tender.OpenersNeeded) ? "too few of its openers have asked for it"
            : !tender.Opened.Contains(part) || bids.Except(named).Any() ? "it was not opened"
            : null;
    }

    private async Task<OpeningKey> MakeAsync(Guid tender, CancellationToken cancel)
    {
        using var key = OpeningKey.New();
        var secret = key.Secret();
        await using var insert = secrets.Database.CreateCommand(
            """
            insert into secrets.opening_key (tender, key_id, public_key, wrapped, created)
            values ($1, $2, $3, $4, events.clock()) on conflict (tender) do nothing
            """
        );
        insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tender });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key.KeyId });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key.Public.PublicKey });
        insert.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = settings.KeyRing.Wrap(secret, Purpose(tender)) });
        CryptographicOperations.ZeroMemory(secret);
        await insert.ExecuteNonQueryAsync(cancel);
        return await FindAsync(tender, cancel) ?? throw Missing(tender);
    }

    private async Task<OpeningKey?> FindAsync(Guid tender, CancellationToken cancel)
    {
        await using var read = secrets.Database.CreateCommand("select wrapped from secrets.opening_key where tender = $1");
        read.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tender });
        if (await read.ExecuteScalarAsync(cancel) is not byte[] wrapped)
            return null;
        var secret = settings.KeyRing.Unwrap(wrapped, Purpose(tender));
        try
        {
            return OpeningKey.From(secret);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    private static InvalidOperationException Missing(Guid tender) => new($"Tender {tender} has no opening key.");

    internal static string Purpose(Guid tender) => $"opening-key:{tender}";
}
