using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>A participant takes part no longer: name and contact are destroyed. Possible until the day the person was told.</summary>
public sealed record WithdrawParticipant(Guid ParticipantId) : Message, ICommand;

public static class WithdrawParticipantHandler
{
    public static Refusal TooLate(DateOnly until) =>
        new(
            "withdrawal-too-late",
            null,
            $"This person could withdraw until {UkTime.Display(until)}. What was said is in the findings by now, without a name",
            new Dictionary<string, object?> { ["until"] = until }
        );

    public static Access Authorise(Actor actor, ResearchParticipant participant) =>
        ResearchAccess.ForCoordinator(actor, participant.SupportOrganisation);

    public static Decision Handle(WithdrawParticipant command, ResearchParticipant participant, DateTimeOffset now)
    {
        if (participant.Withdrawn)
            return Decision.Nothing;
        var today = UkTime.DayOf(now);
        return today > participant.WithdrawUntil
            ? TooLate(participant.WithdrawUntil)
            : Decision
                .On<ResearchParticipant>(
                    command.ParticipantId,
                    new ResearchParticipantWithdrew(command.ParticipantId, participant.Project, participant.SupportOrganisation, today)
                )
                .Send(new DestroyResearchKey(command.ParticipantId));
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<WithdrawParticipant>(
            "POST",
            "/api/v1/research/participants/{participantId}/withdrawal",
            ResearchAccess.Coordinators
        );
}
