using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Awards;

/// <summary>
/// Gives every bidder, and every member of a joint bid, its assessment summary at one and the same instant (Procurement Regulations 2024,
/// reg. 31(4)).
/// </summary>
public sealed record SendSummaries(Guid AwardId) : Message, ICommand;

public static class SendSummariesHandler
{
    public static readonly Refusal NotApproved = new("award-not-approved", null, "The award must be approved first");

    public sealed record Assessed(IReadOnlyList<Bidder> Bidders);

    public static Access Authorise(Actor actor, Award award) => actor.On(award.BuyerId, Roles.Author, Roles.Approver);

    public static async Task<Assessed> Load(Award award, Streams streams, CancellationToken cancel) =>
        new((await streams.FetchAsync<Evaluation>(award.EvaluationId, cancel)).State.Bidders);

    public static Decision Handle(SendSummaries command, Award award, Assessed assessed, DateTimeOffset now)
    {
        if (award.Summaries is not null)
            return Decision.Nothing;
        if (award.Stage != AwardStage.Approved)
            return NotApproved;
        return Decision.On<Award>(
            command.AwardId,
            new SummariesSent(
                command.AwardId,
                award.TenderId,
                award.LotId,
                now,
                [.. assessed.Bidders.SelectMany(b => b.Members.Prepend(b.LeadId).Distinct().Select(o => new SummaryRecipient(b.BidId, o)))]
            )
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<SendSummaries>(
            "POST",
            "/api/v1/awards/{awardId}/summaries",
            AllowedTo.Role("an author or approver of the buyer", Roles.Author, Roles.Approver)
        );
}
