using UseIt.Marketplace.Authoring;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Funding;

public sealed class FundingModule : Module
{
    public override IEnumerable<TableView> Views { get; } = [new GrantView()];

    public override void Services(IServiceCollection services, Settings settings) =>
        services
            .AddSingleton<LetterKind>(GrantLetters.Offer)
            .AddSingleton<GrantLetters>()
            .AddSingleton<IDocumentReaders, GrantReaders>()
            .AddNavigation(
                "Grants",
                "/grants",
                order: 45,
                shownTo: who => who.Roles.Overlaps(GrantAccess.Panel) || who.Roles.Overlaps(GrantAccess.Applying),
                area: Area.Results
            );

    public override void Routes(IEndpointRouteBuilder routes)
    {
        ApplyForGrantHandler.Map(routes);
        DeclareGrantInterestHandler.Map(routes);
        RecommendGrantHandler.Map(routes);
        DecideGrantHandler.Map(routes);
        AcceptGrantHandler.Map(routes);
        DeclineGrantHandler.Map(routes);
        MeetGrantConditionHandler.Map(routes);
        AskForDrawdownHandler.Map(routes);
        SettleDrawdownHandler.Map(routes);
        GrantView.Map(routes);
        ThreeSixtyGiving.Map(routes);
    }
}
