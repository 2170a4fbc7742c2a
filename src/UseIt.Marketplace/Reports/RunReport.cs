using System.Text.Json;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Reports;

/// <summary>Runs a report and freezes what it says. With a data cut it says what it would have said then.</summary>
public sealed record RunReport([property: NewId] Guid ReportId, string Kind, Guid SubjectId, [property: AsToken] long? DataCut = null)
    : Message,
        ICommand;

public static class RunReportHandler
{
    public static readonly Refusal NothingThere = new(
        "report-empty",
        "dataCut",
        "There was nothing to report at that position of the log. Choose a later one"
    );
    public static readonly Refusal CutInFuture = new("cut-in-future", "dataCut", "The log has not reached that position yet");

    public sealed record Made(ReportKind? Kind, TemplateText? Template, IReportModel? Model, long Cut, bool CutInFuture, string Kinds);

    public static Refusal KindUnknown(string kinds) => new("report-kind-unknown", "kind", $"Choose a kind of report: {kinds}");

    // Who may is the kind's to say; that there is no such kind may be heard by anybody.
    public static async Task<Access> Authorise(RunReport command, Actor actor, ReportKinds kinds, CancellationToken cancel) =>
        actor.IsSystem || kinds.Find(command.Kind) is not { } kind || await kind.MayAsync(actor, command.SubjectId, cancel)
            ? Access.Granted
            : Access.NotFound;

    public static async Task<Made> Load(
        RunReport command,
        Actor actor,
        Streams streams,
        ReportKinds kinds,
        ReportWriter writer,
        PositionTokens tokens,
        CancellationToken cancel
    )
    {
        var names = string.Join(", ", kinds.All.Select(k => k.Name));
        if (kinds.Find(command.Kind) is not { } kind)
            return new Made(null, null, null, 0, false, names);
        // A position below which nothing can appear any more: whoever runs a report right after a command sees that command in it.
        var ceiling = await streams.Database.CeilingAsync(cancel);
        if (command.DataCut > ceiling)
            return new Made(kind, null, null, 0, true, names);
        var cut = command.DataCut ?? ceiling;
        var demonstration = (await StoreMark.ReadAsync(streams.Database, cancel)).IsDemo;
        var model = await kind.MakeAsync(new ReportAsked(command.SubjectId, cut, tokens.Of(cut), demonstration, actor), cancel);
        return new Made(kind, model is null ? null : await writer.TemplateForAsync(kind, model, cancel), model, cut, false, names);
    }

    public static Decision Handle(RunReport command, Stream<Report> report, Made made)
    {
        if (report.Exists)
            return Decision.Nothing;
        if (made.Kind is null)
            return KindUnknown(made.Kinds);
        if (made.CutInFuture)
            return CutInFuture;
        if (made is not { Model: { } model, Template: { } template })
            return NothingThere;
        var run = Frozen(command.ReportId, command.SubjectId, made.Kind, template, model, made.Cut);
        return Decision
            .On<Report>(command.ReportId, run)
            .Answering(
                new
                {
                    command.ReportId,
                    model.DataCut,
                    run.Checksum,
                }
            );
    }

    /// <summary>What a report says, as it is kept for ever.</summary>
    internal static ReportRun Frozen(Guid id, Guid subject, ReportKind kind, TemplateText template, IReportModel model, long cut)
    {
        var frozen = JsonSerializer.SerializeToElement(model, kind.Model, EventJson.Options);
        return new ReportRun(
            id,
            kind.Name,
            subject,
            template.Path,
            template.Sha256,
            cut,
            model.FrameworkEditions.Count == 0 ? null : string.Join("; ", model.FrameworkEditions),
            frozen,
            CanonicalJson.Sha256(frozen)
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RunReport>("POST", "/api/v1/reports", AllowedTo.PersonOrService, creates: "reportId");
}
