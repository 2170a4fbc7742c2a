using Npgsql;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.OpenData;

/// <summary>Whether this is a demonstration, asked once: a store never changes its kind back.</summary>
public sealed class StoreKind(NpgsqlDataSource database)
{
    private StoreMark? mark;

    public async Task<StoreMark> MarkAsync(CancellationToken cancel)
    {
        if (mark is { IsDemo: true })
            return mark;
        return mark = await StoreMark.ReadAsync(database, cancel);
    }
}
