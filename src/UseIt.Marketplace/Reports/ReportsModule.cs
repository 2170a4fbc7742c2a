using UseIt.Marketplace.Authoring;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Reports;

public sealed class ReportsModule : Module
{
    public override IEnumerable<TableView> Views => [new ReportSchedules()];

    public override void Services(IServiceCollection services, Settings settings) =>
        services
            .AddSingleton<ReportTemplates>()
            .AddSingleton<ITemplateUses, ReportTemplateUses>()
            .AddSingleton(_ => new PdfPrinter(PdfPrinter.Find(), settings.Address))
            .AddSingleton<LogTail>()
            .AddSingleton<EnterpriseReading>()
            .AddSingleton<ReportKind, ContractReturn>()
            .AddSingleton<ReportKind, CommitmentSchedule>()
            .AddSingleton<ReportKind, BidderComparison>()
            .AddSingleton<ReportKind, EnterpriseGrowth>()
            .AddSingleton<ReportKind, AnchorStatement>()
            .AddSingleton<ReportKind, ImpactReport>()
            .AddSingleton<ReportKinds>()
            .AddSingleton<ReportWriter>()
            .AddSingleton<ReportReaders>()
            .AddSingleton<PrintedReports>()
            .AddSingleton<ReportFiles>()
            .AddNavigation(
                "Reports",
                "/reports",
                order: 45,
                shownTo: who =>
                    who.Roles.Overlaps(Roles.Buyer)
                    || who.Roles.Overlaps(Roles.Enterprise)
                    || who.Roles.Overlaps(Roles.Support)
                    || who.Has(Roles.Auditor),
                area: Area.Results
            );

    public override void Routes(IEndpointRouteBuilder routes)
    {
        RunReportHandler.Map(routes);
        ShowReport.Map(routes);
        ScheduleReportHandler.Map(routes);
        StopReportScheduleHandler.Map(routes);
        ReportSchedules.Map(routes);
    }
}
