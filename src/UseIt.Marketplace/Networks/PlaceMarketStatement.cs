using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Networks;

/// <summary>
/// The buyer's author says whether a statement belongs to a tender. What belongs to it is read by everybody on the tender's page from
/// publication, and stays there.
/// </summary>
public sealed record PlaceMarketStatement(Guid BuyerId, Guid StatementId, Guid TenderId, bool Belongs, string? Reason = null)
    : Message,
        ICommand
{
    public Guid EngagementId => MarketEngagement.IdOf(BuyerId);
}

public static class PlaceMarketStatementHandler
{
    public static readonly Refusal NoStatement = new("statement-unknown", "statementId", "Choose something your organisation said");
    public static readonly Refusal NotOwnTender = new("tender-not-own", "tenderId", "Choose a tender of your own organisation");
    public static readonly Refusal ReasonMissing = new("reason-missing", "reason", "Say why it does not belong to this tender");
    public static readonly Refusal Told = new("statement-told", "belongs", "It stands on the published tender’s page, and stays there");

    public static Access Authorise(Actor actor, PlaceMarketStatement command) => actor.On(command.BuyerId, Roles.Author);

    public static Decision Handle(PlaceMarketStatement command, MarketEngagement engagement, EngagedTender tender, Actor actor)
    {
        if (!engagement.Statements.TryGetValue(command.StatementId, out var said))
            return NoStatement;
        if (tender.Buyer != command.BuyerId)
            return NotOwnTender;
        if (command.Belongs)
            return said.Attached.Contains(command.TenderId)
                ? Decision.Nothing
                : Decision.On<MarketEngagement>(
                    command.EngagementId,
                    new MarketStatementAttached(command.EngagementId, command.BuyerId, command.StatementId, command.TenderId, actor.Person)
                );
        if (said.Attached.Contains(command.TenderId) && tender.Public)
            return Told;
        if (string.IsNullOrWhiteSpace(command.Reason))
            return ReasonMissing;
        return said.SetApart.Contains(command.TenderId)
            ? Decision.Nothing
            : Decision.On<MarketEngagement>(
                command.EngagementId,
                new MarketStatementSetApart(
                    command.EngagementId,
                    command.BuyerId,
                    command.StatementId,
                    command.TenderId,
                    command.Reason.Trim(),
                    actor.Person
                )
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<PlaceMarketStatement>(
            "POST",
            "/api/v1/market-engagements/{buyerId}/statements/{statementId}/place",
            NetworkAccess.Authors
        );
}
