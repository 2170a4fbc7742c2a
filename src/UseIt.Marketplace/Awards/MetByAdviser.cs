using System.Collections.Immutable;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Support;

namespace UseIt.Marketplace.Awards;

/// <summary>Which enterprises the people of a buyer were introduced to by advisers.</summary>
public sealed record MetByAdviser(ImmutableDictionary<Guid, ImmutableHashSet<Guid>> ByPerson) : IState<MetByAdviser>
{
    public static MetByAdviser Empty { get; } = new(ImmutableDictionary<Guid, ImmutableHashSet<Guid>>.Empty);

    public static string StreamType => "buyer_introductions";

    public IReadOnlySet<Guid> Of(Guid person) => ByPerson.GetValueOrDefault(person, []);

    public MetByAdviser Evolve(object fact) =>
        fact is BuyerIntroducedByAdviser e
            ? new(ByPerson.SetItem(e.PersonId, ByPerson.GetValueOrDefault(e.PersonId, []).Add(e.EnterpriseId)))
            : this;
}
