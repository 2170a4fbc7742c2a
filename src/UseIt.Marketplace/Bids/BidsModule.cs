using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Bids;

public sealed class BidsModule : Module
{
    private readonly BidTenders tenders = new();
    private readonly MyBids mine = new(new MyConsortia());

    public override IEnumerable<InlineView> Inline => [tenders];
    public override IEnumerable<TableView> Views => [mine];
    public override IEnumerable<Reaction> Reactions => [new DecideReceivedBids(), new OpenSealedBids(), new LetIntoBids()];

    public override void Services(IServiceCollection services, Settings settings) =>
        services
            .AddSingleton(tenders)
            .AddSingleton<Drafts>()
            .AddSingleton<TeamKeys>()
            .AddSingleton<BidFiles>()
            .AddSingleton<BidStorage>()
            .AddSingleton<SealedFiles>()
            .AddSingleton<Documents.IFilesElsewhere>(s => s.GetRequiredService<SealedFiles>())
            .AddSingleton<SealedBids>()
            .AddSingleton<Engine.IBytesBesideTheLog, SealedBytes>()
            .AddSingleton<Engine.IBytesBesideTheLog, OpenedContents>()
            .AddSingleton<BidContents>()
            .AddSingleton<BidDoor>()
            .AddSingleton<BidReader>()
            .AddSingleton<OpenedBids>()
            .AddNavigation("Your bids", "/bids", order: 30, shownTo: who => who.Roles.Overlaps(Roles.Enterprise));

    public override void Routes(IEndpointRouteBuilder routes)
    {
        StartBidHandler.Map(routes);
        AssignBidPartHandler.Map(routes);
        SaveBidPartHandler.Map(routes);
        UploadBidFileEndpoints.Map(routes);
        AttachBidFileHandler.Map(routes);
        RemoveBidFileHandler.Map(routes);
        DropBidLotHandler.Map(routes);
        SubmitBidHandler.Map(routes);
        WithdrawBidHandler.Map(routes);
        ProposeLateAdmissionHandler.Map(routes);
        AdmitLateBidHandler.Map(routes);
        LateBids.Map(routes);
        mine.Map(routes);
        BidReader.Map(routes);
    }
}
