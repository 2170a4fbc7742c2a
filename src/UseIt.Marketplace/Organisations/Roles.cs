namespace UseIt.Marketplace.Organisations;

/// <summary>The roles a membership may give. Duties that must stay apart are told apart here.</summary>
public static class Roles
{
    // Buyer
    public const string Author = "author";
    public const string Approver = "approver";
    public const string Evaluator = "evaluator";
    public const string Opener = "opener";
    public const string ContractManager = "contractManager";

    // Enterprise
    public const string Member = "member";
    public const string BidManager = "bidManager";
    public const string Signatory = "signatory";

    // Support
    public const string Adviser = "adviser";
    public const string ProgrammeManager = "programmeManager";

    // Platform
    public const string Administrator = "administrator";
    public const string Auditor = "auditor";

    // Every organisation
    public const string OrganisationAdministrator = "organisationAdministrator";

    public static IReadOnlySet<string> Buyer { get; } =
        new HashSet<string>([Author, Approver, Evaluator, Opener, ContractManager], StringComparer.Ordinal);
    public static IReadOnlySet<string> Enterprise { get; } = new HashSet<string>([Member, BidManager, Signatory], StringComparer.Ordinal);
    public static IReadOnlySet<string> Support { get; } = new HashSet<string>([Adviser, ProgrammeManager], StringComparer.Ordinal);
    public static IReadOnlySet<string> Platform { get; } = new HashSet<string>([Administrator, Auditor], StringComparer.Ordinal);

    /// <summary>What reaches beyond the own organisation's data: it sleeps until the organisation's identity has been checked.</summary>
    public static IReadOnlySet<string> OverOthers { get; } = new HashSet<string>([.. Support, .. Platform], StringComparer.Ordinal);
    public static IReadOnlySet<string> All { get; } =
        new HashSet<string>([.. Buyer, .. Enterprise, .. Support, .. Platform, OrganisationAdministrator], StringComparer.Ordinal);
}
