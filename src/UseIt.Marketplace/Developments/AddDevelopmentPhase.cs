using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Developments;

public sealed record AddDevelopmentPhase(
    Guid DevelopmentId,
    [property: NewId(OrKept = true)] Guid PhaseId,
    string Name,
    DateOnly Start,
    DateOnly End
) : Message, ICommand;

public static class AddDevelopmentPhaseHandler
{
    public static readonly Refusal NameMissing = new("name-missing", "name", "Enter what the phase is called");
    public static readonly Refusal DaysWrong = new("days-wrong", "end", "Enter the first day and a last day that is not before it");

    public static Access Authorise(Actor actor, Development development) => DevelopmentAccess.ForDeveloper(actor, development);

    public static Decision Handle(AddDevelopmentPhase command, Development development)
    {
        if (development.Phases.Contains(command.PhaseId))
            return Decision.Nothing;
        List<Refusal> wrong = [];
        if (string.IsNullOrWhiteSpace(command.Name))
            wrong.Add(NameMissing);
        if (command.Start == default || command.End < command.Start)
            wrong.Add(DaysWrong);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<Development>(
                command.DevelopmentId,
                new DevelopmentPhaseAdded(
                    command.DevelopmentId,
                    development.Developer,
                    command.PhaseId,
                    command.Name.Trim(),
                    command.Start,
                    command.End
                )
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<AddDevelopmentPhase>(
            "POST",
            "/api/v1/developments/{developmentId}/phases",
            DevelopmentAccess.Developers,
            creates: "phaseId"
        );
}
