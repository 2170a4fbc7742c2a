using System.Globalization;
using System.Text.Json;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Reports;

/// <summary>
/// Runs a report and freezes what it says. With a data cut it says what it would have said then; the same report run again is the one that
/// is there.
/// </summary>
public sealed record RunReport(string Kind, Guid SubjectId, [property: AsToken] long? DataCut = null) : Message, ICommand;

public static class RunReportHandler
{
    public static readonly Refusal NothingThere = new(
        "report-empty",
        "dataCut",
        "There was nothing to report at that position of the log. Choose a later one"
    );
    public static readonly Refusal CutInFuture = new("cut-in-future", "dataCut", "The log has not reached that position yet");

    public sealed record Made(ReportRun? Run, string Token, bool IsThere, Refusal? Why = null)
    {
        public static Made Not(Refusal why) => new(null, "", false, why);
    }

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
        if (kinds.Find(command.Kind) is not { } kind)
            return Made.Not(KindUnknown(string.Join(", ", kinds.All.Select(k => k.Name))));
        // A position below which nothing can appear any more: whoever runs a report right after a command sees that command in it.
        var ceiling = await streams.Database.CeilingAsync(cancel);
        if (command.DataCut > ceiling)
            return Made.Not(CutInFuture);
        var cut = command.DataCut ?? ceiling;
        var demonstration = (await StoreMark.ReadAsync(streams.Database, cancel)).IsDemo;
        if (await kind.MakeAsync(new ReportAsked(command.SubjectId, cut, tokens.Of(cut), demonstration, actor), cancel) is not { } model)
            return Made.Not(NothingThere);
        var run = Frozen(command.SubjectId, kind, await writer.TemplateForAsync(kind, model, cancel), model, cut);
        return new Made(run, model.DataCut, (await streams.FetchAsync<Report>(run.ReportId, cancel)).Exists);
    }

    public static Decision Handle(RunReport command, Made made)
    {
        if (made.Why is { } why)
            return why;
        var run = made.Run!;
        var decision = made.IsThere ? Decision.Nothing : Decision.On<Report>(run.ReportId, run);
        return decision.Answering(
            new
            {
                run.ReportId,
                DataCut = made.Token,
                run.Checksum,
            }
        );
    }

    /// <summary>
    /// What a report says, as it is kept for ever. Its id is printed in it, and so follows from what makes it this report: whoever runs it
    /// again gets the same bytes.
    /// </summary>
    internal static ReportRun Frozen(Guid subject, ReportKind kind, TemplateText template, IReportModel model, long cut)
    {
        var frozen = JsonSerializer.SerializeToElement(model, kind.Model, EventJson.Options);
        var editions = model.FrameworkEditions.Count == 0 ? null : string.Join("; ", model.FrameworkEditions);
        return new ReportRun(
            UuidV5.Of(subject, string.Create(CultureInfo.InvariantCulture, $"report/{kind.Name}/{cut}/{template.Sha256}/{editions}")),
            kind.Name,
            subject,
            template.Path,
            template.Sha256,
            cut,
            editions,
            frozen,
            CanonicalJson.Sha256(frozen)
        );
    }

    /// <summary>Which report it was that was run.</summary>
    public static Guid ReportOf(Outcome.Done done) => done.Answer!["reportId"]!.GetValue<Guid>();

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RunReport>("POST", "/api/v1/reports", AllowedTo.PersonOrService, creates: "reportId");
}
