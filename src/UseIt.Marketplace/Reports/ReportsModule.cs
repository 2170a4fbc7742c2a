using Npgsql;

namespace UseIt.Marketplace.Reports;

public sealed class ReportsModule : Module
{
    public override void Services(IServiceCollection services, Settings settings) =>
        services
            .AddSingleton(s => new ReportTemplates(
                s.GetRequiredService<NpgsqlDataSource>(),
                settings.TemplatesFolder ?? ReportTemplates.DefaultFolder()
            ))
            .AddSingleton<ReportWriter>();

    public override void Routes(IEndpointRouteBuilder routes)
    {
        RunReportHandler.Map(routes);
        ShowReport.Map(routes);
    }
}
