using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Skills;

/// <summary>Wakes after the day until which a duty kept somebody's data: it is erased, unless a duty keeps it for longer by now.</summary>
public sealed record EndCandidateHold(Guid CandidateId) : Message, ICommand;

public static class EndCandidateHoldHandler
{
    public sealed record Found(ErasureHold? Hold);

    // Only the program itself wakes.
    public static Access Authorise(Actor actor) => Access.NotFound;

    public static async Task<Found> Load(EndCandidateHold command, IErasureHolds holds, DateTimeOffset now, CancellationToken cancel) =>
        new(await holds.OfAsync(command.CandidateId, UkTime.DayOf(now), cancel));

    public static Decision Handle(EndCandidateHold command, Candidate candidate, Found found, DateTimeOffset now)
    {
        if (candidate.Erased || candidate.Held is not { } held)
            return Decision.Nothing;
        var id = command.CandidateId;
        if (found.Hold is { } longer)
            return Decision
                .On<Candidate>(id, held with { Duty = longer.Duty, Until = longer.Until })
                .Send(command, UkTime.StartOf(longer.Until.AddDays(1)));
        return held.Until >= UkTime.DayOf(now)
            ? Decision.Nothing.Send(command, UkTime.StartOf(held.Until.AddDays(1)))
            : Decision
                .On<Candidate>(id, new CandidateErased(id, candidate.SupportOrganisation, held.Reason))
                .Send(new DestroyCandidateKey(id));
    }
}
