using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace UseIt.Marketplace.Opportunities;

/// <summary>
/// Takes natural persons' contact details out of a release before anything of it is stored: contact points and lists of people as a whole,
/// mail addresses and telephone numbers wherever they stand in a text, and the contact's name where a text repeats it. An office's mailbox
/// (tenders@, procurement@) may stay in a text: bidders need it, and it is nobody's in particular.
/// </summary>
public static partial class ContactDetails
{
    private const string Removed = "[contact details removed]";

    private static readonly HashSet<string> ContactPoints = new(
        ["contactPoint", "contactPoints", "additionalContactPoints"],
        StringComparer.OrdinalIgnoreCase
    );
    private static readonly HashSet<string> Personal = new(
        [
            "email",
            "emailAddress",
            "telephone",
            "phone",
            "mobile",
            "mobilePhone",
            "fax",
            "faxNumber",
            "persons",
            "people",
            "beneficialOwners",
            "connectedPersons",
            "signatories",
        ],
        StringComparer.OrdinalIgnoreCase
    );
    private static readonly HashSet<string> Identifying = new(
        ["id", "ocid", "uri", "url", "date", "scheme", "relatedLot", "relatedItem", "legalName"],
        StringComparer.Ordinal
    );
    private static readonly HashSet<string> Offices = new(
        [
            "admin",
            "bids",
            "buying",
            "commercial",
            "commissioning",
            "contact",
            "contracts",
            "enquiries",
            "etendering",
            "helpdesk",
            "info",
            "mail",
            "office",
            "procurement",
            "purchasing",
            "quotes",
            "service",
            "services",
            "sourcing",
            "supplier",
            "suppliers",
            "supplierregistration",
            "support",
            "tender",
            "tendering",
            "tenders",
        ],
        StringComparer.OrdinalIgnoreCase
    );

