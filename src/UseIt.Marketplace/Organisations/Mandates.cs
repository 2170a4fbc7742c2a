using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Organisations;

public sealed record Mandate(Guid Organisation, bool Stands) : IState<Mandate>
{
    public static Mandate Empty { get; } = new(Guid.Empty, false);

    public Mandate Evolve(object fact) =>
        fact switch
        {
            MandateGiven e => new Mandate(e.OrganisationId, true),
            MandateRevoked => this with { Stands = false },
            _ => this,
        };
}

/// <summary>Mandates as they stand, written with the facts: a revoked one ends at once.</summary>
public sealed class MandateTable : InlineView
{
    public override string Name => "mandate";
    public override int Shape => 1;

    public override string Ddl =>
        $"""
            create table if not exists {Table} (
              id uuid primary key, organisation uuid not null, adviser uuid not null,
              support_organisation uuid not null, power varchar not null, bid uuid null, until timestamptz null);
            create index if not exists mandate_1_adviser on {Table} (adviser, organisation);
            create index if not exists mandate_1_organisation on {Table} (organisation);
            """;

    public override IReadOnlySet<Type> Handles { get; } = new HashSet<Type> { typeof(MandateGiven), typeof(MandateRevoked) };

    public override void Apply(IEvent e, NpgsqlBatch batch)
    {
        if (e.Data is MandateGiven m)
            Run(
                batch,
                $"""
                insert into {Table} (id, organisation, adviser, support_organisation, power, bid, until)
                values ($1, $2, $3, $4, $5, $6, $7)
                """,
                m.MandateId,
                m.OrganisationId,
                m.Adviser,
                m.SupportOrganisationId,
                m.Power.ToString(),
                m.BidId,
                m.Until
            );
        if (e.Data is MandateRevoked r)
            Run(batch, $"delete from {Table} where id = $1", r.MandateId);
    }
}

/// <summary>A mandate that stands.</summary>
public sealed record MandateRow(
    Guid MandateId,
    Guid OrganisationId,
    Guid Adviser,
    Guid SupportOrganisationId,
    MandatePower Power,
    Guid? BidId,
    DateTimeOffset? Until
);

/// <summary>Strong reads of what enterprises let their advisers do.</summary>
public sealed class Mandates(NpgsqlDataSource database, MandateTable table)
{
    /// <summary>The mandates an organisation has given.</summary>
    public Task<IReadOnlyList<MandateRow>> OfAsync(Guid organisation, CancellationToken cancel = default) =>
        ReadAsync("organisation", organisation, cancel);

    /// <summary>The mandates an adviser holds.</summary>
    public Task<IReadOnlyList<MandateRow>> HeldByAsync(Guid adviser, CancellationToken cancel = default) =>
        ReadAsync("adviser", adviser, cancel);

    private async Task<IReadOnlyList<MandateRow>> ReadAsync(string column, Guid id, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            $"""
            select id, organisation, adviser, support_organisation, power, bid, until
            from {table.Table} where {column} = $1 and coalesce(until > events.clock(), true) order by id
            """
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var rows = new List<MandateRow>();
        while (await reader.ReadAsync(cancel))
            rows.Add(
                new MandateRow(
                    reader.GetGuid(0),
                    reader.GetGuid(1),
                    reader.GetGuid(2),
                    reader.GetGuid(3),
                    Enum.Parse<MandatePower>(reader.GetString(4)),
                    reader.IsDBNull(5) ? null : reader.GetGuid(5),
                    reader.IsDBNull(6) ? null : reader.GetFieldValue<DateTimeOffset>(6)
                )
            );
        return rows;
    }
}
