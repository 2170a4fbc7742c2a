using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>
/// Erases a researcher (UK GDPR article 17): name, contact and guardian are unreadable wherever they rest; what was done stays under a
/// number, so that counts made before are what they were. Where a duty keeps the data until a day, nobody reads it from now on, and it is
/// erased after that day.
/// </summary>
public sealed record EraseResearcher(Guid ResearcherId, string Reason) : Message, ICommand;

public static class EraseResearcherHandler
{
    public static readonly Refusal ReasonNotListed = new(
        "reason-not-listed",
        "reason",
        $"Choose why: {string.Join(", ", ErasureReasons.All)}"
    );

    public static Access Authorise(Actor actor, Researcher researcher) =>
        ResearchAccess.ForCoordinator(actor, researcher.SupportOrganisation);

    public sealed record Found(ErasureHold? Hold);

    public static async Task<Found> Load(
        EraseResearcher command,
        Researcher researcher,
        IErasureHolds holds,
        DateTimeOffset now,
        CancellationToken cancel
    ) => new(researcher.Erased ? null : await holds.OfAsync(command.ResearcherId, UkTime.DayOf(now), cancel));

    public static Decision Handle(EraseResearcher command, Researcher researcher, Found found)
    {
        if (researcher.Erased)
            return Decision.Nothing;
        if (!ErasureReasons.All.Contains(command.Reason))
            return ReasonNotListed;
        var (id, support) = (command.ResearcherId, researcher.SupportOrganisation);
        if (found.Hold is not { } hold)
            return Decision.On<Researcher>(id, new ResearcherErased(id, support, command.Reason)).Send(new DestroyResearchKey(id));
        return researcher.Held is { } known && (known.Duty, known.Until) == (hold.Duty, hold.Until)
            ? Decision.Nothing
            : Decision
                .On<Researcher>(id, new ResearcherErasureHeld(id, support, command.Reason, hold.Duty, hold.Until))
                .Send(new EndResearcherHold(id), UkTime.StartOf(hold.Until.AddDays(1)));
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<EraseResearcher>("POST", "/api/v1/research/researchers/{researcherId}/erasure", ResearchAccess.Coordinators);
}

/// <summary>Destroys the key of a researcher who is erased, or of a participant who withdrew.</summary>
public sealed record DestroyResearchKey(Guid SubjectId) : Message, IEffect;

public static class DestroyResearchKeyHandler
{
    public static Task Handle(DestroyResearchKey message, Vault vault, CancellationToken cancel) =>
        vault.EraseAsync(message.SubjectId, "research", cancel);
}
