using System.Globalization;
using System.Text.Json.Nodes;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Enterprises;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.OpenData;

/// <summary>The marketplace's things in the words of OCDS 1.1.5 and its extensions. What is not known is left out.</summary>
public static class ReleaseText
{
    /// <summary>Identifiers follow org-id.guide: scheme and number together; an organisation without one is known by its id here.</summary>
    public static string PartyId(OrganisationName organisation) =>
        organisation.Identifiers is [var first, ..] ? $"{first.Scheme}-{first.Id}" : $"useit-{organisation.OrganisationId}";

    public static JsonObject Reference(OrganisationName organisation) =>
        new() { ["id"] = PartyId(organisation), ["name"] = organisation.Name };

    public static JsonObject Party(OrganisationName organisation, string? roleDetails, params string[] roles) =>
        Known(
            new JsonObject
            {
                ["id"] = PartyId(organisation),
                ["name"] = organisation.Name,
                ["identifier"] = organisation.Identifiers is [var first, ..] ? Identifier(first, organisation.Name) : null,
                ["additionalIdentifiers"] =
                    organisation.Identifiers.Count > 1 ? List(organisation.Identifiers.Skip(1).Select(i => Identifier(i, null))) : null,
                ["address"] = organisation.Address is { } a
                    ? Known(
                        new JsonObject
                        {
                            ["streetAddress"] = a.Street,
                            ["locality"] = a.Locality,
                            ["region"] = a.Region,
                            ["postalCode"] = a.PostalCode,
                            ["countryName"] = a.Country == "GB" ? "United Kingdom" : a.Country,
                        }
                    )
                    : null,
                ["roles"] = new JsonArray([.. roles.Select(r => (JsonNode)r)]),
                ["roleDetails"] = roleDetails,
                ["details"] = Details(organisation),
            }
        );

    private static JsonObject? Details(OrganisationName organisation)
    {
        var details = new JsonObject();
        if (organisation.Website is { IsAbsoluteUri: true } site)
            details["url"] = site.AbsoluteUri;
        if (organisation.Kinds.Contains(OrganisationKind.Enterprise))
            details["vcse"] = true;
        return details.Count > 0 ? details : null;
    }

    private static JsonObject Identifier(Identifier identifier, string? legalName) =>
        Known(
            new JsonObject
            {
                ["scheme"] = identifier.Scheme,
                ["id"] = identifier.Id,
                ["legalName"] = legalName,
            }
        );

    public static JsonObject Tender(OpenProcess p) =>
        Known(
            new JsonObject
            {
                ["id"] = p.TenderId.ToString(),
                ["title"] = p.Title,
                ["description"] = p.Description,
                ["status"] = p.Status,
                ["procuringEntity"] = p.ProcuringEntity is { } entity ? Reference(entity) : null,
                ["value"] = p.Estimate is { } estimate ? Value(estimate) : null,
                ["procurementMethod"] = "open",
                ["procurementMethodDetails"] = RegimeName(p),
                ["mainProcurementCategory"] = p.Cpv is [var main, ..] ? Cpv.Category(main) : null,
                ["items"] = Items(p),
                ["lots"] = p.Lots.Count > 0 ? List(p.Lots.Select(l => Lot(l, p))) : null,
                ["criteria"] = p.Requirements.Count > 0 ? List(p.Requirements.Select(Criterion)) : null,
                ["awardCriteria"] =
                    p.Criteria.Count == 0 ? null
                    : p.Criteria.All(c => c.Kind == CriterionKind.Price) ? "priceOnly"
                    : "ratedCriteria",
                ["awardCriteriaDetails"] =
                    p.Criteria.Count == 0
                        ? null
                        : string.Join(
                            "; ",
                            p.Criteria.Select(c =>
                                    string.Create(CultureInfo.InvariantCulture, $"{c.Title}: {c.Weight:0.############} per cent")
                                )
                                .Concat(p.Basis == PriceBasis.Gross ? ["prices are compared with VAT"] : [])
                        ),
                ["suitability"] = p.SuitableForVcse is { } vcse ? new JsonObject { ["vcse"] = vcse } : null,
                ["otherRequirements"] = p.ReservedFor is { } reserved
                    ? new JsonObject { ["reservedParticipation"] = new JsonArray(Reservation(reserved)) }
                    : null,
                ["submissionMethod"] = new JsonArray("electronicSubmission"),
                ["tenderPeriod"] = p.Deadline is { } deadline ? Period(p.PublishedAt, deadline) : null,
                ["enquiryPeriod"] = p.QuestionsUntil is { } questions ? Period(p.PublishedAt, questions) : null,
                ["contractPeriod"] = Days(p.Contract),
                ["documents"] = Documents(p),
            }
        );

