using System.Text.Json;
using Marten;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Reports;

/// <summary>Runs a report and freezes what it says. With a data cut it says what it would have said then.</summary>
public sealed record RunReport([property: NewId] Guid ReportId, string Kind, Guid SubjectId, [property: AsToken] long? DataCut = null)
    : Message,
        ICommand;

public static class RunReportHandler
{
    public static readonly Refusal KindUnknown = new("report-kind-unknown", "kind", $"Choose a kind of report: {SocialValueReturn.Kind}");
    public static readonly Refusal NothingThere = new(
        "report-empty",
        "dataCut",
        "There was no such contract at that position of the log. Choose a later one"
    );
    public static readonly Refusal CutInFuture = new("cut-in-future", "dataCut", "The log has not reached that position yet");

    public sealed record Made(TemplateText? Template, SocialValueReturn? Model, long Cut, bool CutInFuture);

    public static Access Authorise(ReportedContract subject, Actor actor) =>
        subject.Parties.Any(p => actor.ActsFor(p)) ? Access.Granted : Access.NotFound;

    public static async Task<Made> Load(
        RunReport command,
        Streams streams,
        IDocumentStore store,
        ReportTemplates templates,
        PositionTokens tokens,
        CancellationToken cancel
    )
    {
        if (command.Kind != SocialValueReturn.Kind)
            return new Made(null, null, 0, false);
        if (command.DataCut is { } cut && cut > await streams.Database.CeilingAsync(cancel))
            return new Made(null, null, 0, true);
        var facts = await ContractFacts.ReadAsync(store, streams.Database, command.SubjectId, command.DataCut, cancel);
        return new Made(
            await templates.KeepAsync(command.Kind, cancel),
            SocialValueReturn.From(facts, tokens, (await StoreMark.ReadAsync(streams.Database, cancel)).IsDemo),
            facts.Cut,
            false
        );
    }

    public static Decision Handle(RunReport command, Stream<Report> report, [Peek] ReportedContract subject, Made made)
    {
        if (report.Exists)
            return Decision.Nothing;
        if (command.Kind != SocialValueReturn.Kind)
            return KindUnknown;
        if (made.CutInFuture)
            return CutInFuture;
        if (made is not { Model: { } model, Template: { } template } || subject.Parties.Count == 0)
            return NothingThere;
        var frozen = JsonSerializer.SerializeToElement(model, EventJson.Options);
        var checksum = CanonicalJson.Sha256(frozen);
        return Decision
            .On<Report>(
                command.ReportId,
                new ReportRun(
                    command.ReportId,
                    command.Kind,
                    command.SubjectId,
                    template.Path,
                    template.Sha256,
                    made.Cut,
                    model.FrameworkEditions.Count == 0 ? null : string.Join("; ", model.FrameworkEditions),
                    frozen,
                    checksum
                )
            )
            .Answering(
                new
                {
                    command.ReportId,
                    model.DataCut,
                    checksum,
                }
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RunReport>("POST", "/api/v1/reports", AllowedTo.Person, creates: "reportId");
}
