using Npgsql;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Contracts;

/// <summary>
/// What was promised and what of it the buyer has verified, in its own unit: the buyer's own question and figures, no word of a supplier.
/// Photos are of verified evidence, and nobody can be recognised in them.
/// </summary>
public sealed record OutcomeLine(
    Guid CommitmentId,
    string Title,
    string Framework,
    string Edition,
    string Code,
    string Unit,
    DateOnly? DueOn,
    decimal Promised,
    decimal Due,
    decimal? Verified,
    bool Lapsed,
    IReadOnlyList<Guid> Photos
);

/// <summary>A contract as everybody may see it once its award is public.</summary>
public sealed record ContractOutcome(ContractRow Contract, PublicAward Award, Rows<OutcomeLine> Lines);

/// <summary>One measure over all contracts of a buyer whose awards are public.</summary>
public sealed record OutcomeTotal(
    string Framework,
    string Edition,
    string Code,
    string Unit,
    int Commitments,
    decimal Promised,
    decimal? Verified
);

/// <summary>A contract in a list that everybody may see.</summary>
public sealed record OutcomeContract(Guid ContractId, string Title, int Commitments);

/// <summary>What came of what a buyer let.</summary>
public sealed record BuyerOutcome(Guid BuyerId, string Buyer, IReadOnlyList<OutcomeTotal> Totals, Rows<OutcomeContract> Contracts);

