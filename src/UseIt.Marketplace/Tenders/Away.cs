using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tenders;

/// <summary>When people of a buyer are away.</summary>
public sealed record Away(IReadOnlyList<AbsenceNoted> All) : IState<Away>
{
    public static Away Empty { get; } = new([]);

    public static string StreamType => "absences";

    public bool Is(Guid person, DateOnly day) => All.Any(a => a.PersonId == person && a.From <= day && day <= a.Until);

    public Away Evolve(object fact) =>
        fact switch
        {
            AbsenceNoted e => new([.. All, e]),
            AbsenceCancelled e => new([.. All.Where(a => a.AbsenceId != e.AbsenceId)]),
            _ => this,
        };
}

/// <summary>The roles a person of a buyer has in their own right.</summary>
public sealed record OwnRoles(IReadOnlyList<string> All) : IState<OwnRoles>
{
    public static OwnRoles Empty { get; } = new([]);
    public static string StreamType => "membership";

    public static Guid IdOf(Guid organisation, Guid person) => UuidV5.Of(organisation, $"membership:{person}");

    public OwnRoles Evolve(object fact) =>
        fact switch
        {
            MembershipInvited e => new(e.Roles),
            MembershipGranted e => new(e.Roles),
            MembershipRolesChanged e => new(e.Roles),
            MembershipEnded => Empty,
            _ => this,
        };
}

/// <summary>Who stands in for whom at a buyer, and until when.</summary>
public sealed record Deputies(IReadOnlyList<DelegationGiven> All) : IState<Deputies>
{
    public static Deputies Empty { get; } = new([]);

    public static string StreamType => "delegations";

    public Deputies Evolve(object fact) =>
        fact switch
        {
            DelegationGiven e => new([.. All, e]),
            DelegationRevoked e => new([.. All.Where(d => d.DelegationId != e.DelegationId)]),
            _ => this,
        };
}
