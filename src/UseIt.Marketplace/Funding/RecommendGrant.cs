using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Funding;

/// <summary>Somebody of the panel whom nothing binds to the applicant says yes or no, and why.</summary>
public sealed record RecommendGrant(Guid GrantId, bool For, string Reason) : Message, ICommand;

public static class RecommendGrantHandler
{
    public static readonly Refusal NotDeclared = new(
        "interest-not-declared",
        null,
        "Declare first what you have to do with the applicant, or that it is nothing"
    );
    public static readonly Refusal HasInterest = new(
        "has-interest",
        null,
        "You have declared an interest in this applicant. Others of the panel recommend"
    );

    public static Access Authorise(Actor actor, Grant grant) => GrantAccess.ForPanel(actor, grant);

    public static Decision Handle(RecommendGrant command, Grant grant, Actor actor)
    {
        if (grant.Stage != GrantStage.Applied)
            return GrantAccess.Decided;
        if (!grant.Interests.TryGetValue(actor.Person, out var interest))
            return NotDeclared;
        if (interest != GrantInterest.None)
            return HasInterest;
        if (string.IsNullOrWhiteSpace(command.Reason))
            return GrantAccess.ReasonMissing;
        return
            grant.Recommended.TryGetValue(actor.Person, out var known) && (known.For, known.Reason) == (command.For, command.Reason.Trim())
            ? Decision.Nothing
            : Decision.On<Grant>(
                command.GrantId,
                new GrantRecommended(command.GrantId, grant.Funder, actor.Person, command.For, command.Reason.Trim())
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RecommendGrant>("POST", "/api/v1/grants/{grantId}/recommendations", GrantAccess.Panellists);
}
