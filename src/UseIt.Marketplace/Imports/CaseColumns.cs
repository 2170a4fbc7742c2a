namespace UseIt.Marketplace.Imports;

/// <summary>What a column of enterprises and their support can say.</summary>
public enum CaseField
{
    Enterprise,
    CompanyNumber,
    Town,
    Postcode,
    Need,
    SessionOn,
    Hours,
    Minutes,
    Topic,
    Project,
    LegalForm,
    RegisteredOn,
}

/// <summary>What the columns of such a sheet are called.</summary>
public static class CaseColumns
{
    private static readonly (CaseField Field, string Name, string[] Words)[] Known =
    [
        (
            CaseField.Enterprise,
            "Name of the enterprise",
            [
                "enterprise",
                "enterprise name",
                "name",
                "organisation",
                "organisation name",
                "organization",
                "company",
                "company name",
                "business",
                "business name",
                "social enterprise",
            ]
        ),
        (
            CaseField.CompanyNumber,
            "Company number",
            [
                "company number",
                "company no",
                "company reg no",
                "registration number",
                "companies house number",
                "companies house no",
                "crn",
                "reg no",
                "company registration number",
            ]
        ),
        (CaseField.Town, "Town", ["town", "city", "town or city", "place", "locality", "area"]),
        (CaseField.Postcode, "Postcode", ["postcode", "post code", "postal code"]),
        (CaseField.Need, "What it needs", ["need", "needs", "support need", "enquiry", "what it needs", "reason"]),
        (
            CaseField.SessionOn,
            "Day of a session",
            ["date", "session date", "date of session", "date of support", "day", "support date", "meeting date"]
        ),
        (CaseField.Hours, "Hours of a session", ["hours", "hrs", "session hours", "hours of support", "time hours", "duration hours"]),
        (CaseField.Minutes, "Minutes of a session", ["minutes", "mins", "session minutes", "duration minutes"]),
        (CaseField.Topic, "Topic of a session", ["topic", "topics", "subject", "session topic", "activity"]),
        (CaseField.Project, "Project it is charged to", ["project", "funder", "funder project", "fund", "programme", "charged to"]),
        (
            CaseField.LegalForm,
            "Legal form",
            ["legal form", "legal structure", "structure", "company type", "organisation type", "legal status", "type of organisation"]
        ),
        (
            CaseField.RegisteredOn,
            "Day it was registered",
            [
                "registered",
                "registered on",
                "registration date",
                "date of registration",
                "date registered",
                "incorporated",
                "incorporated on",
                "incorporation date",
                "date of incorporation",
                "date incorporated",
            ]
        ),
    ];

    public static SheetColumns<CaseField> All { get; } = new(Known);

    public static string Called(CaseField field) => All.Called(field);

    /// <summary>What each column says; null where it is not used.</summary>
    public static IReadOnlyList<CaseField?> Match(IReadOnlyList<string> headings, IReadOnlyDictionary<string, CaseField?> remembered) =>
        All.Match(headings, remembered);
}
