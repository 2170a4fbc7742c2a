using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Awards;

/// <summary>The award stands: the standstill is over, or none was due. A contract follows from it.</summary>
[NeedsSecondFactor]
public sealed record ConfirmAward(Guid AwardId) : Message, ICommand;

public static class ConfirmAwardHandler
{
    public static readonly Refusal NoticeNotPublished = new("award-notice-not-published", null, "Publish the award notice first");
    public static readonly Refusal Suspended = new(
        "standstill-suspended",
        null,
        "The standstill is suspended. Wait until the suspension is lifted"
    );
    public static readonly Refusal Excluded = new(
        "winner-out",
        null,
        "The winning bid was excluded or withdrawn. Cancel this award and rank the bids again"
    );

    public static readonly Refusal Gone = new(
        "winner-gone",
        null,
        "A supplier of this award is suspended here or has closed. Wait until the suspension ends, or cancel this award and leave the bid out"
    );

    public static readonly Refusal Left = new(
        "winner-left",
        null,
        "A supplier of this award has said that it cannot do its part any more. Cancel this award"
    );

    public static readonly Refusal MustGo = new(
        "winner-must-go",
        null,
        "A check found that somebody behind the winning bid must be excluded. Cancel this award; an approver leaves the bid out"
    );

    public static Refusal StillRunning(DateOnly? lastDay) =>
        new(
            "standstill-running",
            null,
            lastDay is { } last
                ? $"The standstill runs until the end of {UkTime.Display(last)}. Confirm the award after it"
                : "The standstill is still running",
            new Dictionary<string, object?> { ["lastDay"] = lastDay }
        );

    public sealed record Winner(bool Out, bool MustGo = false, bool Gone = false, bool Left = false);

    public static Access Authorise(Actor actor, Award award) => actor.On(award.BuyerId, Roles.Author, Roles.Approver);

    public static async Task<Winner> Load(Award award, Streams streams, CancellationToken cancel) =>
        new(
            (await streams.FetchAsync<Bidding>(award.BidId, cancel)).State.IsOut,
            (await streams.FetchAsync<BidderChecks>(BidderChecks.IdOf(award.TenderId), cancel)).State.MustGo(award),
            (await SupplierStanding.GoneAsync(award.Suppliers, streams, cancel)).Count > 0,
            award.Suppliers.Any((await streams.FetchAsync<BidTeam>(BidTeam.IdOf(award.BidId), cancel)).State.HasLeft)
        );

    public static Decision Handle(ConfirmAward command, Award award, Winner winner, DateTimeOffset now)
    {
        switch (award.Stage)
        {
            case AwardStage.Confirmed:
                return Decision.Nothing;
            case AwardStage.Suspended:
                return Suspended;
            case AwardStage.Standstill when now < award.EndsAt:
                return StillRunning(award.LastDay);
            case AwardStage.Standstill or AwardStage.StandstillOver or AwardStage.NoticePublished:
                break;
            default:
                return NoticeNotPublished;
        }
        if (winner.Out)
            return Excluded;
        if (winner.MustGo)
            return MustGo;
        if (winner.Gone)
            return Gone;
        if (winner.Left)
            return Left;
        var confirmed = new AwardConfirmed(
            command.AwardId,
            award.TenderId,
            award.BuyerId,
            award.LotId,
            award.BidId,
            award.ConsortiumId,
            award.Suppliers,
            award.Value
        );
        // The clock may be ahead of the timer that ends the standstill.
        return award.Stage == AwardStage.Standstill
            ? Decision.On<Award>(command.AwardId, new StandstillEnded(command.AwardId, award.TenderId, award.LotId), confirmed)
            : Decision.On<Award>(command.AwardId, confirmed);
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ConfirmAward>(
            "POST",
            "/api/v1/awards/{awardId}/confirm",
            AllowedTo.Role("an author or approver of the buyer", Roles.Author, Roles.Approver)
        );
}
