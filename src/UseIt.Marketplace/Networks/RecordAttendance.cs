using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Networks;

/// <summary>Who of the invited organisations was there; said again, it is corrected.</summary>
public sealed record RecordAttendance(Guid GatheringId, IReadOnlyList<Guid> Organisations) : Message, ICommand;

public static class RecordAttendanceHandler
{
    public static readonly Refusal NotYet = new("gathering-not-yet", null, "It has not been yet. Record who was there on its day");
    public static readonly Refusal NobodyThere = new("attendance-missing", "organisations", "Choose who was there");
    public static readonly Refusal NotInvited = new("attendance-not-invited", "organisations", "Choose from those who were invited");

    public static Access Authorise(Actor actor, Gathering gathering) => NetworkAccess.ForCoordinator(actor, gathering.SupportOrganisation);

    public static Decision Handle(RecordAttendance command, Gathering gathering, DateTimeOffset now)
    {
        Guid[] there = [.. (command.Organisations ?? []).Distinct().Order()];
        if (!NetworkAccess.HasBeen(gathering.On, now))
            return NotYet;
        if (there.Length == 0)
            return NobodyThere;
        if (there.Any(o => !gathering.Guests.ContainsKey(o)))
            return NotInvited;
        return gathering.Attended.SetEquals(there)
            ? Decision.Nothing
            : Decision.On<Gathering>(
                command.GatheringId,
                new AttendanceRecorded(command.GatheringId, gathering.SupportOrganisation, there)
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RecordAttendance>("POST", "/api/v1/gatherings/{gatheringId}/attendance", NetworkAccess.Coordinators);
}
