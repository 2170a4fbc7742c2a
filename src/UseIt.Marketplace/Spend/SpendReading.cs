using Marten;
using Npgsql;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;

namespace UseIt.Marketplace.Spend;

/// <summary>Reads the lines of a ledger, which lie in documents; none of other bytes than those whose digest the log holds.</summary>
public sealed class SpendReading(IDocumentStore store, NpgsqlDataSource database, ProvenBytes bytes, OrganisationNames organisations)
{
    /// <summary>The stream of a buyer's ledger.</summary>
    public static Guid LedgerOf(Guid buyer) => SpendLedger.IdOf(buyer);

    /// <summary>Whose document it is, and its lines; no lines where it is none of a ledger.</summary>
    public async Task<(Guid? Owner, IReadOnlyList<PaidLine>? Lines)> FindAsync(Guid document, CancellationToken cancel)
    {
        var stored = (await store.FetchAsync<LedgerDocument>(document, cancel)).State;
        if (stored.OwnerId is null || await bytes.OfAsync(document, stored.Sha256, cancel) is not { } proven)
            return (stored.OwnerId, null);
        using var whole = new MemoryStream();
        await foreach (var piece in proven)
        {
            await whole.WriteAsync(piece, cancel);
            if (whole.Length > PaidLines.MostBytes)
                return (stored.OwnerId, null);
        }
        return (stored.OwnerId, PaidLines.Read(whole.ToArray()));
    }

    /// <summary>The lines of a file that is in a ledger.</summary>
    /// <exception cref="InvalidDataException">They are not there as they were stored.</exception>
    public async Task<IReadOnlyList<PaidLine>> LinesAsync(Guid document, CancellationToken cancel) =>
        (await FindAsync(document, cancel)).Lines
        ?? throw new InvalidDataException($"The lines of document {document} are not there as they were stored; run verify-log.");

    /// <summary>As what the lines of a ledger are known again that were paid in these days.</summary>
    public async Task<IReadOnlySet<string>> MarksAsync(SpendLedger ledger, DateOnly first, DateOnly last, CancellationToken cancel)
    {
        var marks = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in ledger.Live.Where(f => f.First <= last && first <= f.Last))
        foreach (var line in await LinesAsync(file.DocumentId, cancel))
            marks.UnionWith(line.Marks());
        return marks;
    }

    /// <summary>Which of these organisations are here.</summary>
    public async Task<IReadOnlyDictionary<Guid, OrganisationName>> NamesAsync(IEnumerable<PaidLine> lines, CancellationToken cancel) =>
        await organisations.FindAsync(database, lines.Select(l => l.OrganisationId).OfType<Guid>(), cancel);

    /// <summary>Every organisation a supplier may be.</summary>
    public async Task<IReadOnlyList<OrganisationName>> KnownAsync(CancellationToken cancel) =>
        [
            .. (await database.RowsAsync<OrganisationName>($"select data from {organisations.Table} order by key", [], cancel)).Where(o =>
                o.MergedInto is null
            ),
        ];
}
