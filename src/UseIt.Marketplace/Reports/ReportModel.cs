using JasperFx.Events;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Privacy;

namespace UseIt.Marketplace.Reports;

/// <summary>What a report says: made from the facts up to a cut, frozen, and written from that alone in every format.</summary>
public interface IReportModel
{
    string Title { get; }

    /// <summary>Where the log is cut, as a token.</summary>
    string DataCut { get; }
    DateTimeOffset AsAt { get; }
    IReadOnlyList<string> FrameworkEditions { get; }

    IEnumerable<ReportFigure> Figures();

    /// <summary>Everybody whose name is told, or found erased, when the report is shown.</summary>
    IEnumerable<ReportPerson> People();

    /// <summary>A line for each figure or fact, for tables.</summary>
    IEnumerable<ReportRow> Rows();

    /// <summary>The streams in which the facts behind the figures lie.</summary>
    IEnumerable<Guid> Streams();

    /// <summary>What a figure is about, where the report is about several things.</summary>
    string? About(string key);

    /// <summary>A fact behind a figure as whoever reads the report may see it.</summary>
    object Shown(object fact) => fact;
}

/// <summary>
/// One figure of a report: what it says, in which unit, as at when, from which source, how sure it is, and the facts behind it.
/// </summary>
public sealed record ReportFigure(
    string Key,
    string Label,
    decimal? Value,
    string Unit,
    DateTimeOffset? AsAt,
    string Source,
    IReadOnlyList<Guid> Events,
    string? State = null
)
{
    public static ReportFigure Of(string key, string label, string unit, string source, Figure figure, string? state = null) =>
        new(key, label, figure.Value, unit, figure.AsAt, source, figure.Events, state);

    /// <summary>What these facts come to; not recorded where there are none.</summary>
    public static ReportFigure From(
        string key,
        string label,
        decimal value,
        string unit,
        string source,
        IEnumerable<IEvent> behind,
        string state
    )
    {
        IEvent[] events = [.. behind.DistinctBy(e => e.Id).OrderBy(e => e.Sequence)];
        return events.Length == 0
            ? NotRecorded(key, label, unit, source)
            : new(key, label, value, unit, events.Max(e => e.Timestamp), source, [.. events.Select(e => e.Id)], state);
    }

    public static ReportFigure NotRecorded(string key, string label, string unit, string source) =>
        new(key, label, null, unit, null, source, []);
}

/// <summary>How sure a figure is; an unverified one is never shown without that word.</summary>
public static class FigureState
{
    public const string Promised = "Promised";
    public const string Verified = "Verified";
    public const string Unverified = "Unverified";
    public const string Calculated = "Calculated";
}

public sealed record ReportParty(Guid Id, string Name);

/// <summary>A person in a report. The name is ciphertext; it is told, or found erased, when the report is shown.</summary>
public sealed record ReportPerson(Guid Id, Protected? Name);

/// <summary>One line of the table that CSV and XLSX hold: a figure in its unit, or something said.</summary>
public sealed record ReportRow(
    string Part,
    string? About,
    string Figure,
    decimal? Value = null,
    string? Unit = null,
    string? State = null,
    string? Words = null,
    DateTimeOffset? AsAt = null,
    string? Source = null,
    string? Framework = null,
    string? Reference = null,
    string? Key = null
)
{
    public static ReportRow Of(
        string part,
        string? about,
        ReportFigure figure,
        string? framework = null,
        string? reference = null,
        string? state = null
    ) =>
        new(
            part,
            about,
            figure.Label,
            figure.Value,
            figure.Unit,
            figure.Value is null ? null : figure.State ?? state,
            null,
            figure.AsAt,
            figure.Source,
            framework,
            reference,
            figure.Events.Count == 0 ? null : figure.Key
        );

    /// <summary>Something that is said in words.</summary>
    public static ReportRow Said(string part, string? about, string what, string? words, string? reference = null) =>
        new(part, about, what, Words: words ?? ReportWriter.NotRecorded, Reference: reference);
}
