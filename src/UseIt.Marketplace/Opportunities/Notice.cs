using System.Collections.Immutable;
using System.Text.Json;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Opportunities;

/// <summary>A notice of another publisher: which of its releases are here, and how far they reach.</summary>
public sealed record Notice(DateTimeOffset Latest, bool Described, ImmutableHashSet<string> Digests) : IState<Notice>
{
    private static readonly Guid Names = UuidV5.Of(UuidV5.Dns, "open-contracting.org");

    public static Notice Empty { get; } = new(DateTimeOffset.MinValue, false, ImmutableHashSet.Create<string>(StringComparer.Ordinal));

    /// <summary>The stream of an ocid, the same wherever it is imported.</summary>
    public static Guid IdOf(string ocid) => UuidV5.Of(Names, ocid);

    /// <summary>Whether a release says what the notice is about; an update may carry only what changed.</summary>
    public static bool Describes(JsonElement release) =>
        release.TryGetProperty("tender", out var tender)
        && tender.ValueKind == JsonValueKind.Object
        && tender.TryGetProperty("title", out _);

    /// <summary>Whether a release adds something: it is newer than all that is here, or says what the newer ones left out.</summary>
    public bool IsNews(NoticeSource source, string sha256, JsonElement release) =>
        !Digests.Contains(sha256) && (source.ReleaseDate >= Latest || !Described && Describes(release));

    public Notice Evolve(object fact) =>
        fact switch
        {
            NoticeImported e => With(e.Source, e.SourceSha256, e.Release),
            NoticeRevised e => With(e.Source, e.SourceSha256, e.Release),
            _ => this,
        };

    private Notice With(NoticeSource source, string sha256, JsonElement release) =>
        new(source.ReleaseDate > Latest ? source.ReleaseDate : Latest, Described || Describes(release), Digests.Add(sha256));
}
