using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Networks;

/// <summary>
/// Records that a buyer and an enterprise were introduced at a marketplace. Those of the buyer who had said they come are kept with it: if
/// they come to judge this enterprise's bid, it is looked at.
/// </summary>
public sealed record MakeIntroduction(
    Guid BuyerId,
    Guid GatheringId,
    [property: NewId(OrKept = true)] Guid IntroductionId,
    Guid EnterpriseId,
    string About
) : Message, ICommand
{
    public Guid EngagementId => MarketEngagement.IdOf(BuyerId);
}

public static class MakeIntroductionHandler
{
    public static readonly Refusal NoMarketplace = new("not-a-marketplace", "gatheringId", "Introductions are made at marketplaces");
    public static readonly Refusal BuyerNotThere = new("buyer-not-there", "buyerId", "Choose a buyer who was there");
    public static readonly Refusal EnterpriseNotThere = new("enterprise-not-there", "enterpriseId", "Choose an enterprise that was there");
    public static readonly Refusal AboutMissing = new("about-missing", "about", "Say what they were introduced for");

    public static Access Authorise(Actor actor, Gathering gathering) => NetworkAccess.ForCoordinator(actor, gathering.SupportOrganisation);

    public static Decision Handle(MakeIntroduction command, MarketEngagement engagement, Gathering gathering, Actor actor)
    {
        if (engagement.Introductions.ContainsKey(command.IntroductionId))
            return Decision.Nothing;
        if (gathering.Kind != GatheringKind.Marketplace)
            return NoMarketplace;
        List<Refusal> wrong = [];
        if (!gathering.Was(command.BuyerId, GuestSide.Buyer))
            wrong.Add(BuyerNotThere);
        if (!gathering.Was(command.EnterpriseId, GuestSide.Enterprise))
            wrong.Add(EnterpriseNotThere);
        if (string.IsNullOrWhiteSpace(command.About))
            wrong.Add(AboutMissing);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision
                .On<MarketEngagement>(
                    command.EngagementId,
                    new MarketIntroductionMade(
                        command.EngagementId,
                        command.BuyerId,
                        command.IntroductionId,
                        command.GatheringId,
                        gathering.SupportOrganisation,
                        command.EnterpriseId,
                        command.About.Trim(),
                        gathering.PeopleOf(command.BuyerId),
                        actor.Person
                    )
                )
                .Reserve("market-introduction", command.IntroductionId.ToString(), command.EngagementId)
                .Answering(command.IntroductionId);
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<MakeIntroduction>(
            "POST",
            "/api/v1/market-engagements/{buyerId}/introductions",
            NetworkAccess.Coordinators,
            creates: "introductionId"
        );
}
