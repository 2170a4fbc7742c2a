using System.Text.Json;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Opportunities;

/// <summary>Where a notice came from; kept unchanged through every export.</summary>
public sealed record NoticeSource(
    string Publisher,
    string? PublisherUri,
    string? Licence,
    string ReleaseId,
    DateTimeOffset ReleaseDate,
    string? PublisherScheme = null,
    string? PublisherUid = null,
    IReadOnlyList<string>? Extensions = null
);

// A notice published elsewhere. The source is kept whole but for natural persons' contact details; the stream's id is the UUIDv5 of its
// ocid.
public sealed record NoticeImported(Guid NoticeId, string Ocid, NoticeSource Source, string SourceSha256, JsonElement Release) : IFact;

public sealed record NoticeRevised(Guid NoticeId, string Ocid, NoticeSource Source, string SourceSha256, JsonElement Release) : IFact;