    // The codes of the other-requirements extension and its UK additions; a reservation without one keeps its own word.
    private static string Reservation(string reserved) =>
        reserved switch
        {
            "supportedEmploymentProvider" => "shelteredWorkshop",
            "publicServiceMutual" or "qualifyingPublicServiceMutual" => "publicServiceMissionOrganization",
            "smallAndMediumEnterprisesAndVcse" or "smeOrVcse" or "vcse" => "smeVcse",
            _ => reserved,
        };

    private static string RegimeName(OpenProcess p) => RegimeNames.Value.GetValueOrDefault(p.Regime) ?? p.Regime;

    private static readonly Lazy<IReadOnlyDictionary<string, string>> RegimeNames = new(() =>
    {
        using var regimes = System.Text.Json.JsonDocument.Parse(typeof(ReleaseText).Assembly.GetManifestResourceStream("regimes.json")!);
        return regimes
            .RootElement.EnumerateArray()
            .SelectMany(set => set.GetProperty("profiles").EnumerateArray())
            .DistinctBy(profile => profile.GetProperty("code").GetString())
            .ToDictionary(profile => profile.GetProperty("code").GetString()!, profile => profile.GetProperty("name").GetString()!);
    });

    // One item for each lot, or one for the whole; a lot that does not say what or where inherits it.
    private static JsonArray Items(OpenProcess p) =>
        p.Lots.Count == 0
            ? List([Item("1", p.Title, p.Cpv, p.Places, null)])
            : List(
                p.Lots.Select(l =>
                    Item(
                        l.LotId.ToString(),
                        l.Title,
                        l.Cpv.Count > 0 ? l.Cpv : p.Cpv,
                        l.Places.Count > 0 ? l.Places : p.Places,
                        l.LotId.ToString()
                    )
                )
            );

    private static JsonObject Item(string id, string description, IReadOnlyList<string> cpv, IReadOnlyList<Place> places, string? lot) =>
        Known(
            new JsonObject
            {
                ["id"] = id,
                ["description"] = description,
                ["classification"] = cpv is [var first, ..] ? Classification(first) : null,
                ["additionalClassifications"] = cpv.Count > 1 ? List(cpv.Skip(1).Select(Classification)) : null,
                ["deliveryAddresses"] =
                    places.Count > 0
                        ? List(places.Select(x => new JsonObject { ["region"] = x.Name, ["countryName"] = "United Kingdom" }))
                        : null,
                ["deliveryLocations"] = places.Any(x => x.Code.Length > 0)
                    ? List(
                        places
                            .Where(x => x.Code.Length > 0)
                            .Select(x => new JsonObject
                            {
                                ["description"] = x.Name,
                                ["gazetteer"] = new JsonObject { ["scheme"] = "GB-GSS", ["identifiers"] = new JsonArray(x.Code) },
                            })
                    )
                    : null,
                ["relatedLot"] = lot,
            }
        );

    private static JsonObject Lot(OpenLot lot, OpenProcess p) =>
        Known(
            new JsonObject
            {
                ["id"] = lot.LotId.ToString(),
                ["title"] = lot.Title,
                ["description"] = lot.Description,
                ["status"] = lot.Status,
                ["value"] = Value(lot.Estimate),
                ["awardCriteria"] =
                    p.Criteria.Count == 0
                        ? null
                        : new JsonObject
                        {
                            ["criteria"] = List(
                                p.Criteria.Select(c => new JsonObject
                                {
                                    ["type"] = c.Kind == CriterionKind.Price ? "price" : "quality",
                                    ["name"] = c.Title,
                                    ["description"] = c.Description,
                                    ["numbers"] = new JsonArray(new JsonObject { ["number"] = c.Weight, ["weight"] = "percentageExact" }),
                                })
                            ),
                        },
            }
        );

