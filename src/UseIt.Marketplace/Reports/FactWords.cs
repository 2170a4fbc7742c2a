using System.Text.RegularExpressions;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Enterprises;
using UseIt.Marketplace.Programmes;
using UseIt.Marketplace.Research;
using UseIt.Marketplace.Spend;
using UseIt.Marketplace.Support;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Reports;

/// <summary>Facts behind a figure, in words.</summary>
internal static partial class FactWords
{
    public static string What(object fact) =>
        fact switch
        {
            CommitmentPromised => "Promised in the winning bid",
            CommitmentContracted => "Taken into the contract",
            CommitmentVaried => "Changed",
            CommitmentLapsed => "Lapsed",
            EvidenceOverlapAccepted => "Counts here too, beside other evidence",
            ConsensusReached => "Score agreed",
            SessionCountersigned => "Session confirmed by the enterprise",
            GrowthObserved => "Figure recorded",
            GrowthObservationVerified => "Figure verified by an adviser",
            GrowthObservationCorrected => "Figure corrected",
            PersonStep e => e.What,
            SocialReturnStated => "What its outcomes are taken to be worth, stated by the enterprise",
            AnnualStatementRecorded => "Stated by the enterprise of its year",
            _ => Sentence(fact.GetType().Name),
        };

    public static string Says(object fact) =>
        fact switch
        {
            CommitmentPromised e => $"{ReportWriter.Quantity(e.Quantity)} {e.Metric.Unit}: {e.Promise}",
            CommitmentContracted e => e.Due is { } due ? $"Due by {UkTime.Display(due)}" : "",
            CommitmentVaried e => $"To {ReportWriter.Quantity(e.Quantity)}: {e.Reason}",
            CommitmentLapsed e => e.Reason,
            EvidenceRecorded e => $"{ReportWriter.Quantity(e.Quantity)}: {e.Statement}",
            EvidenceVerified { Remark: { } remark } e => $"{ReportWriter.Quantity(e.Quantity)}: {remark}",
            EvidenceVerified e => ReportWriter.Quantity(e.Quantity),
            EvidenceOverlapAccepted e => e.Reason,
            RecoveryAgreed e => $"{e.What}, by {UkTime.Display(e.Due)}",
            RecoveryReported e => e.Remark ?? "",
            EvidenceDisputed e => e.Reason,
            EvidenceCorrected e => $"To {ReportWriter.Quantity(e.Quantity)}: {e.Reason}",
            EvidenceWithdrawn e => e.Reason,
            ConsensusReached e => $"{ReportWriter.Quantity(e.Score)}: {e.Reason}",
            PersonStep e => $"Number {e.Number}, on {UkTime.Display(e.On)}",
            AnnualStatementRecorded e => $"Year to {UkTime.Display(e.Statement.YearEnd)}",
            SessionLogged e => $"{e.Minutes} minutes on {UkTime.Display(e.Date)}",
            GrowthObserved e => $"{ReportWriter.Quantity(e.Value)} {e.Unit} on {UkTime.Display(e.AsAt)}: {e.Source}",
            GrowthObservationCorrected e => $"To {ReportWriter.Quantity(e.Value)}: {e.Reason}",
            EnterpriseDiagnosed e => $"{e.Instrument}, {e.Edition}, on {UkTime.Display(e.AsAt)}",
            ContractPrepared e => $"{e.Title}: {e.Value.WithPence()}",
            AwardConfirmed e => e.Value.WithPence(),
            PaidInvoicesTakenIn e =>
                $"{e.Lines} payments, {new Money(e.Net).WithPence()} net, paid from {UkTime.Display(e.First)} to {UkTime.Display(e.Last)}",
            LocalAreaDefined e => $"{e.Name}: {string.Join(", ", e.Postcodes)}",
            GrantAwardRecorded e => $"{e.Amount.WithPence()} from {e.From} on {UkTime.Display(e.AwardedOn)}",
            HelpConfirmed e => $"By its {e.Capacity}",
            EnterpriseStandingRecorded e =>
                $"Since {UkTime.Display(e.RegisteredOn)}{(e.Predecessor ? $", after {e.PredecessorName}" : "")}",
            EnterpriseWardRecorded e => Places.Of(e.PlaceCode)?.Name ?? e.PlaceCode,
            ResearchCompleted e => $"On {UkTime.Display(e.On)}",
            ProgrammeClaimed e => e.Quarter,
            ProgrammeTargetSet e => $"{ReportWriter.Quantity(e.Value)} by {UkTime.Display(e.By)}",
            _ => "",
        };

    private static string Sentence(string name) => Capital().Replace(name, m => m.Index == 0 ? m.Value : $" {m.Value.ToLowerInvariant()}");

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Capital();
}
