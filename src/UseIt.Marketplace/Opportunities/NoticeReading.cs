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
        var tender = At(notice, "tender") as JsonObject ?? [];
        var lots = Objects(At(tender, "lots")).ToArray();
        var awards = Objects(At(notice, "awards")).Where(IsAward).ToArray();
        var award = awards.FirstOrDefault();
        var closes = Text(At(tender, "tenderPeriod", "endDate"));
        return new OpportunityRow
        {
            Ocid = ocid,
            Title = SourceText.Readable(Text(At(tender, "title")) ?? Text(At(award, "title")) ?? Text(At(notice, "title")) ?? ocid),
            Description = SourceText.Readable(
                Text(At(tender, "description")) ?? Text(At(award, "description")) ?? Text(At(notice, "description")) ?? ""
            ),
            BuyerName =
                Text(At(notice, "buyer", "name"))
                ?? Objects(At(notice, "parties"))
                    .Where(p => Texts(At(p, "roles")).Contains("buyer"))
                    .Select(p => Text(At(p, "name")))
                    .FirstOrDefault(),
            Cpv = [.. CpvCodes(tender, award).Distinct(StringComparer.Ordinal)],
            Places = [.. Places(tender, award).Distinct()],
            Value =
                Value(At(tender, "value"))
                ?? Sum(lots.Select(l => Value(At(l, "value"))))
                ?? Sum(awards.Select(a => Value(At(a, "value")))),
            Deadline = UkDate.ReadEnd(closes),
            ClosesOn = UkDate.ReadDay(closes),
            PublishedAt = noticeDate,
            Status = Status(notice, Text(At(tender, "status")), lots, awards),
            SuitableForVcse = Suitable(tender, lots),
            ReservedFor = new[] { tender }
                .Concat(lots)
                .SelectMany(o => Texts(At(o, "otherRequirements", "reservedParticipation")))
                .FirstOrDefault(),
            Lots =
            [
                .. lots.Where(l => At(l, "id") is JsonValue)
                    .Select(l => new OpportunityLot(
                        l["id"]!.ToString(),
                        SourceText.Readable(Text(At(l, "title")) ?? ""),
                        SourceText.Readable(Text(At(l, "description")) ?? ""),
                        Value(At(l, "value"))
                    )),
            ],
            Publisher = source.Publisher,
            Link = Link(notice, tender),
            Public = true,
            Notice = notice,
            NoticeDate = noticeDate,
        }.Indexed();
    }

    // A cancelled award is none, and one that is still to come is none yet.
    private static bool IsAward(JsonObject award) => Text(At(award, "status")) is null or "active";

    private static OpportunityStatus Status(JsonObject notice, string? status, JsonObject[] lots, JsonObject[] awards)
    {
        // Awards of some lots end nothing while others can still be won.
        var open = lots.Length == 0 ? awards.Length == 0 : lots.Any(l => Text(At(l, "status")) == "active") || awards.Length == 0;
        return status switch
        {
            "planning" or "planned" => OpportunityStatus.Planned,
            "active" => open ? OpportunityStatus.Open : OpportunityStatus.Awarded,
            "cancelled" or "withdrawn" => OpportunityStatus.Withdrawn,
            "unsuccessful" => OpportunityStatus.Unsuccessful,
            "complete" => awards.Length > 0 ? OpportunityStatus.Awarded : OpportunityStatus.Closed,
            _ => awards.Length > 0 ? OpportunityStatus.Awarded
            : At(notice, "tender") is null ? OpportunityStatus.Planned
            : OpportunityStatus.Open,
        };
    }

    private static bool? Suitable(JsonObject tender, JsonObject[] lots)
    {
        var said = new[] { tender }
            .Concat(lots)
            .Select(o => At(o, "suitability", "vcse"))
            .OfType<JsonValue>()
            .Where(v => v.GetValueKind() is JsonValueKind.True or JsonValueKind.False)
            .Select(v => v.GetValue<bool>())
            .ToArray();
        return said.Length == 0 ? null : said.Any(v => v);
    }

    private static IEnumerable<string> CpvCodes(JsonObject tender, JsonObject? award) =>
        new[] { tender }
            .Concat(Objects(At(tender, "items")))
            .Concat(Objects(At(award, "items")))
            .SelectMany(o => Objects(At(o, "classification")).Concat(Objects(At(o, "additionalClassifications"))))
            .Where(c => Text(At(c, "scheme"))?.StartsWith("CPV", StringComparison.OrdinalIgnoreCase) == true)
            .Select(c => Values.Cpv.Digits(Text(At(c, "id")) ?? ""))
            .Where(c => c.Length is >= 2 and <= 8 && c.All(char.IsAsciiDigit));

    private static IEnumerable<Place> Places(JsonObject tender, JsonObject? award)
    {
        foreach (var item in Objects(At(tender, "items")).Concat(Objects(At(award, "items"))))
        foreach (var address in Objects(At(item, "deliveryAddresses")).Concat(Objects(At(item, "deliveryAddress"))))
        {
            var (region, locality) = (Text(At(address, "region")), Text(At(address, "locality")));
            if (region is not null)
                yield return PlaceWords.Region(region) is { } name ? new Place(region, name) : new Place("", region);
            if (locality is not null)
                yield return new Place("", locality);
            if (Text(At(address, "postalCode")) is { } postcode)
                yield return new Place(postcode.Trim().Split(' ')[0], postcode.Trim());
        }
    }

    // An amount that is not a plain number, is no sum anybody pays, or has no currency, is not a value.
    private static Money? Value(JsonNode? value) =>
        Text(At(value, "currency")) is { Length: 3 } currency
        && currency.All(char.IsAsciiLetterUpper)
        && (Amount(At(value, "amount")) ?? Amount(At(value, "amountGross"))) is { } amount
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
        && Math.Abs(exact) < 1_000_000_000_000_000
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
        Objects(At(tender, "documents"))
            .Concat(Objects(At(notice, "awards")).SelectMany(a => Objects(At(a, "documents"))))
            .Concat(Objects(At(notice, "planning", "documents")))
            .Concat(Objects(At(notice, "contracts")).SelectMany(c => Objects(At(c, "documents"))))
            .Where(d =>
                Text(At(d, "documentType"))?.EndsWith("Notice", StringComparison.Ordinal) == true || At(d, "noticeType") is not null
            )
            .Select(d => Text(At(d, "url")))
            .FirstOrDefault(u => Uri.TryCreate(u, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https");

    // Whatever stands where something else was expected says nothing.
    private static JsonNode? At(JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
            node = (node as JsonObject)?[name];
        return node;
    }

    // One thing where there might be several is read as one.
    private static IEnumerable<JsonObject> Objects(JsonNode? list) =>
        list is JsonObject one ? [one] : (list as JsonArray ?? []).OfType<JsonObject>();

    private static IEnumerable<string> Texts(JsonNode? list) =>
        Text(list) is { } one ? [one] : (list as JsonArray ?? []).Select(Text).OfType<string>();

    private static string? Text(JsonNode? value) =>
        value is JsonValue && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
}
