using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Reports;

public sealed record Report(ReportRun? Run) : IState<Report>
{
    public static Report Empty { get; } = new((ReportRun?)null);

    public Report Evolve(object fact) => fact is ReportRun run ? new Report(run) : this;
}

/// <summary>Whose contract a report is about.</summary>
public sealed record ReportedContract(IReadOnlyList<Guid> Parties) : IState<ReportedContract>
{
    public static ReportedContract Empty { get; } = new((IReadOnlyList<Guid>)[]);

    public static string StreamType => "contract";

    public ReportedContract Evolve(object fact) =>
        fact is ContractPrepared prepared ? new ReportedContract([prepared.BuyerId, .. prepared.Suppliers]) : this;
}
