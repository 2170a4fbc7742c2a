using Marten;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Networks;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

/// <summary>
/// Publishes a tender whose regime needs no notice elsewhere. It closes by itself: the wake-up is sent with the publication.
/// </summary>
[NeedsSecondFactor]
public sealed record PublishTender(Guid TenderId, bool? OpenFilesHoldStaffData = null) : Message, ICommand;

public static class PublishTenderHandler
{
    public static readonly Refusal NoticeNeeded = new(
        "notice-needed",
        null,
        "Under this regime the notice comes first: prepare it, submit it to Find a Tender, and have it confirmed here"
    );

    public static readonly Refusal StaffDataOpen = new(
        "staff-data-open",
        "openFilesHoldStaffData",
        "A file with staff data must not be open to everybody. Remove it and add it again as one that holds staff data"
    );

    public sealed record Approval(IReadOnlySet<Guid> Authors, Buyer Buyer, string Ocid, bool Owed = false, Staff? Staff = null)
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
        Memberships memberships,
        Settings settings,
        CancellationToken cancel
    )
    {
        var authors = await Authorship.OfAsync(store, command.TenderId, cancel);
        return new(
            authors,
            (await streams.FetchAsync<Buyer>(tender.BuyerId, cancel)).State,
            $"{settings.OcidPrefix}-{command.TenderId}",
            await Independence.IsMissingAsync(store, tender.BuyerId, actor.Person, authors, cancel),
            await Staff.LoadAsync(command.TenderId, tender.BuyerId, store, memberships, cancel)
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
        if (command.OpenFilesHoldStaffData == true)
            return StaffDataOpen;
        Refusal[] missing = [.. Readiness.Of(tender, now), .. approval.Staff?.Missing(tender) ?? []];
        if (missing.Length > 0)
            return Decision.Refuse(missing);
        if (approval.Said.IsUndecided(command.TenderId))
            return SaidToMarket.Undecided;
        return Decision
            .On<Tender>(command.TenderId, new TenderPublished(command.TenderId, tender.BuyerId, approval.Ocid, now, tender.Deadline!.Value))
            .Send(new CloseTender(command.TenderId), tender.Deadline);
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<PublishTender>("POST", "/api/v1/tenders/{tenderId}/publication", Editors.Approver);
}
