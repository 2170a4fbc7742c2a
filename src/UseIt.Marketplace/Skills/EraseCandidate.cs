using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>
/// Erases a candidate (UK GDPR article 17): the key is destroyed, so that name, contact, history and what was passed on are unreadable
/// wherever they rest. What was counted stays counted, under a number. Where a duty keeps the data until a day, nobody reads it from now
/// on, and it is erased after that day.
/// </summary>
public sealed record EraseCandidate(Guid CandidateId, string Reason) : Message, ICommand;

public static class EraseCandidateHandler
{
    /// <summary>The claims on the person's name and contact, and places on courses, to be given back.</summary>
    public sealed record Claims(IReadOnlyList<string> Held, IReadOnlyList<Stream<Course>> Courses, ErasureHold? Hold = null);

    public static Access Authorise(Actor actor, Candidate candidate) => SkillsAccess.ToCoordinate(actor, candidate);

    public static async Task<Claims> Load(
        EraseCandidate command,
        Candidate candidate,
        Streams streams,
        IErasureHolds holds,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        if (candidate.Erased)
            return new Claims([], []);
        await using var read = streams.Database.CreateCommand("select key from events.reservation where scope = $1 and owner = $2");
        read.Parameters.Add(new NpgsqlParameter<string> { TypedValue = RegisterCandidate.Scope(candidate.SupportOrganisation) });
        read.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = command.CandidateId });
        await using var reader = await read.ExecuteReaderAsync(cancel);
        var held = new List<string>();
        while (await reader.ReadAsync(cancel))
            held.Add(reader.GetString(0));
        return new Claims(
            held,
            await StopCourseHandler.HeldAsync(candidate, streams, cancel),
            await holds.OfAsync(command.CandidateId, UkTime.DayOf(now), cancel)
        );
    }

    public static Decision Handle(EraseCandidate command, Candidate candidate, Claims claims)
    {
        if (candidate.Erased)
            return Decision.Nothing;
        if (!ErasureReasons.All.Contains(command.Reason))
            return ReasonNotListed;
        var (id, support) = (command.CandidateId, candidate.SupportOrganisation);
        Decision decision;
        if (claims.Hold is not { } hold)
            decision = Decision.On<Candidate>(id, new CandidateErased(id, support, command.Reason)).Send(new DestroyCandidateKey(id));
        else if (candidate.Held is { } known && (known.Duty, known.Until) == (hold.Duty, hold.Until))
            return Decision.Nothing;
        else
            decision = Decision
                .On<Candidate>(id, new CandidateErasureHeld(id, support, command.Reason, hold.Duty, hold.Until))
                .Send(new EndCandidateHold(id), UkTime.StartOf(hold.Until.AddDays(1)));
        decision.Freeing(id, claims.Courses);
        foreach (var key in claims.Held)
            decision.Release(RegisterCandidate.Scope(candidate.SupportOrganisation), key, command.CandidateId);
        return decision;
    }

    public static readonly Refusal ReasonNotListed = new(
        "reason-not-listed",
        "reason",
        $"Choose why: {string.Join(", ", ErasureReasons.All)}"
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<EraseCandidate>("POST", "/api/v1/candidates/{candidateId}/erase", SkillsAccess.Coordinators);
}

/// <summary>Destroys an erased candidate's key. After this nothing brings the values back but a backup of the keys.</summary>
public sealed record DestroyCandidateKey(Guid CandidateId) : Message, IEffect;

public static class DestroyCandidateKeyHandler
{
    public static Task Handle(DestroyCandidateKey message, Vault vault, CancellationToken cancel) =>
        vault.EraseAsync(Candidate.SubjectOf(message.CandidateId), "candidate erased", cancel);
}
