using Marten;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;

namespace UseIt.Marketplace.Organisations;

/// <summary>The names of people, revealed for somebody who works beside them: the page decides that it may.</summary>
public sealed class Colleagues(IDocumentStore store, Vault vault)
{
    public async Task<IReadOnlyDictionary<Guid, string>> NamesAsync(IReadOnlyList<Guid> people, CancellationToken cancel)
    {
        var found = await store.FetchAsync<Person>(people, cancel);
        var names = await vault.RevealAsync([.. found.Select(f => f.State.Name)], cancel);
        return people
            .Select((person, i) => (person, Name: names[i] ?? "Somebody"))
            .DistinctBy(p => p.person)
            .ToDictionary(p => p.person, p => p.Name);
    }
}
