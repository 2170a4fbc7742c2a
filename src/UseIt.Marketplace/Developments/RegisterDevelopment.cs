using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Developments;

/// <summary>A developer registers a capital project, and the council it has planning obligations to.</summary>
public sealed record RegisterDevelopment(
    [property: NewId] Guid DevelopmentId,
    Guid DeveloperId,
    Guid CouncilId,
    string Name,
    string Site,
    string PlaceCode,
    int Homes,
    string PlanningReference
) : Message, ICommand;

public static class RegisterDevelopmentHandler
{
    public const int MostHomes = 100_000;

    public static readonly Refusal NotChecked = new(
        "developer-not-checked",
        null,
        "Your organisation has to be checked before everybody can read of its developments"
    );
    public static readonly Refusal NameMissing = new("name-missing", "name", "Enter what the development is called");
    public static readonly Refusal SiteMissing = new("site-missing", "site", "Say where the site is");
    public static readonly Refusal PlaceUnknown = new("place-unknown", "placeCode", "Choose the ward or the district it is in");
    public static readonly Refusal HomesWrong = new("homes-wrong", "homes", "Enter how many homes are planned, 0 if none");
    public static readonly Refusal ReferenceMissing = new("reference-missing", "planningReference", "Enter the planning reference");
    public static readonly Refusal CouncilUnknown = new(
        "council-unknown",
        "councilId",
        "Choose the council, another organisation than yours"
    );

    public static Access Authorise(Actor actor, RegisterDevelopment command) => actor.On(command.DeveloperId, DevelopmentAccess.Running);

    public static Decision Handle(
        RegisterDevelopment command,
        Stream<Development> development,
        [Peek] BuildingOrganisation developer,
        [Peek] BuildingOrganisation council,
        Actor actor
    )
    {
        if (development.Exists)
            return Decision.Nothing;
        if (!developer.Checked)
            return NotChecked;
        List<Refusal> wrong = [];
        if (string.IsNullOrWhiteSpace(command.Name))
            wrong.Add(NameMissing);
        if (string.IsNullOrWhiteSpace(command.Site))
            wrong.Add(SiteMissing);
        if (Places.Of(command.PlaceCode ?? "")?.Kind is not ("ward" or "borough" or "district"))
            wrong.Add(PlaceUnknown);
        if (command.Homes is < 0 or > MostHomes)
            wrong.Add(HomesWrong);
        if (string.IsNullOrWhiteSpace(command.PlanningReference))
            wrong.Add(ReferenceMissing);
        if (!council.IsBuyer || command.CouncilId == command.DeveloperId)
            wrong.Add(CouncilUnknown);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<Development>(
                command.DevelopmentId,
                new DevelopmentRegistered(
                    command.DevelopmentId,
                    command.DeveloperId,
                    command.CouncilId,
                    command.Name.Trim(),
                    command.Site.Trim(),
                    command.PlaceCode!,
                    command.Homes,
                    command.PlanningReference.Trim(),
                    actor.Person
                )
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RegisterDevelopment>("POST", "/api/v1/developments", DevelopmentAccess.Developers, creates: "developmentId");
}
