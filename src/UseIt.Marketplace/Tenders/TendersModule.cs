using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

public sealed class TendersModule : Module
{
    private readonly ReceivedBids received = new();
    private readonly ConcludedLots concluded = new();
    private readonly AwaitedNotices awaited = new();
    private readonly Deadlines deadlines = new();

    public override IEnumerable<InlineView> Inline => [received, concluded, awaited, deadlines];
    public override IEnumerable<TableView> Views =>
        [new TenderView(), new OpenTenders(), new BuyerTenders(), new QuestionsForBuyer(), new QuestionsOfAsker()];
    public override IEnumerable<Reaction> Reactions => [new AwardEndsLot(), new ImportConfirmsNotice()];

    public override void Services(IServiceCollection services, Settings settings)
    {
        services
            .AddSingleton(received)
            .AddSingleton(concluded)
            .AddSingleton(awaited)
            .AddSingleton(deadlines)
            .AddSingleton<ILastHour, LastHour>()
            .AddSingleton<OpeningKeys>()
            .AddSingleton<TenderReader>()
            .AddSingleton<IDocumentReaders, TenderDocumentReaders>()
            .AddSingleton<Arrivals>()
            .AddSingleton<Heartbeat>()
            .AddNavigation("Your tenders", "/buyer/tenders", order: 25, shownTo: who => who.Roles.Overlaps(Roles.Buyer));
        if (settings.Works)
            services.AddHostedService(s => s.GetRequiredService<Heartbeat>());
    }

    public override void Routes(IEndpointRouteBuilder routes)
    {
        DraftTenderHandler.Map(routes);
        DescribeTenderHandler.Map(routes);
        AddLotHandler.Map(routes);
        ChangeLotHandler.Map(routes);
        RemoveLotHandler.Map(routes);
        AddRequirementHandler.Map(routes);
        RemoveRequirementHandler.Map(routes);
        SetCriteriaHandler.Map(routes);
        AttachTenderDocumentHandler.Map(routes);
        AcceptUndertakingHandler.Map(routes);
        RemoveTenderDocumentHandler.Map(routes);
        SetDeadlineHandler.Map(routes);
        NameOpenersHandler.Map(routes);

        AskForApprovalHandler.Map(routes);
        PublishTenderHandler.Map(routes);
        PrepareNoticeHandler.Map(routes);
        RecordNoticeSubmittedHandler.Map(routes);
        ConfirmNoticeHandler.Map(routes);

        AskQuestionHandler.Map(routes);
        TenderCalendar.Map(routes);
        AnswerQuestionHandler.Map(routes);
        DeclineQuestionHandler.Map(routes);
        ProposeExtensionHandler.Map(routes);
        ExtendDeadlineHandler.Map(routes);
        AmendTenderHandler.Map(routes);
        WithdrawTenderHandler.Map(routes);
        RequestOpeningHandler.Map(routes);
        EndLotUnsuccessfulHandler.Map(routes);

        OpenTenders.Map(routes);
        TenderView.Map(routes);
        QuestionsForBuyer.Map(routes);
        QuestionsOfAsker.Map(routes);
        BuyerTenders.Map(routes);
    }
}
