using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Organisations;

/// <summary>Organisations of which it was made sure that who speaks for them does; written with the facts.</summary>
public sealed class CheckedTable : InlineView
{
    public override string Name => "organisation_checked";
    public override int Shape => 1;

    public override string Ddl => $"create table if not exists {Table} (organisation uuid primary key);";

    public override IReadOnlySet<Type> Handles { get; } = new HashSet<Type> { typeof(OrganisationIdentityChecked) };

    public override void Apply(IEvent e, NpgsqlBatch batch) =>
        Run(batch, $"insert into {Table} values ($1) on conflict do nothing", e.StreamId);
}
