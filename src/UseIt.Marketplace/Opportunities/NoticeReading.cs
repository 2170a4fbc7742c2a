using System.Text.Json;
using System.Text.Json.Nodes;
using UseIt.Marketplace.Enterprises;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Opportunities;

/// <summary>Reads what a notice of another publisher says, wherever that publisher puts it. What is not said stays unsaid.</summary>
public static class NoticeReading
{
    public static OpportunityRow Read(string ocid, NoticeSource source, JsonObject notice, DateTimeOffset noticeDate)
    {
        var tender = notice["tender"] as JsonObject ?? [];
        var lots = Objects(tender["lots"]).ToArray();
        var award = Objects(notice["awards"]).FirstOrDefault();
        return new OpportunityRow
        {
            Ocid = ocid,
            Title = SourceText.Readable(Text(tender["title"]) ?? Text(award?["title"]) ?? Text(notice["title"]) ?? ocid),
            Description = SourceText.Readable(
                Text(tender["description"]) ?? Text(award?["description"]) ?? Text(notice["description"]) ?? ""
            ),
            BuyerName =
                Text(notice["buyer"]?["name"])
                ?? Objects(notice["parties"]).Where(p => Texts(p["roles"]).Contains("buyer")).Select(p => Text(p["name"])).FirstOrDefault(),
            Cpv = [.. CpvCodes(tender, award).Distinct(StringComparer.Ordinal)],
            Places = [.. Places(tender, award).Distinct()],
            Value = Value(tender["value"]) ?? Sum(lots.Select(l => Value(l["value"]))) ?? Value(award?["value"]),
            Deadline = UkDate.Read(Text(tender["tenderPeriod"]?["endDate"])),
            PublishedAt = noticeDate,
            Status = Status(notice, tender),
            SuitableForVcse = Suitable(tender, lots),
            ReservedFor = new[] { tender }
                .Concat(lots)
                .SelectMany(o => Texts(o["otherRequirements"]?["reservedParticipation"]))
                .FirstOrDefault(),
            Lots =
            [
                .. lots.Where(l => l["id"] is not null)
                    .Select(l => new OpportunityLot(
                        l["id"]!.ToString(),
                        SourceText.Readable(Text(l["title"]) ?? ""),
                        SourceText.Readable(Text(l["description"]) ?? ""),
                        Value(l["value"])
                    )),
            ],
            Publisher = source.Publisher,
            Link = Link(notice, tender),
            Public = true,
            Notice = notice,
            NoticeDate = noticeDate,
        }.Indexed();
    }

    private static OpportunityStatus Status(JsonObject notice, JsonObject tender) =>
        Text(tender["status"]) switch
        {
            "planning" or "planned" => OpportunityStatus.Planned,
            "active" when Objects(notice["awards"]).Any(a => Text(a["status"]) == "active") => OpportunityStatus.Awarded,
            "active" => OpportunityStatus.Open,
            "cancelled" or "withdrawn" => OpportunityStatus.Withdrawn,
            "unsuccessful" => OpportunityStatus.Unsuccessful,
            "complete" => Objects(notice["awards"]).Any() ? OpportunityStatus.Awarded : OpportunityStatus.Closed,
            _ => Objects(notice["awards"]).Any() ? OpportunityStatus.Awarded
            : notice["tender"] is null ? OpportunityStatus.Planned
            : OpportunityStatus.Open,
        };

    private static bool? Suitable(JsonObject tender, JsonObject[] lots)
    {
        var said = new[] { tender }
            .Concat(lots)
            .Select(o => o["suitability"]?["vcse"])
            .OfType<JsonValue>()
            .Where(v => v.GetValueKind() is JsonValueKind.True or JsonValueKind.False)
            .Select(v => v.GetValue<bool>())
            .ToArray();
        return said.Length == 0 ? null : said.Any(v => v);
    }

    private static IEnumerable<string> CpvCodes(JsonObject tender, JsonObject? award) =>
        new[] { tender }
            .Concat(Objects(tender["items"]))
            .Concat(Objects(award?["items"]))
            .SelectMany(o => Objects(new JsonArray(o["classification"]?.DeepClone())).Concat(Objects(o["additionalClassifications"])))
            .Where(c => Text(c["scheme"])?.StartsWith("CPV", StringComparison.OrdinalIgnoreCase) == true)
            .Select(c => Values.Cpv.Digits(Text(c["id"]) ?? ""))
            .Where(c => c.Length is >= 2 and <= 8 && c.All(char.IsAsciiDigit));

    private static IEnumerable<Place> Places(JsonObject tender, JsonObject? award)
    {
        foreach (var item in Objects(tender["items"]).Concat(Objects(award?["items"])))
        foreach (var address in Objects(item["deliveryAddresses"]).Concat(Objects(new JsonArray(item["deliveryAddress"]?.DeepClone()))))
        {
            var (region, locality) = (Text(address["region"]), Text(address["locality"]));
            if (region is not null)
                yield return PlaceWords.Region(region) is { } name ? new Place(region, name) : new Place("", region);
            if (locality is not null)
                yield return new Place("", locality);
            if (Text(address["postalCode"]) is { } postcode)
                yield return new Place(postcode.Trim().Split(' ')[0], postcode.Trim());
        }
    }

    // An amount that is not a plain number, or has no currency, is not a value.
    private static Money? Value(JsonNode? value) =>
        value?["currency"]?.GetValueKind() == JsonValueKind.String
        && value["currency"]!.GetValue<string>() is { Length: 3 } currency
        && (Amount(value["amount"]) ?? Amount(value["amountGross"])) is { } amount
            ? new Money(amount, currency)
            : null;

    private static decimal? Amount(JsonNode? amount) =>
        amount?.GetValueKind() == JsonValueKind.Number
        && decimal.TryParse(
            amount.ToJsonString(),
            System.Globalization.NumberStyles.Float,
            System.Globalization.CultureInfo.InvariantCulture,
            out var exact
        )
            ? exact
            : null;

    private static Money? Sum(IEnumerable<Money?> values)
    {
        var known = values.ToArray();
        return known.Length > 0 && known.All(v => v is not null) && known.DistinctBy(v => v!.Value.Currency).Count() == 1
            ? Money.Sum(known.Select(v => v!.Value))
            : null;
    }

    private static string? Link(JsonObject notice, JsonObject tender) =>
        Objects(tender["documents"])
            .Concat(Objects(notice["awards"]).SelectMany(a => Objects(a["documents"])))
            .Concat(Objects(notice["planning"]?["documents"]))
            .Concat(Objects(notice["contracts"]).SelectMany(c => Objects(c["documents"])))
            .Where(d => Text(d["documentType"])?.EndsWith("Notice", StringComparison.Ordinal) == true || d["noticeType"] is not null)
            .Select(d => Text(d["url"]))
            .FirstOrDefault(u => Uri.TryCreate(u, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https");

    private static IEnumerable<JsonObject> Objects(JsonNode? list) => (list as JsonArray ?? []).OfType<JsonObject>();

    private static IEnumerable<string> Texts(JsonNode? list) => (list as JsonArray ?? []).Select(Text).OfType<string>();

    private static string? Text(JsonNode? value) =>
        value is JsonValue && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
}
