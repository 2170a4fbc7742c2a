using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Developments;

/// <summary>The main contractor tells early what it will let, so that enterprises nearby can get ready.</summary>
public sealed record ExpectPackage(
    Guid DevelopmentId,
    [property: NewId(OrKept = true)] Guid PackageId,
    string Title,
    DateOnly Opens,
    DateOnly Starts
) : Message, ICommand;

public static class ExpectPackageHandler
{
    public static readonly Refusal DaysWrong = new(
        "days-wrong",
        "starts",
        "Enter when offers can be made, and a start of work that is not before it"
    );

    public static Access Authorise(Actor actor, Development development) => DevelopmentAccess.ForContractor(actor, development);

    public static Decision Handle(ExpectPackage command, Development development)
    {
        if (development.Packages.ContainsKey(command.PackageId))
            return Decision.Nothing;
        List<Refusal> wrong = [];
        if (string.IsNullOrWhiteSpace(command.Title))
            wrong.Add(DevelopmentAccess.TitleMissing);
        if (command.Opens == default || command.Starts < command.Opens)
            wrong.Add(DaysWrong);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<Development>(
                command.DevelopmentId,
                new WorksPackageExpected(
                    command.DevelopmentId,
                    development.Contractor!.Value,
                    command.PackageId,
                    command.Title.Trim(),
                    command.Opens,
                    command.Starts
                )
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ExpectPackage>(
            "POST",
            "/api/v1/developments/{developmentId}/packages",
            DevelopmentAccess.Contractors,
            creates: "packageId"
        );
}
