using System.Text.Json;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Reports;

// A report, frozen as it was run: the model holds ids and ciphertext where it speaks of people, so that names resolve, or are erased, at
// rendering.
public sealed record ReportRun(
    Guid ReportId,
    string Kind,
    Guid SubjectId,
    string Template,
    string TemplateSha256,
    long DataCut,
    string? FrameworkEdition,
    JsonElement Model,
    string Checksum
) : IFact;

public sealed record ReportSent(Guid ReportId, Guid OrganisationId) : IFact;

// A report that is made again and again, or before a day, and told to people of the organisation who may read it.
public sealed record ReportScheduled(
    Guid ScheduleId,
    Guid OrganisationId,
    string Kind,
    Guid SubjectId,
    string SubjectTitle,
    ReportRhythm Rhythm,
    DateOnly? Day,
    int? DaysBefore,
    IReadOnlyList<Guid> ReaderIds,
    DateOnly FirstDue,
    Guid By
) : IFact;

// What came of one due day: the report, who was sent word of it, and who of those named could read it no longer.
public sealed record ScheduledReportSent(
    Guid ScheduleId,
    Guid OrganisationId,
    DateOnly Due,
    Guid? ReportId,
    IReadOnlyList<Guid> SentTo,
    IReadOnlyList<Guid> NotSentTo
) : IFact;

public sealed record ReportScheduleStopped(Guid ScheduleId, Guid OrganisationId, Guid By) : IFact;
