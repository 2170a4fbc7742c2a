using Marten;
using Npgsql;
using UseIt.Marketplace.Contracts;

namespace UseIt.Marketplace.Reports;

/// <summary>What was promised in a contract, and what of it was delivered and verified.</summary>
public sealed class ContractReturn(IDocumentStore store, NpgsqlDataSource database, ContractView contracts)
    : OfContract(store, database, contracts)
{
    public override string Name => "contract-return";
    public override IReadOnlyList<string> FormerNames => ["contract-social-value-return"];
    public override string Title => "Social value return";
    public override string Purpose => "What was promised in a contract, what was delivered, and what of that the buyer has verified.";
    public override string Variable => "contract";
    public override Type Model => typeof(SocialValueReturn);

    public override IReadOnlyDictionary<string, Delegate> Functions { get; } =
        new Dictionary<string, Delegate> { ["bars"] = (ReportCommitment commitment) => ReportCharts.Bars(commitment) };

    public override async Task<IReportModel?> MakeAsync(ReportAsked asked, CancellationToken cancel) =>
        SocialValueReturn.From(await FactsAsync(asked, cancel), asked.DataCut, asked.Demonstration);
}
