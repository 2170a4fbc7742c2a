using Marten;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Networks;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

/// <summary>
/// Prepares the tender notice for the central platform. It can be prepared again, also when the platform did not take it.
/// </summary>
public sealed record PrepareNotice(Guid TenderId, bool? OpenFilesHoldStaffData = null) : Message, ICommand;

public static class PrepareNoticeHandler
{
    public static readonly Refusal NoNotice = new(
        "no-notice-needed",
        null,
        "This regime needs no notice elsewhere. Publish the tender here"
    );

    public sealed record Package(string Sha256, Buyer Buyer, Staff? Staff = null)
    {
        public SaidToMarket Said { get; init; } = SaidToMarket.Empty;
    }

    public static Access Authorise(Actor actor, Tender tender) => tender.AccessOf(actor, Roles.Author, Roles.Approver);

    public static async Task<Package> Load(
        PrepareNotice command,
        Tender tender,
        Streams streams,
        IDocumentStore store,
        Memberships memberships,
        Settings settings,
        CancellationToken cancel
    )
    {
        var sheet = NoticePackage.Fold(await store.ReadStreamAsync(command.TenderId, cancel: cancel));
        var buyer = (await streams.FetchAsync<NoticeBuyer>(tender.BuyerId, cancel)).State;
        return new Package(
            sheet is null ? "" : NoticePackage.Sha256(NoticePackage.Of(sheet, buyer, settings.OcidPrefix)),
            (await streams.FetchAsync<Buyer>(tender.BuyerId, cancel)).State,
            await Staff.LoadAsync(command.TenderId, tender.BuyerId, store, memberships, cancel)
        )
        {
            Said = (await streams.FetchAsync<SaidToMarket>(MarketStatementRow.EngagementOf(tender.BuyerId), cancel)).State,
        };
    }

    public static Decision Handle(PrepareNotice command, Tender tender, Package package, DateTimeOffset now)
    {
        if (tender.Stage != TenderStage.NoticeSubmitted && tender.NotDraft() is { } no)
            return no;
        if (!tender.Profile.NoticesAreConfirmedElsewhere)
            return NoNotice;
        if (package.Buyer.MayNotPublish is { } barred)
            return barred;
        if (command.OpenFilesHoldStaffData == true)
            return PublishTenderHandler.StaffDataOpen;
        Refusal[] missing = [.. Readiness.Of(tender, now), .. package.Staff?.Missing(tender) ?? []];
        if (missing.Length > 0)
            return Decision.Refuse(missing);
        if (package.Said.IsUndecided(command.TenderId))
            return SaidToMarket.Undecided;
        return Decision.On<Tender>(command.TenderId, new NoticePrepared(command.TenderId, NoticePackage.TenderNotice, package.Sha256));
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapCommand<PrepareNotice>("POST", "/api/v1/tenders/{tenderId}/notice/preparation", Editors.AuthorOrApprover);
        routes
            .MapGet(
                "/api/v1/tenders/{tenderId:guid}/notice",
                async (
                    Guid tenderId,
                    HttpContext http,
                    Accounts.Actors actors,
                    IDocumentStore store,
                    Settings settings,
                    CancellationToken cancel
                ) =>
                {
                    var actor = await actors.OfAsync(http, cancel);
                    var tender = (await store.FetchAsync<Tender>(tenderId, cancel)).State;
                    return
                        actor.ActsFor(tender.BuyerId) && await NoticePackage.PreparedAsync(store, settings, tenderId, cancel) is { } package
                        ? Results.Bytes(package, "application/json")
                        : Problems.NotFound();
                }
            )
            .AllowedTo(AllowedTo.Role("the buyer", Roles.Buyer))
            .WithTags("Tenders")
            .WithName("PreparedNotice");
    }
}
