using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Awards;

public sealed class AwardsModule : Module
{
    public override IEnumerable<TableView> Views => [new EvaluationView(), new AwardView(), new ReplacementsAsked()];

    public override IEnumerable<Reaction> Reactions => [new EvaluationSteps()];

    public override void Services(IServiceCollection services, Settings settings)
    {
        foreach (var letter in AwardLetters.All)
            services.AddSingleton(letter);
        services
            .AddSingleton<AwardLetters>()
            .AddSingleton<Impartiality>()
            .AddSingleton<BidderNames>()
            .AddSingleton<BidPeople>()
            .AddSingleton<PublicAwards>()
            .AddSingleton<ReadBids>()
            .AddSingleton<Documents.IDocumentReaders>(s => s.GetRequiredService<ReadBids>())
            .AddSingleton<ReadClarifications>()
            .AddSingleton<Documents.IDocumentReaders>(s => s.GetRequiredService<ReadClarifications>())
            .AddNavigation("Who won what", "/awards", order: 21, area: Area.Work);
    }

    public override void Routes(IEndpointRouteBuilder routes)
    {
        AppointEvaluatorHandler.Map(routes);
        DeclareInterestsHandler.Map(routes);
        DecideConflictHandler.Map(routes);
        DecideConditionHandler.Map(routes);
        ScoreBidHandler.Map(routes);
        SubmitScoresHandler.Map(routes);
        ReachConsensusHandler.Map(routes);
        ConfirmConsensusHandler.Map(routes);
        ConcludeQualityHandler.Map(routes);
        RankBidsHandler.Map(routes);
        NameSubcontractorsHandler.Map(routes);
        RecordBidderChecksHandler.Map(routes);
        DisregardBidHandler.Map(routes);
        StandBackFromBidHandler.Map(routes);
        OfferTakeOverHandler.Map(routes);
        DecideDepartureHandler.Map(routes);
        NameReplacementHandler.Map(routes);
        AcceptReplacementHandler.Map(routes);
        DeclineReplacementHandler.Map(routes);
        BidPeople.Map(routes);
        AskBiddersHandler.Map(routes);
        AnswerClarificationHandler.Map(routes);
        ProposeAwardHandler.Map(routes);
        ApproveAwardHandler.Map(routes);
        RejectAwardHandler.Map(routes);
        SendSummariesHandler.Map(routes);
        PublishAwardNoticeHandler.Map(routes);
        SuspendStandstillHandler.Map(routes);
        ResumeStandstillHandler.Map(routes);
        ConfirmAwardHandler.Map(routes);
        CancelAwardHandler.Map(routes);
        ReadBids.Map(routes);
        ReadClarifications.Map(routes);
        ShowEvaluation.Map(routes);
        ShowAward.Map(routes);
    }
}