    private static JsonObject Criterion(Requirement r) =>
        new()
        {
            ["id"] = r.RequirementId.ToString(),
            ["title"] = r.Title,
            ["relatesTo"] = "lot",
            ["relatedItem"] = r.LotId.ToString(),
            ["requirementGroups"] = new JsonArray(
                new JsonObject
                {
                    ["id"] = $"{r.RequirementId}-1",
                    ["requirements"] = new JsonArray(
                        new JsonObject
                        {
                            ["id"] = $"{r.RequirementId}-1-1",
                            ["title"] = r.Title,
                            ["description"] = r.Text,
                            ["dataType"] = r.Kind switch
                            {
                                RequirementKind.Price or RequirementKind.Commitment => "number",
                                RequirementKind.Question => "string",
                                _ => "boolean",
                            },
                        }
                    ),
                }
            ),
        };

    private static JsonArray? Documents(OpenProcess p)
    {
        var documents = p
            .Documents.Select(d => new JsonObject
            {
                ["id"] = d.DocumentId.ToString(),
                ["documentType"] = "biddingDocuments",
                ["title"] = d.Title,
            })
            .ToList();
        if (p.NoticeId is { } notice)
            documents.Add(
                Known(
                    new JsonObject
                    {
                        ["id"] = notice,
                        ["documentType"] = "tenderNotice",
                        ["noticeType"] = p.NoticeType,
                        ["datePublished"] = p.PublishedAt is { } at ? Instant(at) : null,
                    }
                )
            );
        return documents.Count > 0 ? List(documents) : null;
    }

    public static JsonObject Award(OpenAward award, OpenProcess p)
    {
        var lot = p.Lots.FirstOrDefault(l => l.LotId == award.LotId);
        return Known(
            new JsonObject
            {
                ["id"] = award.AwardId.ToString(),
                ["title"] = lot?.Title ?? p.Title,
                ["status"] = award.Status,
                ["date"] = award.Date is { } date ? Instant(date) : null,
                ["value"] = Value(award.Value),
                ["suppliers"] = List(award.Suppliers.Select(s => Reference(s.Organisation))),
                ["relatedLots"] = new JsonArray(award.LotId.ToString()),
                ["contractPeriod"] = Days(p.Contract),
                ["standstillPeriod"] = award is { StandstillFrom: { } from, StandstillTo: { } to } ? Days(new Period(from, to)) : null,
                ["assessmentSummariesDateSent"] = award.SummariesSent is { } sent ? Instant(sent) : null,
                ["documents"] = award.NoticeId is { } notice
                    ? new JsonArray(new JsonObject { ["id"] = notice, ["documentType"] = "awardNotice" })
                    : null,
            }
        );
    }

    public static JsonObject Contract(OpenContract c) =>
        Known(
            new JsonObject
            {
                ["id"] = c.ContractId.ToString(),
                ["awardID"] = c.AwardId.ToString(),
                ["title"] = c.Title,
                ["status"] = c.Status,
                ["value"] = Value(c.Value),
                ["period"] = Days(c.Period),
                ["dateSigned"] = c.SignedAt is { } signed ? Instant(signed) : null,
                ["milestones"] =
                    c.Milestones.Count > 0
                        ? List(c.Milestones.Select(m => Milestone(m with { Status = MilestoneStatus.Scheduled, On = null })))
                        : null,
                ["x_commitments"] = c.Commitments.Count > 0 ? List(c.Commitments.Select(x => Commitment(x, c))) : null,
            }
        );

