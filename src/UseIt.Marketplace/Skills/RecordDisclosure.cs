using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>
/// A disclosure check (DBS) of the person: for which role, what came of it, and the day. What a certificate says is told to nobody here.
/// The check recorded last of a role counts.
/// </summary>
public sealed record RecordDisclosure(Guid CandidateId, DisclosureRole Role, DisclosureOutcome Outcome, DateOnly On) : Message, ICommand;

public static class RecordDisclosureHandler
{
    public static readonly Refusal NoCondition = new(
        "article-10-missing",
        null,
        "A programme manager first records the condition of article 10 on the pathway: what comes of a check tells of offences"
    );

    public sealed record Grounds(bool AllowOffences);

    public static Access Authorise(Actor actor, Candidate candidate) => SkillsAccess.ToCoordinate(actor, candidate);

    public static async Task<Grounds> Load(RecordDisclosure command, Candidate candidate, Streams streams, CancellationToken cancel) =>
        new((await streams.FetchAsync<Pathway>(candidate.PathwayId, cancel)).State.AllowsOffences);

    public static Decision Handle(RecordDisclosure command, Candidate candidate, Grounds grounds, Actor actor, DateTimeOffset now)
    {
        if (!candidate.IsOpen)
            return SkillsAccess.Gone;
        if (!grounds.AllowOffences)
            return NoCondition;
        if (candidate.Disclosures.Contains(new Disclosure(command.Role, command.Outcome, command.On)))
            return Decision.Nothing;
        if (command.On == default)
            return SkillsAccess.DayMissing("on");
        if (command.On > UkTime.DayOf(now))
            return SkillsAccess.InTheFuture("on");
        return Decision.On<Candidate>(
            command.CandidateId,
            new CandidateDisclosureRecorded(command.CandidateId, command.Role, command.Outcome, command.On, actor.Person)
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RecordDisclosure>("POST", "/api/v1/candidates/{candidateId}/disclosures", SkillsAccess.Coordinators);
}
