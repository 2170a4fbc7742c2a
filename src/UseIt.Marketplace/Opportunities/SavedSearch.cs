using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Opportunities;

public sealed record SavedSearch(Guid PersonId, Guid? OrganisationId, Told Told, long ToldUpTo, bool Forgotten) : IState<SavedSearch>
{
    public static SavedSearch Empty { get; } = new(Guid.Empty, null, Told.Never, 0, false);

    public static string StreamType => "saved_search";

    public bool IsOf(Actor actor) => PersonId != Guid.Empty && PersonId == actor.Person && !Forgotten;

    public SavedSearch Evolve(object fact) =>
        fact switch
        {
            SearchSaved e => this with { PersonId = e.PersonId, OrganisationId = e.OrganisationId, Told = e.Told },
            SearchAlertsChanged e => this with { Told = e.Told },
            WorkFound e => this with { ToldUpTo = e.UpTo },
            SearchForgotten => this with { Forgotten = true },
            _ => this,
        };
}
