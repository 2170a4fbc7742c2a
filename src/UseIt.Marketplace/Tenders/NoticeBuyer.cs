using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;

namespace UseIt.Marketplace.Tenders;

/// <summary>The buyer as a notice names it.</summary>
public sealed record NoticeBuyer(string Name, IReadOnlyList<Identifier> Identifiers) : IState<NoticeBuyer>
{
    public static NoticeBuyer Empty { get; } = new("", []);

    public static string StreamType => "organisation";

    public NoticeBuyer Evolve(object fact) =>
        fact switch
        {
            OrganisationRegistered e => new NoticeBuyer(e.Name, e.Identifiers),
            OrganisationRenamed e => this with { Name = e.Name },
            OrganisationIdentified e => this with { Identifiers = [.. Identifiers, e.Identifier] },
            _ => this,
        };
}