    public static JsonObject Milestone(OpenMilestone m) =>
        Known(
            new JsonObject
            {
                ["id"] = m.MilestoneId.ToString(),
                ["title"] = m.Title,
                ["type"] = "delivery",
                ["dueDate"] = EndOf(m.Due),
                ["status"] = m.Status switch
                {
                    MilestoneStatus.Met => "met",
                    MilestoneStatus.NotMet => "notMet",
                    MilestoneStatus.PartiallyMet => "partiallyMet",
                    _ => "scheduled",
                },
                ["dateMet"] = m is { Status: MilestoneStatus.Met, On: { } met } ? StartOf(met) : null,
                ["dateModified"] = m is { Status: not MilestoneStatus.Met, On: { } on } ? StartOf(on) : null,
            }
        );

    /// <summary>A commitment in the terms of docs/extensions/commitments.</summary>
    public static JsonObject Commitment(OpenCommitment commitment, OpenContract contract)
    {
        var promise = commitment.Promise;
        return Known(
            new JsonObject
            {
                ["id"] = commitment.CommitmentId.ToString(),
                ["title"] = promise.Title,
                ["description"] = promise.Promise,
                ["requirement"] = new JsonObject { ["id"] = promise.RequirementId.ToString() },
                ["metric"] = new JsonObject
                {
                    ["scheme"] = promise.Metric.Framework,
                    ["edition"] = promise.Metric.Edition,
                    ["id"] = promise.Metric.Code,
                },
                ["unit"] = promise.Metric.Unit,
                ["promisedQuantity"] = promise.Quantity,
                ["agreedQuantity"] = commitment.Quantity,
                ["deliveredQuantity"] = commitment.Delivered,
                ["dueDate"] = commitment.Due is { } due ? EndOf(due) : null,
                ["status"] = commitment.Status,
                ["supplier"] = contract.Suppliers.FirstOrDefault(s => s.Organisation.OrganisationId == promise.PromisedBy) is { } supplier
                    ? Reference(supplier.Organisation)
                    : null,
            }
        );
    }

    public static JsonObject Amendment(Guid id, DateTimeOffset at, string description, string? rationale) =>
        Known(
            new JsonObject
            {
                ["id"] = id.ToString(),
                ["date"] = Instant(at),
                ["description"] = description,
                ["rationale"] = rationale,
            }
        );

    private static JsonObject Classification(string cpv) =>
        Known(
            new JsonObject
            {
                ["scheme"] = "CPV",
                ["id"] = cpv,
                ["description"] = Cpv.Title(cpv),
            }
        );

    public static JsonObject? Value(Estimate estimate) =>
        (estimate.Net ?? estimate.Gross) is { } any
            ? Known(
                new JsonObject
                {
                    ["amount"] = estimate.Net?.Amount,
                    ["amountGross"] = estimate.Gross?.Amount,
                    ["currency"] = any.Currency,
                }
            )
            : null;

    public static JsonObject Value(Money money) => new() { ["amount"] = money.Amount, ["currency"] = money.Currency };

    public static JsonObject Period(DateTimeOffset? from, DateTimeOffset? to) =>
        Known(
            new JsonObject { ["startDate"] = from is { } start ? Instant(start) : null, ["endDate"] = to is { } end ? Instant(end) : null }
        );

    // Civil days of London: from the first instant of the first to the last second of the last.
    private static JsonObject? Days(Period? period) =>
        period is null or { Start: null, End: null }
            ? null
            : Known(
                new JsonObject
                {
                    ["startDate"] = period.Start is { } start ? StartOf(start) : null,
                    ["endDate"] = period.End is { } end ? EndOf(end) : null,
                }
            );

    private static JsonNode StartOf(DateOnly day) => Instant(UkTime.StartOf(day));

    private static JsonNode EndOf(DateOnly day) => Instant(UkTime.StartOf(day.AddDays(1)).AddSeconds(-1));

    public static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFZ", CultureInfo.InvariantCulture);

    public static JsonNode Instant(DateTimeOffset at) => Text(at);

    public static JsonArray List(IEnumerable<JsonObject> items) => new([.. items]);

    public static JsonObject Known(JsonObject o)
    {
        foreach (var empty in o.Where(p => p.Value is null).Select(p => p.Key).ToArray())
            o.Remove(empty);
        return o;
    }
}
