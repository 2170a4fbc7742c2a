using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using JasperFx.Events;
using Marten;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tenders;

/// <summary>
/// The tender notice (UK4) as an OCDS release package, ready to be sent to Find a Tender. The same tender gives the same bytes.
/// </summary>
public static class NoticePackage
{
    public const string TenderNotice = "UK4";

    /// <summary>The bytes that were prepared last, made again from the log; null when none have been.</summary>
    public static async Task<byte[]?> PreparedAsync(IDocumentStore store, Settings settings, Guid tender, CancellationToken cancel)
    {
        var events = await store.ReadStreamAsync(tender, cancel: cancel);
        if (events.LastOrDefault(e => e.Data is NoticePrepared) is not { } prepared)
            return null;
        var sheet = Fold(events.TakeWhile(e => e.Version < prepared.Version))!;
        return Of(sheet, (await store.FetchAsOfAsync<NoticeBuyer>(sheet.BuyerId, prepared.Timestamp, cancel)).State, settings.OcidPrefix);
    }

    public static TenderSheet? Fold(IEnumerable<IEvent> events) =>
        events.Aggregate(
            (TenderSheet?)null,
            (sheet, e) => e.Data is TenderDrafted drafted ? TenderSheet.From(drafted, e.Timestamp) : sheet?.After(e.Data, e.Timestamp)
        );

    public static string Sha256(byte[] package) => Convert.ToHexStringLower(SHA256.HashData(package));

    public static byte[] Of(TenderSheet sheet, NoticeBuyer buyer, string ocidPrefix)
    {
        var ocid = $"{ocidPrefix}-{sheet.TenderId}";
        var party = new JsonObject { ["id"] = sheet.BuyerId.ToString(), ["name"] = buyer.Name };
        var release = new JsonObject
        {
            ["ocid"] = ocid,
            ["id"] = $"{sheet.TenderId}-{TenderNotice}",
            ["date"] = Instant(sheet.WrittenAt),
            ["tag"] = new JsonArray("tender"),
            ["initiationType"] = "tender",
            ["language"] = "en",
            ["parties"] = new JsonArray(Party(sheet.BuyerId, buyer)),
            ["buyer"] = party,
            ["tender"] = Tender(sheet),
        };
        var package = new JsonObject
        {
            ["uri"] = $"urn:useit:notice:{sheet.TenderId}",
            ["version"] = "1.1",
            ["extensions"] = new JsonArray(
                "https://raw.githubusercontent.com/open-contracting-extensions/ocds_lots_extension/v1.1.5/extension.json"
            ),
            ["publishedDate"] = Instant(sheet.WrittenAt),
            ["publisher"] = new JsonObject { ["name"] = buyer.Name },
            ["releases"] = new JsonArray(release),
        };
        return JsonSerializer.SerializeToUtf8Bytes(package, EventJson.Options);
    }

    private static JsonObject Tender(TenderSheet sheet) =>
        Without(
            new JsonObject
            {
                ["id"] = sheet.TenderId.ToString(),
                ["title"] = sheet.Title,
                ["description"] = sheet.Description,
                ["status"] = "active",
                ["value"] = Value(sheet.Estimate),
                ["procurementMethod"] = "open",
                ["procurementMethodDetails"] = sheet.Regime,
                ["submissionMethod"] = new JsonArray("electronicSubmission"),
                ["tenderPeriod"] = sheet.Deadline is { } deadline ? new JsonObject { ["endDate"] = Instant(deadline) } : null,
                ["enquiryPeriod"] = sheet.QuestionsUntil is { } questions ? new JsonObject { ["endDate"] = Instant(questions) } : null,
                ["contractPeriod"] = sheet.Contract is { Start: { } start, End: { } end }
                    ? new JsonObject
                    {
                        ["startDate"] = Instant(UkTime.StartOf(start)),
                        ["endDate"] = Instant(UkTime.StartOf(end.AddDays(1)).AddSeconds(-1)),
                    }
                    : null,
                ["awardCriteria"] = sheet.Criteria.Any(c => c.Kind != CriterionKind.Price) ? "ratedCriteria" : "priceOnly",
                ["awardCriteriaDetails"] = string.Join(
                    "; ",
                    sheet.Criteria.Select(c => FormattableString.Invariant($"{c.Title} {c.Weight} %"))
                ),
                ["lots"] = new JsonArray([
                    .. sheet.Lots.Select(lot =>
                        Without(
                            new JsonObject
                            {
                                ["id"] = lot.LotId.ToString(),
                                ["title"] = lot.Title,
                                ["description"] = lot.Description,
                                ["status"] = "active",
                                ["value"] = Value(lot.Estimate),
                            }
                        )
                    ),
                ]),
                ["items"] = new JsonArray([
                    .. sheet.Lots.SelectMany(lot =>
                        lot.Cpv.Select(
                            (cpv, n) =>
                                new JsonObject
                                {
                                    ["id"] = $"{lot.LotId}-{n + 1}",
                                    ["relatedLot"] = lot.LotId.ToString(),
                                    ["classification"] = new JsonObject { ["scheme"] = "CPV", ["id"] = cpv },
                                }
                        )
                    ),
                ]),
            }
        );

    private static JsonObject Party(Guid id, NoticeBuyer buyer) =>
        Without(
            new JsonObject
            {
                ["id"] = id.ToString(),
                ["name"] = buyer.Name,
                ["roles"] = new JsonArray("buyer"),
                ["identifier"] = buyer.Identifiers is [var first, ..]
                    ? new JsonObject
                    {
                        ["scheme"] = first.Scheme,
                        ["id"] = first.Id,
                        ["legalName"] = buyer.Name,
                    }
                    : null,
                ["additionalIdentifiers"] =
                    buyer.Identifiers.Count > 1
                        ? new JsonArray([.. buyer.Identifiers.Skip(1).Select(o => new JsonObject { ["scheme"] = o.Scheme, ["id"] = o.Id })])
                        : null,
            }
        );

    private static JsonObject? Value(Estimate estimate) =>
        (estimate.Net ?? estimate.Gross) is { } any
            ? Without(
                new JsonObject
                {
                    ["amount"] = estimate.Net?.Amount,
                    ["amountGross"] = estimate.Gross?.Amount,
                    ["currency"] = any.Currency,
                }
            )
            : null;

    private static JsonNode Instant(DateTimeOffset at) => JsonSerializer.SerializeToNode(at, EventJson.Options)!;

    private static JsonObject Without(JsonObject o)
    {
        foreach (var empty in o.Where(p => p.Value is null).Select(p => p.Key).ToArray())
            o.Remove(empty);
        return o;
    }
}