/// <summary>What came of contracts, for everybody; nothing before an award is public.</summary>
public sealed class PublicOutcomes(
    NpgsqlDataSource database,
    CommitmentLedger ledger,
    ContractView contracts,
    AwardView awardRows,
    PublicAwards awards,
    OrganisationNames organisations
)
{
    private const int MostTotals = 100;
    private const int MostPhotos = 4;

    // Photos that may be shown, in the order in which they came.
    private const string Photos = "jsonb_path_query_array(data, '$.evidence[*] ? (@.stage == \"Verified\").publicPhotos[*]')";

    private string PublicContracts => $"{contracts.Table} c join {awardRows.Table} a on a.key = (c.data ->> 'awardId')::uuid";

    private static string Public => AwardView.Published.Replace("data", "a.data", StringComparison.Ordinal);

    public async Task<ContractOutcome?> OfContractAsync(Guid contract, Guid? after, int limit, CancellationToken cancel)
    {
        if (
            await contracts.FindAsync(database, contract, cancel) is not { } row
            || await awards.FindAsync(row.AwardId, cancel) is not { } award
        )
            return null;
        var lines = await database.RowsAsync<OutcomeLine>(
            $"""
            select jsonb_build_object('commitmentId', key, 'title', title, 'framework', framework, 'edition', edition, 'code', code,
              'unit', unit, 'dueOn', due_on, 'promised', promised, 'due', due, 'verified', verified, 'lapsed', lapsed, 'photos', {Photos})
            from {ledger.Table} where contract = $1::uuid and key > $2::uuid order by key limit {limit + 1}
            """,
            [contract.ToString(), (after ?? Guid.Empty).ToString()],
            cancel
        );
        OutcomeLine[] page = [.. lines.Take(limit).Select(l => l with { Photos = [.. l.Photos.Take(MostPhotos)] })];
        return new ContractOutcome(row, award, new Rows<OutcomeLine>(page, lines.Count > limit ? page[^1].CommitmentId : null));
    }

    /// <summary>Null where nothing of it is public.</summary>
    public async Task<BuyerOutcome?> OfBuyerAsync(Guid buyer, Guid? after, int limit, CancellationToken cancel)
    {
        var let = await database.RowsAsync<OutcomeContract>(
            $"""
            select jsonb_build_object('contractId', c.key, 'title', c.data -> 'title', 'commitments', c.data -> 'commitments')
            from {PublicContracts}
            where c.data -> 'parties' ? $1 and c.data ->> 'buyerId' = $1 and c.key > $2::uuid and {Public}
            order by c.key limit {limit + 1}
            """,
            [buyer.ToString(), (after ?? Guid.Empty).ToString()],
            cancel
        );
        if (let.Count == 0 && after is null)
            return null;
        var totals = await database.RowsAsync<OutcomeTotal>(
            $"""
            select jsonb_build_object('framework', l.framework, 'edition', l.edition, 'code', l.code, 'unit', l.unit,
              'commitments', count(*), 'promised', sum(l.promised), 'verified', sum(l.verified))
            from {ledger.Table} l join {PublicContracts} on c.key = l.contract
            where l.buyer = $1::uuid and {Public}
            group by l.framework, l.edition, l.code, l.unit order by l.framework, l.edition, l.code, l.unit limit {MostTotals}
            """,
            [buyer.ToString()],
            cancel
        );
        var names = await organisations.FindAsync(database, [buyer], cancel);
        return new BuyerOutcome(
            buyer,
            names.GetValueOrDefault(buyer)?.Name ?? "A buyer",
            totals,
            new Rows<OutcomeContract>([.. let.Take(limit)], let.Count > limit ? let[limit - 1].ContractId : null)
        );
    }

    /// <summary>Whether a photo may be shown to everybody.</summary>
    private async Task<bool> MayBeShownAsync(Guid contract, Guid commitment, Guid photo, CancellationToken cancel)
    {
        if (await contracts.FindAsync(database, contract, cancel) is not { } row || await awards.FindAsync(row.AwardId, cancel) is null)
            return false;
        await using var command = database.CreateCommand(
            $"select exists (select from {ledger.Table} where key = $1 and contract = $2 and {Photos} ? $3)"
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = commitment });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = contract });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = photo.ToString() });
        return (bool)(await command.ExecuteScalarAsync(cancel))!;
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/api/v1/delivered/contracts/{contractId:guid}",
                async (Guid contractId, HttpContext http, PublicOutcomes outcomes, Guid? after, int? limit) =>
                    await outcomes.OfContractAsync(contractId, after, Math.Clamp(limit ?? 20, 1, 100), http.RequestAborted) is { } outcome
                        ? Results.Json(outcome.Lines, EventJson.Options)
                        : Problems.NotFound()
            )
            .AllowedTo(AllowedTo.Anyone)
            .Produces<Rows<OutcomeLine>>()
            .WithName("ShowContractOutcome")
            .WithTags("Contracts");

        routes
            .MapGet("/delivered/contracts/{contractId:guid}/commitments/{commitmentId:guid}/photos/{photoId:guid}", PhotoAsync)
            .AllowedTo(AllowedTo.Anyone)
            .ExcludeFromDescription();
    }

    // Whatever way a photo came in, nothing is told beside it.
    private static async Task<IResult> PhotoAsync(
        Guid contractId,
        Guid commitmentId,
        Guid photoId,
        HttpContext http,
        PublicOutcomes outcomes,
        Marten.IDocumentStore store,
        ProvenBytes bytes,
        Scans scans
    )
    {
        var cancel = http.RequestAborted;
        if (!await outcomes.MayBeShownAsync(contractId, commitmentId, photoId, cancel))
            return Problems.NotFound();
        var photo = (await store.FetchAsync<StoredDocument>(photoId, cancel)).State;
        if (
            !PictureMetadata.IsPicture(photo.MediaType)
            || photo.Sha256 is not { } sha256
            || await scans.OfAsync(photoId, cancel) != ScanResult.Clean
            || await bytes.OfAsync(photoId, sha256, cancel) is not { } proven
        )
            return Problems.NotFound();
        using var whole = new MemoryStream();
        await foreach (var piece in proven)
            await whole.WriteAsync(piece, cancel);
        return PictureMetadata.Without(whole.ToArray(), photo.MediaType!) is { } picture
            ? Results.Bytes(picture, photo.MediaType)
            : Problems.NotFound();
    }
}
