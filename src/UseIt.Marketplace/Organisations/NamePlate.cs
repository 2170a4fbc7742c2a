using Marten;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;

namespace UseIt.Marketplace.Organisations;

/// <summary>Who is signed in, and for whom, as the top of every page says it to that person alone.</summary>
public sealed class NamePlate(IDocumentStore store, Vault vault)
{
    public sealed record Words(string Person, string? Organisation);

    /// <summary>Null for nobody, and for somebody unknown here.</summary>
    public async Task<Words?> OfAsync(Actor actor, CancellationToken cancel)
    {
        if (actor.Person == Guid.Empty || (await store.FetchAsync<Person>(actor.Person, cancel)).State.Name is not { } name)
            return null;
        var organisation = actor.Organisation is { } id ? (await store.FetchAsync<Organisation>(id, cancel)).State.Name : null;
        return new Words(await vault.RevealAsync(name, cancel), organisation);
    }
}
