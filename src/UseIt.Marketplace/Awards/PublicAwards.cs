using Marten;
using Npgsql;
using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Awards;

/// <summary>
/// What everybody may know of an award once it is published: who won, with whom, for how much, and against how many. Never who lost, what
/// they asked for, a mark, an evaluator or a share.
/// </summary>
public sealed record PublicAward(
    Guid AwardId,
    Guid TenderId,
    string Title,
    string Lot,
    string Buyer,
    string Winner,
    IReadOnlyList<(string Name, string? Role)> Members,
    Money Value,
    int Bids,
    DateTimeOffset PublishedAt,
    string? NoticeId,
    DateOnly? StandstillLastDay,
    bool Confirmed
)
{
    public string Status =>
        Confirmed ? "The award is confirmed."
        : StandstillLastDay is { } last ? $"Nothing is signed before the end of {UkTime.Display(last)}, when the standstill ends."
        : "The award is not confirmed yet.";
}

/// <summary>Reads published awards for everybody.</summary>
public sealed class PublicAwards(NpgsqlDataSource database, IDocumentStore store, AwardView awards, TenderView tenders, BidderNames names)
{
    /// <summary>The awards of a tender's lots.</summary>
    public async Task<IReadOnlyList<PublicAward>> OfAsync(Guid tender, CancellationToken cancel) =>
        await ShownAsync(await awards.PublishedOfAsync(database, tender, cancel), cancel);

    /// <summary>One award; null while it is not published.</summary>
    public async Task<PublicAward?> FindAsync(Guid award, CancellationToken cancel) =>
        await awards.FindAsync(database, award, cancel) is { PublishedAt: not null, Stage: not "cancelled" } row
            ? (await ShownAsync([row], cancel)).FirstOrDefault()
            : null;

    /// <summary>A page of all of them, the newest first.</summary>
    public async Task<Rows<PublicAward>> PageAsync(Guid? after, int limit, CancellationToken cancel)
    {
        var page = await awards.PublishedAsync(database, after, limit, cancel);
        return new Rows<PublicAward>(await ShownAsync(page.Items, cancel), page.Next);
    }

    private async Task<IReadOnlyList<PublicAward>> ShownAsync(IReadOnlyList<AwardRow> rows, CancellationToken cancel)
    {
        if (rows.Count == 0)
            return [];
        var sheets = await tenders.FindAsync(database, rows.Select(r => r.TenderId), cancel);
        var named = await names.OfAsync([.. rows.Select(r => r.Winner)], rows.Select(r => r.BuyerId), cancel);
        var roles = new Dictionary<Guid, string>();
        foreach (var consortium in await store.FetchAsync<JointBidder>(rows.Select(r => r.ConsortiumId).OfType<Guid>(), cancel))
        foreach (var member in consortium.State.Members)
            roles[member.OrganisationId] = member.Role;
        return
        [
            .. from row in rows
            let sheet = sheets.GetValueOrDefault(row.TenderId)
            let published = row.PublishedAt ?? default
            where sheet is not null
            select new PublicAward(
                row.AwardId,
                row.TenderId,
                sheet.Title,
                sheet.Lots.FirstOrDefault(l => l.LotId == row.LotId)?.Title ?? "",
                named.Of(row.BuyerId),
                named.Of(row.Winner),
                row.ConsortiumId is null ? [] : [.. row.Suppliers.Select(s => (named.Of(s), roles.GetValueOrDefault(s)))],
                row.Value,
                row.Bids,
                published,
                row.NoticeId,
                row.StandstillLastDay,
                row.Stage == "confirmed"
            ),
        ];
    }
}
