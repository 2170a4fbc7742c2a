using JasperFx.Events;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;

namespace UseIt.Marketplace.Reports;

/// <summary>What organisations were called at the cut, and what people are called, as ciphertext.</summary>
public sealed record ReportNames(IReadOnlyDictionary<Guid, string> Organisations)
{
    public ReportParty Party(Guid id) => new(id, Organisations.GetValueOrDefault(id, id.ToString()));

    public static ReportNames Of(IEnumerable<IEvent> parties)
    {
        Dictionary<Guid, string> names = [];
        foreach (var e in parties)
        {
            if (e.Data is OrganisationRegistered registered)
                names[e.StreamId] = registered.Name;
            if (e.Data is OrganisationRenamed renamed)
                names[e.StreamId] = renamed.Name;
        }
        return new ReportNames(names);
    }

    public static IReadOnlyDictionary<Guid, Protected?> People(IEnumerable<IEvent> people)
    {
        Dictionary<Guid, Protected?> names = [];
        foreach (var e in people)
        {
            if (e.Data is PersonRegistered registered)
                names[e.StreamId] = registered.Name;
            if (e.Data is PersonContactChanged { Name: { } name })
                names[e.StreamId] = name;
        }
        return names;
    }
}
