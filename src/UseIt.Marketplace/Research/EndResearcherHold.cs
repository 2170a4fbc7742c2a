using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Research;

/// <summary>Wakes after the day until which a duty kept a researcher's data: it is erased, unless a duty keeps it for longer.</summary>
public sealed record EndResearcherHold(Guid ResearcherId) : Message, ICommand;

public static class EndResearcherHoldHandler
{
    public sealed record Found(ErasureHold? Hold);

    // Only the program itself wakes.
    public static Access Authorise(Actor actor) => Access.NotFound;

    public static async Task<Found> Load(EndResearcherHold command, IErasureHolds holds, DateTimeOffset now, CancellationToken cancel) =>
        new(await holds.OfAsync(command.ResearcherId, UkTime.DayOf(now), cancel));

    public static Decision Handle(EndResearcherHold command, Researcher researcher, Found found, DateTimeOffset now)
    {
        if (researcher.Erased || researcher.Held is not { } held)
            return Decision.Nothing;
        var id = command.ResearcherId;
        if (found.Hold is { } longer)
            return Decision
                .On<Researcher>(id, held with { Duty = longer.Duty, Until = longer.Until })
                .Send(command, UkTime.StartOf(longer.Until.AddDays(1)));
        return held.Until >= UkTime.DayOf(now)
            ? Decision.Nothing.Send(command, UkTime.StartOf(held.Until.AddDays(1)))
            : Decision
                .On<Researcher>(id, new ResearcherErased(id, researcher.SupportOrganisation, held.Reason))
                .Send(new DestroyResearchKey(id));
    }
}
