using System.Text.Json;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;

namespace UseIt.Marketplace.Opportunities;

/// <summary>A release of another publisher, ready to be kept: natural persons' contact details are already gone from it.</summary>
public sealed record SourceRelease(string Ocid, NoticeSource Source, string Sha256, JsonElement Release);

/// <summary>
/// Takes in many releases in one commit. Doing it again changes nothing; a newer release revises its notice, an older one is left aside.
/// </summary>
public sealed record ImportNotices(IReadOnlyList<SourceRelease> Releases) : Message, ICommand;

/// <summary>What became of the releases of one batch.</summary>
public sealed record ImportCount(int Imported, int Updated, int Unchanged)
{
    public static ImportCount operator +(ImportCount a, ImportCount b) =>
        new(a.Imported + b.Imported, a.Updated + b.Updated, a.Unchanged + b.Unchanged);
}

public static class ImportNoticesHandler
{
    public sealed record Known(IReadOnlyDictionary<Guid, Stream<Notice>> Notices);

    public static Access Authorise(Actor actor) => actor.Has(Roles.Administrator) ? Access.Granted : Access.Forbidden;

    public static async Task<Known> Load(ImportNotices command, Streams streams, CancellationToken cancel) =>
        new((await streams.FetchAsync<Notice>(command.Releases.Select(r => Notice.IdOf(r.Ocid)), cancel)).ToDictionary(n => n.Id));

    public static Decision Handle(ImportNotices command, Known known)
    {
        var decision = Decision.Nothing;
        var count = new ImportCount(0, 0, 0);
        // Portals list the newest first; each notice is told in the order it happened.
        foreach (var releases in command.Releases.GroupBy(r => r.Ocid, StringComparer.Ordinal))
        {
            var id = Notice.IdOf(releases.Key);
            var (exists, notice) = (known.Notices[id].Exists, known.Notices[id].State);
            var facts = new List<object>();
            foreach (var r in releases.OrderBy(r => r.Source.ReleaseDate))
            {
                if (!notice.IsNews(r.Source, r.Sha256, r.Release))
                {
                    count += new ImportCount(0, 0, 1);
                    continue;
                }
                object fact = exists
                    ? new NoticeRevised(id, r.Ocid, r.Source, r.Sha256, r.Release)
                    : new NoticeImported(id, r.Ocid, r.Source, r.Sha256, r.Release);
                count += exists ? new ImportCount(0, 1, 0) : new ImportCount(1, 0, 0);
                facts.Add(fact);
                notice = notice.Evolve(fact);
                exists = true;
            }
            decision.And<Notice>(id, facts);
        }
        return decision.Answering(count);
    }
}
