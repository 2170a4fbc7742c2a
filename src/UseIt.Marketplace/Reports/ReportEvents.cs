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
