using System.Collections.Immutable;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Networks;

/// <summary>A gathering as decisions need to know it.</summary>
public sealed record Gathering(
    Guid SupportOrganisation,
    Guid? Network,
    GatheringKind Kind,
    DateOnly On,
    ImmutableDictionary<Guid, GuestSide> Guests,
    ImmutableDictionary<(Guid Organisation, Guid Person), (bool Coming, string? Capability)> Answers,
    ImmutableHashSet<Guid> Attended
) : IState<Gathering>
{
    public static Gathering Empty { get; } =
        new(
            Guid.Empty,
            null,
            GatheringKind.Meeting,
            default,
            ImmutableDictionary<Guid, GuestSide>.Empty,
            ImmutableDictionary<(Guid, Guid), (bool, string?)>.Empty,
            []
        );

    public bool Was(Guid organisation, GuestSide side) => Attended.Contains(organisation) && Guests.GetValueOrDefault(organisation) == side;

    /// <summary>Those of an organisation who had said that they come.</summary>
    public IReadOnlyList<Guid> PeopleOf(Guid organisation) =>
        [.. Answers.Where(a => a.Key.Organisation == organisation && a.Value.Coming).Select(a => a.Key.Person).Order()];

    public Gathering Evolve(object fact) =>
        fact switch
        {
            GatheringPlanned e => this with
            {
                SupportOrganisation = e.SupportOrganisationId,
                Network = e.NetworkId,
                Kind = e.Kind,
                On = e.On,
            },
            OrganisationsInvited e => this with
            {
                Guests = Guests.SetItems(e.Guests.Select(g => KeyValuePair.Create(g.OrganisationId, g.Side))),
            },
            InvitationAnswered e => this with { Answers = Answers.SetItem((e.OrganisationId, e.PersonId), (e.Coming, e.Capability)) },
            AttendanceRecorded e => this with { Attended = [.. e.Organisations] },
            _ => this,
        };
}
