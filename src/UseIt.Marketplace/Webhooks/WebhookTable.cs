using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Webhooks;

/// <summary>Which addresses are told of what; written with the facts, so that nothing is sent where nothing is wanted any more.</summary>
public sealed class WebhookTable : InlineView
{
    public override string Name => "webhook";
    public override int Shape => 1;

    public override string Ddl =>
        $"""
            create table if not exists {Table} (
              id uuid primary key, organisation uuid not null, address varchar not null, types varchar[] not null, enabled boolean not null,
              registered timestamptz not null);
            create index if not exists webhook_1_organisation on {Table} (organisation);
            """;

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type> { typeof(WebhookRegistered), typeof(WebhookDisabled), typeof(WebhookEnabled), typeof(WebhookRemoved) };

    public override void Apply(IEvent e, NpgsqlBatch batch)
    {
        switch (e.Data)
        {
            case WebhookRegistered w:
                Run(
                    batch,
                    $"insert into {Table} values ($1, $2, $3, $4, true, $5) on conflict do nothing",
                    w.WebhookId,
                    w.OrganisationId,
                    w.Address.AbsoluteUri,
                    w.EventTypes.ToArray(),
                    e.Timestamp
                );
                break;
            case WebhookDisabled:
                Run(batch, $"update {Table} set enabled = false where id = $1", e.StreamId);
                break;
            case WebhookEnabled:
                Run(batch, $"update {Table} set enabled = true where id = $1", e.StreamId);
                break;
            case WebhookRemoved:
                Run(batch, $"delete from {Table} where id = $1", e.StreamId);
                break;
        }
    }
}
