using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Home;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Research;

/// <summary>What of research waits for a person, worked out from how things stand.</summary>
public sealed class ResearchWaiting(NpgsqlDataSource database, ViewRows rows, ResearchProjects projects, ResearchFindings findings)
    : IToDoSource
{
    public TableView Rests => projects;

    public async Task<IReadOnlyList<ToDo>> ForAsync(Actor who, DateOnly today, CancellationToken cancel)
    {
        if (who.Organisation is not { } own)
            return [];
        List<ToDo> found = [];
        if (who.ActsFor(own, ResearchAccess.Coordinating))
        {
            found.AddRange(
                (await projects.AskedOfAsync(rows, own, cancel)).Items.Select(p => new ToDo(
                    "Answer the commission",
                    p.Title,
                    $"/research/projects/{p.ProjectId}/answer",
                    UkTime.StartOf(p.By)
                ))
            );
            found.AddRange(
                (await projects.ToReviewAsync(rows, own, cancel))
                    .Items.Where(p => !p.Team.Contains(who.Person))
                    .Select(p => new ToDo("Review the ethics of research", p.Title, $"/research/ethics/{p.ProjectId}"))
            );
        }
        if (who.ActsFor(own, ResearchAccess.Commissioning))
            found.AddRange(
                (await findings.ToAnswerAsync(rows, own, cancel)).Items.Select(f => new ToDo(
                    "Say whether the finding may be published",
                    f.Title,
                    $"/research/findings/{f.FindingId}/answer",
                    UkTime.StartOf(f.ReservedUntil)
                ))
            );
        if (who.ActsFor(own, ResearchAccess.Using))
            found.AddRange(
                from finding in await findings.WaitingForAsync(database, own, cancel)
                from use in finding.Uses
                where use.OrganisationId == own && !use.Confirmed && use.Denied is null
                select new ToDo(
                    "Say whether you used the finding",
                    finding.Title,
                    $"/research/findings/{finding.FindingId}/uses/{use.UseId}"
                )
            );
        return found;
    }
}
