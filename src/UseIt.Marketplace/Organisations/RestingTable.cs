using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Organisations;

/// <summary>Organisations for which nobody acts just now, or ever again; written with the facts.</summary>
public sealed class RestingTable : InlineView
{
    public override string Name => "organisation_at_rest";
    public override int Shape => 1;

    public override string Ddl => $"create table if not exists {Table} (organisation uuid primary key);";

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type>
        {
            typeof(OrganisationSuspended),
            typeof(OrganisationReinstated),
            typeof(OrganisationMerged),
            typeof(OrganisationClosed),
        };

    public override void Apply(IEvent e, NpgsqlBatch batch)
    {
        if (e.Data is OrganisationReinstated)
            Run(batch, $"delete from {Table} where organisation = $1", e.StreamId);
        else
            Run(batch, $"insert into {Table} values ($1) on conflict do nothing", e.StreamId);
    }
}
