using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Networks;

/// <summary>
/// Records what a buyer said at a gathering about a coming purchase. It is market engagement: the tender cannot be published before the
/// buyer has said whether it belongs to it, and what does goes to all bidders.
/// </summary>
public sealed record RecordMarketStatement(
    Guid BuyerId,
    Guid GatheringId,
    [property: NewId(OrKept = true)] Guid StatementId,
    string Statement
) : Message, ICommand
{
    public Guid EngagementId => MarketEngagement.IdOf(BuyerId);
}

public static class RecordMarketStatementHandler
{
    public static readonly Refusal StatementMissing = new(
        "statement-missing",
        "statement",
        "Write down what the buyer said about the coming purchase"
    );

    public static Access Authorise(Actor actor, RecordMarketStatement command, Gathering gathering) =>
        actor.ActsFor(command.BuyerId, Roles.Author) && gathering.Guests.ContainsKey(command.BuyerId)
            ? Access.Granted
            : NetworkAccess.ForCoordinator(actor, gathering.SupportOrganisation);

    public static Decision Handle(RecordMarketStatement command, MarketEngagement engagement, Gathering gathering, Actor actor)
    {
        if (engagement.Statements.ContainsKey(command.StatementId))
            return Decision.Nothing;
        List<Refusal> wrong = [];
        if (!gathering.Was(command.BuyerId, GuestSide.Buyer))
            wrong.Add(MakeIntroductionHandler.BuyerNotThere);
        if (string.IsNullOrWhiteSpace(command.Statement))
            wrong.Add(StatementMissing);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision
                .On<MarketEngagement>(
                    command.EngagementId,
                    new MarketStatementRecorded(
                        command.EngagementId,
                        command.BuyerId,
                        command.StatementId,
                        command.GatheringId,
                        gathering.SupportOrganisation,
                        command.Statement.Trim(),
                        actor.Person
                    )
                )
                // Its number is read by others: no second statement bears it, whichever buyer's.
                .Reserve("market-statement", command.StatementId.ToString(), command.EngagementId)
                .Answering(command.StatementId);
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RecordMarketStatement>(
            "POST",
            "/api/v1/market-engagements/{buyerId}/statements",
            NetworkAccess.Tellers,
            creates: "statementId"
        );
}
