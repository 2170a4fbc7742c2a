using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Organisations;

/// <summary>Who stands where at this moment. Written with the facts themselves, because every decision about access rests on it.</summary>
public sealed class MembershipTable : InlineView
{
    public override string Name => "membership";
    public override int Shape => 1;

    /// <summary>Who is disabled or erased.</summary>
    public string Disabled => $"{Table}_disabled";

    public override string Ddl =>
        $"""
            create table if not exists {Table} (
              id uuid primary key, person uuid not null, organisation uuid not null, roles varchar[] not null, active boolean not null);
            create index if not exists membership_1_person on {Table} (person);
            create index if not exists membership_1_organisation on {Table} (organisation);
            create table if not exists {Disabled} (person uuid primary key);
            """;

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type>
        {
            typeof(MembershipInvited),
            typeof(MembershipAccepted),
            typeof(MembershipGranted),
            typeof(MembershipRolesChanged),
            typeof(MembershipEnded),
            typeof(PersonDisabled),
            typeof(PersonEnabled),
            typeof(PersonErased),
        };

    public override void Apply(IEvent e, NpgsqlBatch batch)
    {
        switch (e.Data)
        {
            case MembershipInvited m:
                Insert(batch, m.MembershipId, m.PersonId, m.OrganisationId, m.Roles, active: false);
                break;
            case MembershipGranted m:
                Insert(batch, m.MembershipId, m.PersonId, m.OrganisationId, m.Roles, active: true);
                break;
            case MembershipAccepted m:
                Run(batch, $"update {Table} set active = true where id = $1", m.MembershipId);
                break;
            case MembershipRolesChanged m:
                Run(batch, $"update {Table} set roles = $2 where id = $1", m.MembershipId, m.Roles.ToArray());
                break;
            case MembershipEnded m:
                Run(batch, $"delete from {Table} where id = $1", m.MembershipId);
                break;
            case PersonDisabled p:
                Run(batch, $"insert into {Disabled} values ($1) on conflict do nothing", p.PersonId);
                break;
            case PersonErased p:
                Run(batch, $"insert into {Disabled} values ($1) on conflict do nothing", p.PersonId);
                break;
            case PersonEnabled p:
                Run(batch, $"delete from {Disabled} where person = $1", p.PersonId);
                break;
        }
    }

    private void Insert(NpgsqlBatch batch, Guid id, Guid person, Guid organisation, IReadOnlyList<string> roles, bool active) =>
        Run(
            batch,
            $"""
            insert into {Table} (id, person, organisation, roles, active) values ($1, $2, $3, $4, $5)
            on conflict (id) do update set roles = excluded.roles, active = excluded.active
            """,
            id,
            person,
            organisation,
            roles.ToArray(),
            active
        );
}

/// <summary>A person's place in an organisation as it stands now, with the roles it gives.</summary>
public sealed record MembershipRow(Guid Id, Guid Person, Guid Organisation, IReadOnlySet<string> Roles)
{
    /// <summary>Whether the person acts for this organisation where nothing else is said.</summary>
    public bool IsDefault { get; init; }

    /// <summary>The delegations that give some of the roles.</summary>
    public IReadOnlyList<Guid> DelegationIds { get; init; } = [];
}

/// <summary>Strong reads of who stands where.</summary>
public sealed class Memberships(
    NpgsqlDataSource database,
    MembershipTable table,
    RestingTable resting,
    CheckedTable identified,
    DefaultPlaceTable defaults,
    DelegationTable delegations
)
{
    /// <summary>
    /// The active memberships of a person who is not disabled, in organisations that may act, with the duties the person stands in for.
    /// </summary>
    public Task<IReadOnlyList<MembershipRow>> OfAsync(Guid person, CancellationToken cancel = default) =>
        ReadAsync("m.person = $1 and m.active", person, cancel);

    /// <summary>The active members of an organisation.</summary>
    public Task<IReadOnlyList<MembershipRow>> InAsync(Guid organisation, CancellationToken cancel = default) =>
        ReadAsync("m.organisation = $1 and m.active", organisation, cancel);

    /// <summary>Those who are invited into an organisation and have not answered.</summary>
    public Task<IReadOnlyList<MembershipRow>> InvitedToAsync(Guid organisation, CancellationToken cancel = default) =>
        ReadAsync("m.organisation = $1 and not m.active", organisation, cancel);

    /// <summary>The places a person is invited to.</summary>
    public Task<IReadOnlyList<MembershipRow>> InvitationsOfAsync(Guid person, CancellationToken cancel = default) =>
        ReadAsync("m.person = $1 and not m.active", person, cancel);

    /// <summary>Where somebody has a place with this role, whether or not the person is disabled.</summary>
    public async Task<IReadOnlyList<Guid>> PlacesAsync(Guid person, string role, CancellationToken cancel = default)
    {
        await using var command = database.CreateCommand(
            $"select coalesce(array_agg(organisation), '{{}}') from {table.Table} where person = $1 and active and $2 = any(roles)"
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = person });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = role });
        return (Guid[])(await command.ExecuteScalarAsync(cancel))!;
    }

    // A delegation lasts only while its giver still has the duty.
    private async Task<IReadOnlyList<MembershipRow>> ReadAsync(string which, Guid id, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            $"""
            select m.id, m.person, m.organisation, m.roles, d.ids, d.duties,
              exists (select from {defaults.Table} f where f.person = m.person and f.organisation = m.organisation),
              exists (select from {identified.Table} c where c.organisation = m.organisation)
            from {table.Table} m cross join lateral (
              select array_agg(d.id order by d.id) as ids, array_agg(d.duty order by d.id) as duties from {delegations.Table} d
              where d.receiver = m.person and d.organisation = m.organisation and m.active and d.until > events.clock()
                and exists
                (select from {table.Table} g
                where g.person = d.giver and g.organisation = d.organisation and g.active and d.duty = any(g.roles)))
                d
            where {which} and not exists (select from {table.Disabled} x where x.person = m.person)
            and not exists (select from {resting.Table} r where r.organisation = m.organisation)
            order by m.id
            """
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var rows = new List<MembershipRow>();
        while (await reader.ReadAsync(cancel))
        {
            string[] duties = reader.IsDBNull(5) ? [] : reader.GetFieldValue<string[]>(5);
            Guid[] ids = reader.IsDBNull(4) ? [] : reader.GetFieldValue<Guid[]>(4);
            var roles = reader.GetFieldValue<string[]>(3).Concat(duties);
            rows.Add(
                new MembershipRow(
                    reader.GetGuid(0),
                    reader.GetGuid(1),
                    reader.GetGuid(2),
                    roles.Where(r => reader.GetBoolean(7) || !Roles.OverOthers.Contains(r)).ToHashSet(StringComparer.Ordinal)
                )
                {
                    DelegationIds = ids,
                    IsDefault = reader.GetBoolean(6),
                }
            );
        }
        return rows;
    }
}
