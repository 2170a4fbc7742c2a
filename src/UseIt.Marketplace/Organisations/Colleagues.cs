using Marten;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

/// <summary>The names of people and programs, revealed for somebody who works beside them: the page decides that it may.</summary>
public sealed class Colleagues(IDocumentStore store, Vault vault, Memberships memberships, ApiKeys keys)
{
    public async Task<IReadOnlyDictionary<Guid, string>> NamesAsync(IReadOnlyList<Guid> people, CancellationToken cancel)
    {
        var found = await store.FetchAsync<Person>(people, cancel);
        var names = await vault.RevealAsync([.. found.Select(f => f.State.Name)], cancel);
        var programs = await keys.NamesAsync([.. people.Where((_, i) => names[i] is null)], cancel);
        return people
            .Select((person, i) => (person, Name: names[i] ?? programs.GetValueOrDefault(person) ?? "Somebody"))
            .DistinctBy(p => p.person)
            .ToDictionary(p => p.person, p => p.Name);
    }

    /// <summary>Those who belong to an organisation, to choose one from.</summary>
    public async Task<IReadOnlyList<Choice>> InAsync(Guid organisation, CancellationToken cancel) =>
        [
            .. (await NamesAsync([.. (await memberships.InAsync(organisation, cancel)).Select(m => m.Person).Distinct()], cancel))
                .OrderBy(p => p.Value, StringComparer.Ordinal)
                .Select(p => new Choice(p.Key.ToString(), p.Value)),
        ];
}
