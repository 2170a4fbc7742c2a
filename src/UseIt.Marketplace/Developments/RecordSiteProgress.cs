using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Developments;

/// <summary>Work has begun, or so many homes are lived in by now: what obligations wait for.</summary>
public sealed record RecordSiteProgress(Guid DevelopmentId, DateOnly On, int? HomesOccupied = null) : Message, ICommand;

public static class RecordSiteProgressHandler
{
    public static readonly Refusal HomesWrong = new(
        "homes-occupied-wrong",
        "homesOccupied",
        "Enter how many homes are lived in by now: no fewer than before, no more than are planned"
    );
    public static readonly Refusal Earlier = new("progress-earlier", "on", "Enter a day on or after what was recorded before");

    public static Access Authorise(Actor actor, Development development) => DevelopmentAccess.ForDeveloper(actor, development);

    public static Decision Handle(RecordSiteProgress command, Development development, DateTimeOffset now)
    {
        if (command.HomesOccupied is null && development.CommencedOn is not null)
            return Decision.Nothing;
        if (command.HomesOccupied == development.Occupied && development.OccupiedOn is not null)
            return Decision.Nothing;
        List<Refusal> wrong = [];
        if (!DevelopmentAccess.HasBeen(command.On, now))
            wrong.Add(DevelopmentAccess.DayWrong);
        else if (command.On < (development.OccupiedOn ?? development.CommencedOn))
            wrong.Add(Earlier);
        if (command.HomesOccupied is { } homes && (homes < development.Occupied || homes > development.Homes))
            wrong.Add(HomesWrong);
        if (wrong.Count > 0)
            return Decision.Refuse([.. wrong]);
        List<object> facts = [];
        // Nobody lives where nothing was begun.
        if (development.CommencedOn is null)
            facts.Add(new DevelopmentCommenced(command.DevelopmentId, development.Developer, command.On));
        if (command.HomesOccupied is { } total)
            facts.Add(new HomesOccupied(command.DevelopmentId, development.Developer, total, command.On));
        return Decision.On<Development>(command.DevelopmentId, facts);
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RecordSiteProgress>("POST", "/api/v1/developments/{developmentId}/progress", DevelopmentAccess.Developers);
}