    public static void RemoveFrom(JsonObject release)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        RemoveFields(release, names);
        names.ExceptWith(OrganisationNames(release));
        var titles = Titles(release).ToArray();
        names.RemoveWhere(name => titles.Any(t => t.Contains(name, StringComparison.OrdinalIgnoreCase)));
        Regex? people =
            names.Count == 0
                ? null
                : new Regex(
                    $@"\b({string.Join('|', names.Select(Regex.Escape))})\b",
                    RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
                );
        RemoveFromTexts(release, people);
    }

    private static void RemoveFields(JsonNode? node, HashSet<string> names)
    {
        if (node is JsonArray list)
            foreach (var item in list)
                RemoveFields(item, names);
        if (node is not JsonObject o)
            return;
        foreach (var (field, value) in o.ToArray())
        {
            if (ContactPoints.Contains(field))
            {
                foreach (var contact in value as JsonArray ?? [.. new[] { value?.DeepClone() }])
                    if (
                        contact is JsonObject c
                        && c["name"]?.GetValueKind() == JsonValueKind.String
                        && LooksLikeAPerson(c["name"]!.GetValue<string>())
                    )
                        names.Add(c["name"]!.GetValue<string>().Trim());
                // The portal's address is no person's.
                if (value is JsonObject point && point["url"] is JsonValue url)
                    o[field] = new JsonObject { ["url"] = url.DeepClone() };
                else
                    o.Remove(field);
            }
            else if (Personal.Contains(field))
                o.Remove(field);
            else
                RemoveFields(value, names);
        }
    }

    private static bool LooksLikeAPerson(string name) =>
        name.Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: >= 2 and <= 4 } words
        && words.All(w => char.IsLetter(w[0]))
        && !words.Any(w => Units.Contains(w.Trim('.', ',', '(', ')')));

    // What part of a body is called: a contact with one of these words in its name is an office.
    private static readonly HashSet<string> Units = new(
        [
            .. Offices,
            "authority",
            "board",
            "branch",
            "care",
            "category",
            "centre",
            "college",
            "commission",
            "committee",
            "company",
            "corporate",
            "council",
            "delivery",
            "department",
            "dept",
            "desk",
            "development",
            "directorate",
            "division",
            "estates",
            "executive",
            "facilities",
            "finance",
            "government",
            "group",
            "head",
            "health",
            "hospital",
            "housing",
            "hub",
            "legal",
            "limited",
            "ltd",
            "maintenance",
            "management",
            "manager",
            "ministry",
            "nhs",
            "officer",
            "operations",
            "portal",
            "programme",
            "project",
            "projects",
            "property",
            "public",
            "purchase",
            "school",
            "section",
            "sector",
            "social",
            "strategic",
            "supplies",
            "supply",
            "team",
            "the",
            "trust",
            "unit",
            "university",
            "works",
        ],
        StringComparer.OrdinalIgnoreCase
    );

    private static IEnumerable<string> OrganisationNames(JsonObject release)
    {
        foreach (var party in release["parties"] as JsonArray ?? [])
            if ((party as JsonObject)?["name"] is JsonValue name && name.GetValueKind() == JsonValueKind.String)
                yield return name.GetValue<string>().Trim();
    }

    // What is bought is no person: a contact may bear the name of what the notice is about.
    private static IEnumerable<string> Titles(JsonObject release) =>
        new[] { release, release["tender"] as JsonObject }
            .Concat(Items((release["tender"] as JsonObject)?["lots"]))
            .Concat(Items(release["awards"]))
            .Concat(Items(release["contracts"]))
            .Select(o => o?["title"])
            .OfType<JsonValue>()
            .Where(title => title.GetValueKind() == JsonValueKind.String)
            .Select(title => title.GetValue<string>());

    private static IEnumerable<JsonObject?> Items(JsonNode? list) => (list as JsonArray ?? []).Select(i => i as JsonObject);

    private static void RemoveFromTexts(JsonNode? node, Regex? people)
    {
        switch (node)
        {
            case JsonArray list:
                for (var i = 0; i < list.Count; i++)
                    if (Cleaned(list[i], people) is { } text)
                        list[i] = text;
                    else
                        RemoveFromTexts(list[i], people);
                break;
            case JsonObject o:
                foreach (var (field, value) in o.ToArray())
                    if (Identifying.Contains(field))
                        continue;
                    else if (Cleaned(value, people) is { } text)
                        o[field] = text;
                    else
                        RemoveFromTexts(value, people);
                break;
        }
    }

    private static string? Cleaned(JsonNode? value, Regex? people)
    {
        if (value is not JsonValue || value.GetValueKind() != JsonValueKind.String)
            return null;
        var text = value.GetValue<string>();
        var cleaned = Mail().Replace(text, m => IsOffice(m.Groups["local"].Value) ? m.Value : Removed);
        cleaned = InTheKingdom().Replace(cleaned, m => IsGivenOut(m.Value) ? Removed : m.Value);
        cleaned = Abroad().Replace(cleaned, m => m.Value.Count(char.IsAsciiDigit) is >= 8 and <= 15 ? Removed : m.Value);
        if (people is not null)
            cleaned = people.Replace(cleaned, "[name removed]");
        return cleaned == text ? null : cleaned;
    }

    private static bool IsOffice(string local) => local.Split(['.', '-', '_', '+']).Any(Offices.Contains);

    [GeneratedRegex(@"(?<local>[\w.+'-]+)@[\w-]+(\.[\w-]+)+", RegexOptions.CultureInvariant)]
    private static partial Regex Mail();

    private static bool IsGivenOut(string number)
    {
        var digits = string.Concat(number.Where(char.IsAsciiDigit));
        return Codes.Any(code => digits.StartsWith(code, StringComparison.Ordinal));
    }

    // The first digits that Ofcom gives out: places, the country as a whole, firms, mobiles, free and dear ones.
    private static readonly string[] Codes = ["01", "02", "03", "055", "056", "07", "08", "09"];

    // As people write it: the code, a space, and the rest in one or two groups; or eleven digits in one. A date, a part number or an
    // account is cut elsewhere or is longer.
    [GeneratedRegex(
        @"(?<![\w/.-])(?:(?:\(?0\d{2}(?:\)[\s-]?|[\s-])\d{4}[\s-]?\d{4})|(?:\(?0\d{3}(?:\)[\s-]?|[\s-])\d{3}[\s-]?\d{3,4})|(?:\(?0\d{4}(?:\)[\s-]?|[\s-])\d{3}[\s-]?\d{2,3})|(?:\(?0\d{5}(?:\)[\s-]?|[\s-])\d{4,5})|0\d{10})(?![\w-])",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex InTheKingdom();

    [GeneratedRegex(
        @"(?<![\w/.-])\+\d{1,3}[\s-]?(?:\(0\)[\s-]?)?\(?\d{1,5}\)?(?:[\s-]?\d{2,8}){1,4}(?![\w-])",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Abroad();
}
