using System.Text.Json;
using UseIt.EventStore;
using UseIt.Marketplace.Opportunities;
using UseIt.Messaging;

namespace UseIt.Marketplace.Tenders;

/// <summary>A notice of ours comes back from the central platform: the release keeps the id under which we prepared it. Its import confirms it, without anybody's hand.</summary>
public sealed class ImportConfirmsNotice : Reaction
{
    public override string Name => "import_confirms_notice";
    public override IReadOnlySet<Type> Handles { get; } = new HashSet<Type> { typeof(NoticeImported), typeof(NoticeRevised) };

    public override IEnumerable<(object Message, DateTimeOffset? Due)> React(StoredEvent e) => e.Data switch
    {
        NoticeImported n => Confirm(n.Ocid, n.Source, n.Release),
        NoticeRevised n => Confirm(n.Ocid, n.Source, n.Release),
        _ => []
    };

    // The ocid prefix of Find a Tender: other publishers' ids may look like ours by chance.
    private const string CentralPlatform = "ocds-h6vhtk-";

    private static IEnumerable<(object, DateTimeOffset?)> Confirm(string ocid, NoticeSource source, JsonElement release)
        => ocid.StartsWith(CentralPlatform, StringComparison.Ordinal) && IsTenderNotice(release) && TenderOf(release) is { } tender
            ? [(new ConfirmNotice(tender, source.ReleaseId, ocid, source.ReleaseDate, $"Imported from {source.Publisher}, release {source.ReleaseId}"), null)] : [];

    private static bool IsTenderNotice(JsonElement release)
        => release.GetProperty("tag").EnumerateArray().Any(t => t.ValueKind == JsonValueKind.String && t.GetString() == "tender");

    private static Guid? TenderOf(JsonElement release)
        => release.TryGetProperty("tender", out var tender) && tender.ValueKind == JsonValueKind.Object && tender.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String && Guid.TryParseExact(id.GetString(), "D", out var own) ? own : null;
}
