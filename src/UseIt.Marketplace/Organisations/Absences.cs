using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Organisations;

/// <summary>Days on which a person of an organisation is not there; why is nobody's business.</summary>
public sealed record Absence(Guid AbsenceId, Guid PersonId, DateOnly From, DateOnly Until)
{
    public bool Covers(DateOnly day) => From <= day && day <= Until;
}

/// <summary>When the people of one organisation are away.</summary>
public sealed record Absences(IReadOnlyList<Absence> All) : IState<Absences>
{
    public static Absences Empty { get; } = new([]);

    public static Guid Of(Guid organisation) => UuidV5.Of(organisation, "absences");

    public Absences Evolve(object fact) =>
        fact switch
        {
            AbsenceNoted e => new([.. All, new Absence(e.AbsenceId, e.PersonId, e.From, e.Until)]),
            AbsenceCancelled e => new([.. All.Where(a => a.AbsenceId != e.AbsenceId)]),
            _ => this,
        };
}
