using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Developments;

/// <summary>The developer names who builds; another may follow.</summary>
public sealed record AppointMainContractor(Guid DevelopmentId, Guid ContractorId, DateOnly On) : Message, ICommand;

public static class AppointMainContractorHandler
{
    public static readonly Refusal ContractorUnknown = new("contractor-unknown", "contractorId", "Choose the organisation that builds");

    public static Access Authorise(Actor actor, Development development) => DevelopmentAccess.ForDeveloper(actor, development);

    public static Decision Handle(
        AppointMainContractor command,
        Development development,
        [Peek] BuildingOrganisation contractor,
        DateTimeOffset now
    )
    {
        if (development.Contractor == command.ContractorId)
            return Decision.Nothing;
        List<Refusal> wrong = [];
        if (!contractor.IsThere)
            wrong.Add(ContractorUnknown);
        if (!DevelopmentAccess.HasBeen(command.On, now))
            wrong.Add(DevelopmentAccess.DayWrong);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<Development>(
                command.DevelopmentId,
                new MainContractorAppointed(command.DevelopmentId, development.Developer, command.ContractorId, command.On)
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<AppointMainContractor>("POST", "/api/v1/developments/{developmentId}/contractor", DevelopmentAccess.Developers);
}
