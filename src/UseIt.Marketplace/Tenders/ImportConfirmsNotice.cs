using System.Text.Json;
using System.Text.RegularExpressions;
using JasperFx.Events;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Opportunities;

namespace UseIt.Marketplace.Tenders;

/// <summary>
/// A notice of ours comes back from the central platform, which gives the process an ocid of its own and may give the tender another id. It
/// is known again by the ocid or number the platform answered to the submission, or by our ocid or tender id, which the release may carry
/// as its tender's id or as a related process.
/// </summary>
public sealed partial class ImportConfirmsNotice() : Reaction("import_confirms_notice", typeof(NoticeImported), typeof(NoticeRevised))
{
    public override IEnumerable<(object Message, DateTimeOffset? Due)> React(IEvent e) =>
        e.Data switch
        {
            NoticeImported n => Confirm(n.Ocid, n.Source, n.Release),
            NoticeRevised n => Confirm(n.Ocid, n.Source, n.Release),
            _ => [],
        };

    // The ocid prefix of Find a Tender: other publishers' ids may look like ours by chance.
    private const string CentralPlatform = "ocds-h6vhtk-";

    private static IEnumerable<(object, DateTimeOffset?)> Confirm(string ocid, NoticeSource source, JsonElement release) =>
        ocid.StartsWith(CentralPlatform, StringComparison.Ordinal) && IsTenderNotice(release)
            ?
            [
                (
                    new ConfirmImportedNotice(
                        [.. Named(release).Distinct()],
                        source.ReleaseId,
                        ocid,
                        source.ReleaseDate,
                        $"Imported from {source.Publisher}, release {source.ReleaseId}"
                    ),
                    null
                ),
            ]
            : [];

    private static bool IsTenderNotice(JsonElement release) =>
        release.GetProperty("tag").EnumerateArray().Any(t => t.ValueKind == JsonValueKind.String && t.GetString() == "tender");

    private static IEnumerable<Guid> Named(JsonElement release)
    {
        if (release.TryGetProperty("tender", out var tender) && OwnId(tender, "id") is { } own)
            yield return own;
        if (!release.TryGetProperty("relatedProcesses", out var related) || related.ValueKind != JsonValueKind.Array)
            yield break;
        foreach (var process in related.EnumerateArray())
            if (OwnId(process, "identifier") is { } named)
                yield return named;
    }

    private static Guid? OwnId(JsonElement holder, string name) =>
        holder.ValueKind == JsonValueKind.Object
        && holder.TryGetProperty(name, out var id)
        && id.ValueKind == JsonValueKind.String
        && OwnForm().Match(id.GetString()!) is { Success: true } match
            ? Guid.Parse(match.Groups["tender"].Value)
            : null;

    // A tender's id, alone or behind an ocid prefix.
    [GeneratedRegex(
        "^(ocds-[a-z0-9]{6}-)?(?<tender>[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    )]
    private static partial Regex OwnForm();
}
