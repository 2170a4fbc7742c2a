using System.Text.Json;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

/// <summary>Reads one tender for an API answer or a page, after what the reader has just written.</summary>
public sealed class TenderReader(NpgsqlDataSource database, TenderView view, BuyerTenders ofBuyers, ReadYourWrite readYourWrite)
{
    /// <summary>What everybody may see; null before publication.</summary>
    public async Task<TenderSheet?> PublicAsync(HttpContext http, Guid tender, CancellationToken cancel) =>
        await SheetAsync(http, tender, cancel) is { IsPublic: true } sheet ? sheet : null;

    /// <summary>The same for its own buyer, drafts included.</summary>
    public async Task<(TenderSheet Sheet, BuyerTender Buyer)?> OfBuyerAsync(
        HttpContext http,
        Guid tender,
        Guid? buyer,
        CancellationToken cancel
    )
    {
        await readYourWrite.WaitAsync(http, ofBuyers);
        if (await SheetAsync(http, tender, cancel) is not { } sheet || sheet.BuyerId != buyer)
            return null;
        return await RowAsync<BuyerTender>(ofBuyers, tender, cancel) is { } row ? (sheet, row) : null;
    }

    private async Task<TenderSheet?> SheetAsync(HttpContext http, Guid tender, CancellationToken cancel)
    {
        await readYourWrite.WaitAsync(http, view);
        return await RowAsync<TenderSheet>(view, tender, cancel);
    }

    private async Task<T?> RowAsync<T>(TableView of, Guid key, CancellationToken cancel)
        where T : class
    {
        await using var read = database.CreateCommand($"select data from {of.Table} where key = $1");
        read.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = key });
        return await read.ExecuteScalarAsync(cancel) is string json ? JsonSerializer.Deserialize<T>(json, EventJson.Options) : null;
    }
}
