using Marten;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Networks;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

/// <summary>
/// Publishes a tender whose regime needs no notice elsewhere. It closes by itself: the wake-up is sent with the publication.
/// </summary>
public sealed record PublishTender(Guid TenderId) : Message, ICommand;

public static class PublishTenderHandler
{
    public static readonly Refusal NoticeNeeded = new(
        "notice-needed",
        null,
        "Under this regime the notice comes first: prepare it, submit it to Find a Tender, and have it confirmed here"
    );

    public sealed record Approval(IReadOnlySet<Guid> Authors, Buyer Buyer, string Ocid, bool Owed = false)
    {
        public SaidToMarket Said { get; init; } = SaidToMarket.Empty;
    }

    public static Access Authorise(Actor actor, Tender tender) => tender.AccessOf(actor, Roles.Approver);

    public static async Task<Approval> Load(
        PublishTender command,
        Tender tender,
        Actor actor,
        Streams streams,
        IDocumentStore store,
        Settings settings,
        CancellationToken cancel
    )
    {
        var authors = await Authorship.OfAsync(store, command.TenderId, cancel);
        return new(
            authors,
            (await streams.FetchAsync<Buyer>(tender.BuyerId, cancel)).State,
            $"{settings.OcidPrefix}-{command.TenderId}",
            await Independence.IsMissingAsync(store, tender.BuyerId, actor.Person, authors, cancel)
        )
        {
            Said = (await streams.FetchAsync<SaidToMarket>(MarketStatementRow.EngagementOf(tender.BuyerId), cancel)).State,
        };
    }

    public static Decision Handle(PublishTender command, Tender tender, Approval approval, Actor actor, DateTimeOffset now)
    {
        if (tender.IsPublic)
            return Decision.Nothing;
        if (tender.NotDraft() is { } no)
            return no;
        if (tender.Profile.NoticesAreConfirmedElsewhere)
            return NoticeNeeded;
        if (approval.Authors.Contains(actor.Person))
            return TenderRefusals.OwnWork;
        if (approval.Owed)
            return TenderRefusals.Owed;
        if (approval.Buyer.MayNotPublish is { } barred)
            return barred;
        var missing = Readiness.Of(tender, now);
        if (missing.Count > 0)
            return Decision.Refuse([.. missing]);
        if (approval.Said.IsUndecided(command.TenderId))
            return SaidToMarket.Undecided;
        return Decision
            .On<Tender>(command.TenderId, new TenderPublished(command.TenderId, tender.BuyerId, approval.Ocid, now, tender.Deadline!.Value))
            .Send(new CloseTender(command.TenderId), tender.Deadline);
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<PublishTender>("POST", "/api/v1/tenders/{tenderId}/publication", Editors.Approver);
}
