using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Tenders;

/// <summary>The lots whose quality has been agreed; prices in a second envelope wait for it.</summary>
public sealed class ConcludedLots : InlineView
{
    public override string Name => "concluded_lot";
    public override int Shape => 1;
    public override string Ddl =>
        $"create table if not exists {Table} (tender uuid not null, lot uuid not null, primary key (tender, lot));";
    public override IReadOnlySet<Type> Handles { get; } = new HashSet<Type> { typeof(QualityConcluded) };

    public override void Apply(IEvent e, NpgsqlBatch batch)
    {
        if (e.Data is QualityConcluded concluded)
            Run(batch, $"insert into {Table} (tender, lot) values ($1, $2) on conflict do nothing", concluded.TenderId, concluded.LotId);
    }

    public async Task<IReadOnlySet<Guid>> OfAsync(NpgsqlDataSource database, Guid tender, CancellationToken cancel)
    {
        await using var read = database.CreateCommand($"select lot from {Table} where tender = $1");
        read.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tender });
        await using var reader = await read.ExecuteReaderAsync(cancel);
        var lots = new HashSet<Guid>();
        while (await reader.ReadAsync(cancel))
            lots.Add(reader.GetGuid(0));
        return lots;
    }
}
