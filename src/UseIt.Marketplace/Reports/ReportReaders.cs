using Marten;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;

namespace UseIt.Marketplace.Reports;

/// <summary>Who of an organisation may read a report at this moment, by the roles they have now.</summary>
public sealed class ReportReaders(Memberships memberships, ReportKinds kinds, IDocumentStore store)
{
    public async Task<IReadOnlyList<Actor>> OfAsync(ReportKind kind, Guid subject, Guid organisation, CancellationToken cancel)
    {
        List<Actor> readers = [];
        foreach (var member in await memberships.InAsync(organisation, cancel))
        {
            var actor = new Actor(member.Person, organisation, member.Roles, $"membership:{member.Id}");
            if (await kind.MayAsync(actor, subject, cancel))
                readers.Add(actor);
        }
        return readers;
    }

    /// <summary>Whether this person of the organisation may still read a report that was run.</summary>
    public async Task<bool> MayAsync(Guid person, Guid organisation, Guid report, CancellationToken cancel) =>
        (await store.FetchAsync<Report>(report, cancel)).State.Run is { } run
        && (await OfAsync(kinds.Of(run), run.SubjectId, organisation, cancel)).Any(a => a.Person == person);
}
