using System.Text.Json;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Reports;

/// <summary>What a report is asked about.</summary>
/// <param name="Cut">The position of the log up to which facts count,</param>
/// <param name="DataCut">and the same as a token, as it leaves the server.</param>
/// <param name="By">Who asks: what is read of bids is noted under their name.</param>
public sealed record ReportAsked(Guid SubjectId, long Cut, string DataCut, bool Demonstration, Actor By);

/// <summary>Something a report can be about.</summary>
public sealed record ReportSubject(Guid Id, string Title);

/// <summary>
/// One kind of report: its name, who may run and read it, how it is made, and its template in <c>templates/reports/NAME</c>. Nothing
/// outside knows a kind by name.
/// </summary>
public abstract class ReportKind
{
    /// <summary>What scripts and frozen reports call it; it stays.</summary>
    public abstract string Name { get; }

    /// <summary>What it was called before; frozen reports and scripts may still say so.</summary>
    public virtual IReadOnlyList<string> FormerNames => [];

    public abstract string Title { get; }

    /// <summary>What it is for, in a sentence.</summary>
    public abstract string Purpose { get; }

    /// <summary>The question for what it is about: Which contract?</summary>
    public abstract string Question { get; }

    /// <summary>What a template calls the model.</summary>
    public abstract string Variable { get; }

    public abstract Type Model { get; }

    /// <summary>Rows of id and title of everything it can be about, for the operator.</summary>
    public abstract string AllSubjects { get; }

    /// <summary>Whether this actor may run it about this subject, and read what was run. A subject of another kind is nobody's.</summary>
    public abstract Task<bool> MayAsync(Actor actor, Guid subject, CancellationToken cancel);

    /// <summary>What this actor can run it about, the first hundred.</summary>
    public abstract Task<IReadOnlyList<ReportSubject>> OfferedAsync(Actor actor, CancellationToken cancel);

    /// <summary>What it says, from the facts up to the cut; null where there was nothing to report then.</summary>
    public abstract Task<IReportModel?> MakeAsync(ReportAsked asked, CancellationToken cancel);

    /// <summary>What its templates may call beside what all may.</summary>
    public virtual IReadOnlyDictionary<string, Delegate> Functions => new Dictionary<string, Delegate>();

    public IReportModel Read(JsonElement frozen) => (IReportModel)frozen.Deserialize(Model, EventJson.Options)!;
}

/// <summary>All kinds of reports there are.</summary>
public sealed class ReportKinds(IEnumerable<ReportKind> kinds)
{
    private readonly IReadOnlyList<ReportKind> all = [.. kinds];

    public IReadOnlyList<ReportKind> All => all;

    /// <summary>By its name, or by what it was called before.</summary>
    public ReportKind? Find(string name) =>
        all.FirstOrDefault(k => k.Name == name) ?? all.FirstOrDefault(k => k.FormerNames.Contains(name));

    /// <summary>The kind of a report that was run.</summary>
    public ReportKind Of(ReportRun run) => Find(run.Kind) ?? throw new InvalidOperationException($"There is no kind of report {run.Kind}.");

    public IReportModel Read(ReportRun run) => Of(run).Read(run.Model);
}
