using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Networks;

/// <summary>Somebody of an invited organisation says whether they come, and what their enterprise can do.</summary>
public sealed record AnswerGatheringInvitation(Guid GatheringId, bool Coming, string? Capability = null) : Message, ICommand;

public static class AnswerGatheringInvitationHandler
{
    public static readonly Refusal Over = new("gathering-over", null, "This was on an earlier day");
    public static readonly Refusal CapabilityMissing = new(
        "capability-missing",
        "capability",
        "Say in a line what your enterprise can do: buyers read it"
    );

    public static Access Authorise(Actor actor, Gathering gathering) =>
        actor.Organisation is not { } own || !gathering.Guests.ContainsKey(own) ? Access.NotFound : actor.On(own, NetworkAccess.Visiting);

    public static Decision Handle(AnswerGatheringInvitation command, Gathering gathering, Actor actor, DateTimeOffset now)
    {
        var own = actor.Organisation!.Value;
        var enterprise = gathering.Guests[own] == GuestSide.Enterprise;
        if (gathering.On < UkTime.DayOf(now))
            return Over;
        if (command.Coming && enterprise && gathering.Kind == GatheringKind.Marketplace && string.IsNullOrWhiteSpace(command.Capability))
            return CapabilityMissing;
        var capability = enterprise && !string.IsNullOrWhiteSpace(command.Capability) ? command.Capability.Trim() : null;
        return gathering.Answers.TryGetValue((own, actor.Person), out var said) && said == (command.Coming, capability)
            ? Decision.Nothing
            : Decision.On<Gathering>(
                command.GatheringId,
                new InvitationAnswered(
                    command.GatheringId,
                    gathering.SupportOrganisation,
                    own,
                    actor.Person,
                    command.Coming,
                    capability,
                    gathering.PeopleOf(own).Where(p => p != actor.Person).Count() + (command.Coming ? 1 : 0)
                )
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<AnswerGatheringInvitation>("POST", "/api/v1/gatherings/{gatheringId}/answers", NetworkAccess.Visitors);
}
