using System.Text.Json;
using System.Text.Json.Serialization;
using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Bids;

/// <summary>
/// Seals everything the bid says, lot by lot, quality apart from price, and notes its arrival. Nothing but the bid's own stream is waited
/// for: whether it was in time is decided afterwards, by this instant. Submitting again after a change makes a new version; without a
/// change the earlier one stands.
/// </summary>
public sealed record SubmitBid(Guid BidId) : Message, ICommand
{
    /// <summary>The earliest at which the last byte can have arrived; set at the door, never by the sender.</summary>
    [JsonIgnore]
    public DateTimeOffset? ReceivedAt { get; init; }

    /// <summary>How much later it can have been, in milliseconds.</summary>
    [JsonIgnore]
    public int? UncertaintyMs { get; init; }
}

public static class SubmitBidHandler
{
    public static readonly Refusal Excluded = new("bid-excluded", null, "This bid was excluded from the procurement");
    public static readonly Refusal NotAgreed = new(
        "consortium-not-agreed",
        null,
        "A member has not accepted the present terms. Every member must accept them before the bid can be submitted"
    );
    public static readonly Refusal MembersChanged = new(
        "consortium-changed",
        null,
        "The members of the consortium have changed since this bid was started. Withdraw it and start a bid with the present members"
    );

    /// <summary>What is to be sealed has been sealed, or why not.</summary>
    public sealed record Prepared(IReadOnlyList<Refusal> Problems, IReadOnlyList<SealedPart> Parts);

    public static Access Authorise(Actor actor, Bid bid) => bid.Lead(actor, Roles.BidManager, Roles.Signatory);

    public static async Task<Prepared> Load(
        SubmitBid command,
        Stream<Bid> bid,
        Streams streams,
        BidContents contents,
        SealedBids sealedBids,
        TeamKeys keys,
        OpeningKeys openingKeys,
        Vault vault,
        CancellationToken cancel
    )
    {
        if (bid.State.Withdrawn)
            return new Prepared([BidAccess.Withdrawn], []);
        if (bid.State.Excluded)
            return new Prepared([Excluded], []);
        if (bid.State.Standing is not null)
        {
            // It may be here for the second time, having lost a race: what it sealed in vain goes.
            await sealedBids.SweepAsync(bid.Id, bid.State, cancel);
            return new Prepared([], []);
        }
        var tender = (await streams.PeekAsync<TenderForBids>(bid.State.TenderId, cancel)).State;
        if (!tender.Published || tender.Withdrawn || tender.PublicKey is null)
            return new Prepared([BidAccess.TenderTakesNone], []);
        var consortium = bid.State.ConsortiumId is { } id ? (await streams.PeekAsync<ConsortiumForBids>(id, cancel)).State : null;
        if (consortium is { Agreed: null })
            return new Prepared([NotAgreed], []);
        if (consortium is { Agreed: { } terms } && !terms.Members.Select(m => m.OrganisationId).ToHashSet().SetEquals(bid.State.Members))
            return new Prepared([MembersChanged], []);

        var answers = await contents.ReadAsync(bid, cancel);
        var findings = BidCheck.Of(bid.State, tender, answers, consortium?.Agreed, await CeilingAsync(consortium?.Agreed, vault, cancel));
        if (findings.Count > 0)
            return new Prepared([.. findings.Select(AsRefusal)], []);
        var files = await contents.FilesAsync(bid, cancel);
        var parts = await sealedBids.SealAsync(
            command.BidId,
            bid.State,
            bid.State.Attempts.Count + 1,
            await openingKeys.PublicAsync(bid.State.TenderId, cancel),
            await keys.PublicAsync(command.BidId, cancel),
            SealedContent
                .Cut(command.BidId, bid.State, tender, answers)
                .Select(c => (c, SealedContent.FilesOf(c, bid.State, tender, files))),
            cancel
        );
        return new Prepared([], parts);
    }

    public static Decision Handle(SubmitBid command, Bid bid, Prepared prepared, DateTimeOffset now)
    {
        if (prepared.Problems.Count > 0)
            return Decision.Refuse([.. prepared.Problems]);
        if (bid.Standing is { } standing)
            return Decision.Nothing.Answering(standing.Receipt(command.BidId));
        var received = new BidReceived(
            command.BidId,
            bid.TenderId,
            bid.Attempts.Count + 1,
            command.ReceivedAt ?? now,
            prepared.Parts,
            command.UncertaintyMs
        );
        return Decision.On<Bid>(command.BidId, received).Answering(Attempt.Of(received).Receipt(command.BidId));
    }

    public static async Task<Money?> CeilingAsync(Terms? terms, Vault vault, CancellationToken cancel) =>
        terms?.PriceCeiling is { } ceiling
            ? JsonSerializer.Deserialize<Money>(await vault.RevealAsync(ceiling, cancel), EventJson.Options)
            : null;

    private static Refusal AsRefusal(Finding f) =>
        new(f.Code, f.RequirementId is { } requirement ? $"parts[{requirement}]" : null, f.Sentence);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapCommand<SubmitBid>(
                "POST",
                "/api/v1/bids/{bidId}/submission",
                BidAccess.Submitters,
                send: (services, command, context, cancel) => services.GetRequiredService<BidDoor>().SubmitAsync(command, context)
            )
            .WithMetadata(new ArrivesAttribute());
}
