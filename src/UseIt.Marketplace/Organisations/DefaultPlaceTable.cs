using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Organisations;

/// <summary>
/// For which organisation a person acts where neither the request nor the session says: the first they came to, as long as they belong to
/// it. Whatever comes later does not change it, so that nobody's programs lose their organisation by an invitation.
/// </summary>
public sealed class DefaultPlaceTable : InlineView
{
    public override string Name => "default_place";
    public override int Shape => 1;

    public override string Ddl => $"create table if not exists {Table} (person uuid primary key, organisation uuid not null);";

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type> { typeof(MembershipGranted), typeof(MembershipAccepted), typeof(MembershipEnded) };

    public override void Apply(IEvent e, NpgsqlBatch batch)
    {
        switch (e.Data)
        {
            case MembershipGranted m:
                Keep(batch, m.PersonId, m.OrganisationId);
                break;
            case MembershipAccepted m:
                Keep(batch, m.PersonId, m.OrganisationId);
                break;
            case MembershipEnded m:
                Run(batch, $"delete from {Table} where person = $1 and organisation = $2", m.PersonId, m.OrganisationId);
                break;
        }
    }

    private void Keep(NpgsqlBatch batch, Guid person, Guid organisation) =>
        Run(batch, $"insert into {Table} values ($1, $2) on conflict do nothing", person, organisation);
}
