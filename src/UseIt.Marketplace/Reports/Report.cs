using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Reports;

public sealed record Report(ReportRun? Run) : IState<Report>
{
    public static Report Empty { get; } = new((ReportRun?)null);

    public Report Evolve(object fact) => fact is ReportRun run ? new Report(run) : this;
}
