using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Organisations;

/// <summary>Which keys count at this moment; written with the facts, because every request by a key rests on it.</summary>
public sealed class ApiKeyTable : InlineView
{
    public override string Name => "api_key";
    public override int Shape => 1;

    public override string Ddl =>
        $"""
            create table if not exists {Table} (
              id uuid primary key, organisation uuid not null, name varchar not null, roles varchar[] not null,
              digest varchar not null unique, service uuid not null unique, made_by uuid not null,
              made timestamptz not null, until timestamptz not null,
              revoked timestamptz null);
            create index if not exists api_key_1_organisation on {Table} (organisation);
            """;

    public override IReadOnlySet<Type> Handles { get; } = new HashSet<Type> { typeof(ApiKeyMade), typeof(ApiKeyRevoked) };

    public override void Apply(IEvent e, NpgsqlBatch batch)
    {
        switch (e.Data)
        {
            case ApiKeyMade k:
                Run(
                    batch,
                    $"insert into {Table} values ($1, $2, $3, $4, $5, $6, $7, $8, $9, null) on conflict do nothing",
                    k.KeyId,
                    k.OrganisationId,
                    k.Name,
                    k.Roles.ToArray(),
                    k.Digest,
                    ApiKeySecrets.ServiceOf(k.KeyId),
                    k.By,
                    e.Timestamp,
                    k.Until
                );
                break;
            case ApiKeyRevoked k:
                Run(batch, $"update {Table} set revoked = $2 where id = $1", k.KeyId, e.Timestamp);
                break;
        }
    }
}
