using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Developments;

/// <summary>Records a planning obligation as the agreement says it: what, how much, and when it falls due.</summary>
public sealed record AgreeObligation(
    Guid DevelopmentId,
    [property: NewId(OrKept = true)] Guid ObligationId,
    string Title,
    decimal Quantity,
    string Unit,
    ObligationDue Due
) : Message, ICommand;

public static class AgreeObligationHandler
{
    public const int LongestWait = 3650;

    public static readonly Refusal UnitMissing = new("unit-missing", "unit", "Say in what it is counted, for example apprentices");
    public static readonly Refusal DayMissing = new("day-missing", "due.day", "Enter the day on which it falls due");
    public static readonly Refusal HomesWrong = new(
        "trigger-homes-wrong",
        "due.homes",
        "Enter after how many homes are lived in, no more than are planned"
    );
    public static readonly Refusal WaitWrong = new(
        "within-days-wrong",
        "due.withinDays",
        $"Enter within how many days after that, from 0 to {LongestWait}"
    );

    public static Access Authorise(Actor actor, Development development) => DevelopmentAccess.ForDeveloper(actor, development);

    public static Decision Handle(AgreeObligation command, Development development)
    {
        if (development.Obligations.ContainsKey(command.ObligationId))
            return Decision.Nothing;
        List<Refusal> wrong = [];
        if (string.IsNullOrWhiteSpace(command.Title))
            wrong.Add(DevelopmentAccess.TitleMissing);
        if (command.Quantity <= 0)
            wrong.Add(DevelopmentAccess.QuantityWrong);
        if (string.IsNullOrWhiteSpace(command.Unit))
            wrong.Add(UnitMissing);
        if (command.Due.Trigger == ObligationTrigger.OnDay && command.Due.Day is null)
            wrong.Add(DayMissing);
        if (command.Due.Trigger == ObligationTrigger.Occupation && !(command.Due.Homes > 0 && command.Due.Homes <= development.Homes))
            wrong.Add(HomesWrong);
        if (command.Due.WithinDays is < 0 or > LongestWait)
            wrong.Add(WaitWrong);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<Development>(
                command.DevelopmentId,
                new PlanningObligationAgreed(
                    command.DevelopmentId,
                    development.Developer,
                    command.ObligationId,
                    command.Title.Trim(),
                    command.Quantity,
                    command.Unit.Trim(),
                    command.Due
                )
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<AgreeObligation>(
            "POST",
            "/api/v1/developments/{developmentId}/obligations",
            DevelopmentAccess.Developers,
            creates: "obligationId"
        );
}
