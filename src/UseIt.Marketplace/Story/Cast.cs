using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Story;

/// <summary>An invented organisation of the story.</summary>
public sealed record Company(string Key, string Name, OrganisationKind Kind, string? CompanyNumber = null)
{
    public Guid Id { get; init; } = UuidV5.Of(Cast.Namespace, $"organisation/{Key}");
}

/// <summary>An invented person, who signs in by key.</summary>
public sealed record Figure(string Key, string Name, Company For, string Does, params string[] Roles)
{
    public Guid Id => UuidV5.Of(Cast.Namespace, $"person/{Key}");
    public string Mail => $"{Key}@{Accounts.People.DemoDomain}";
}

/// <summary>Who takes part in the USE-IT! story. Every organisation and person is invented.</summary>
public static class Cast
{
    public static readonly Guid Namespace = UuidV5.Of(UuidV5.Url, "urn:useit:story");

    // Anchor institutions and a developer.
    public static readonly Company Hospital = new("hospital", "Icknield Vale Hospitals NHS Trust (invented)", OrganisationKind.Buyer);
    public static readonly Company Council = new("council", "Soho and Ladywood Borough Council (invented)", OrganisationKind.Buyer);
    public static readonly Company Developer = new(
        "developer",
        "Reservoir Quarter Developments Ltd (invented)",
        OrganisationKind.Buyer,
        "99100001"
    );

    // Support.
    public static readonly Company Ise = new("ise", "iSE Story Desk (invented)", OrganisationKind.Support);

    // The marketplace itself, as the verb for its first administrator knows it.
    public static readonly Company Platform = new("platform", "The marketplace's own administration (invented)", OrganisationKind.Platform)
    {
        Id = CommandLine.AddUser.Platform,
    };

    // Social enterprises.
    public static readonly Company Grounds = new("grounds", "Ladywood Grounds CIC", OrganisationKind.Enterprise, "99200001");
    public static readonly Company Repairs = new("repairs", "Edgbaston Repairs Co-operative Ltd", OrganisationKind.Enterprise, "99200002");
    public static readonly Company Kitchen = new("kitchen", "Handsworth Community Kitchen CIC", OrganisationKind.Enterprise, "99200003");
    public static readonly Company Cleaners = new("cleaners", "Bright Corners Cleaning CIC", OrganisationKind.Enterprise, "99200004");
    public static readonly Company Wheels = new("wheels", "Soho Wheels Community Transport", OrganisationKind.Enterprise, "99200005");
    public static readonly Company Threads = new("threads", "Smethwick Threads CIC", OrganisationKind.Enterprise, "99200006");
    public static readonly Company Print = new("print", "Winson Green Print Works CIC", OrganisationKind.Enterprise, "99200007");
    public static readonly Company Recycle = new("recycle", "Rotton Park Reuse CIC", OrganisationKind.Enterprise, "99200008");
    public static readonly Company Digital = new("digital", "Spring Hill Digital Skills CIC", OrganisationKind.Enterprise, "99200009");
    public static readonly Company Interpreters = new(
        "interpreters",
        "Many Tongues Interpreting CIC",
        OrganisationKind.Enterprise,
        "99200010"
    );
    public static readonly Company Gardeners = new(
        "gardeners",
        "Summerfield Growers Co-operative",
        OrganisationKind.Enterprise,
        "99200011"
    );
    public static readonly Company Builders = new("builders", "Canalside Builders CIC", OrganisationKind.Enterprise, "99200012");

    public static IReadOnlyList<Company> Enterprises { get; } =
    [Grounds, Repairs, Kitchen, Cleaners, Wheels, Threads, Print, Recycle, Digital, Interpreters, Gardeners, Builders];
    public static IReadOnlyList<Company> Companies { get; } = [Hospital, Council, Developer, Ise, Platform, .. Enterprises];

    // The hospital trust's people: duties kept apart.
    public static readonly Figure Author = new(
        "buyer",
        "Priya Nair",
        Hospital,
        "buyer at the hospital trust: writes tenders",
        Roles.Author,
        Roles.OrganisationAdministrator
    );
    public static readonly Figure Approver = new(
        "approver",
        "Martin Cole",
        Hospital,
        "approves awards at the hospital trust",
        Roles.Approver
    );
    public static readonly Figure FirstOpener = new("opener", "Dawn Reid", Hospital, "opens bids at the hospital trust", Roles.Opener);
    public static readonly Figure SecondOpener = new(
        "opener2",
        "Callum Shaw",
        Hospital,
        "opens bids at the hospital trust, with Dawn",
        Roles.Opener
    );
    public static readonly Figure FirstEvaluator = new(
        "evaluator",
        "Grace Okafor",
        Hospital,
        "evaluates bids at the hospital trust",
        Roles.Evaluator
    );
    public static readonly Figure SecondEvaluator = new(
        "evaluator2",
        "Tom Bewley",
        Hospital,
        "evaluates bids at the hospital trust",
        Roles.Evaluator
    );
    public static readonly Figure ContractManager = new(
        "contracts",
        "Helen Moss",
        Hospital,
        "holds suppliers to their promises at the hospital trust",
        Roles.ContractManager
    );

    public static readonly Figure CouncilAuthor = new(
        "council",
        "Imran Aslam",
        Council,
        "buyer at the council",
        Roles.Author,
        Roles.OrganisationAdministrator
    );
    public static readonly Figure CouncilApprover = new(
        "council-approver",
        "Ruth Lane",
        Council,
        "approves awards at the council",
        Roles.Approver
    );
    public static readonly Figure CouncilFirstOpener = new(
        "council-opener",
        "Ada Finch",
        Council,
        "opens bids at the council",
        Roles.Opener
    );
    public static readonly Figure CouncilSecondOpener = new(
        "council-opener2",
        "Ben Yates",
        Council,
        "opens bids at the council, with Ada",
        Roles.Opener
    );
    public static readonly Figure DeveloperAuthor = new(
        "developer",
        "Sofia Marsh",
        Developer,
        "buyer at the developer",
        Roles.Author,
        Roles.ContractManager,
        Roles.OrganisationAdministrator
    );
    public static readonly Figure DeveloperApprover = new(
        "developer-approver",
        "Neil Fry",
        Developer,
        "approves awards at the developer",
        Roles.Approver
    );

    public static readonly Figure DeveloperFirstOpener = new(
        "developer-opener",
        "Carla Hunt",
        Developer,
        "opens bids at the developer",
        Roles.Opener
    );
    public static readonly Figure DeveloperSecondOpener = new(
        "developer-opener2",
        "Euan Ross",
        Developer,
        "opens bids at the developer, with Carla",
        Roles.Opener
    );

    public static readonly Figure Adviser = new(
        "adviser",
        "Yvonne Clarke",
        Ise,
        "adviser at iSE",
        Roles.Adviser,
        Roles.OrganisationAdministrator
    );
    public static readonly Figure ProgrammeManager = new(
        "programme",
        "David Owusu",
        Ise,
        "programme manager at iSE",
        Roles.ProgrammeManager
    );
    public static readonly Figure GrantsManager = new(
        "grants",
        "Shabnam Rashid",
        Ise,
        "looks after the small grants at iSE",
        Roles.ProgrammeManager
    );

    public static readonly Figure Administrator = new(
        "administrator",
        "Ngozi Adair",
        Platform,
        "runs the marketplace: checks organisations, sees to what stands still",
        Roles.Administrator,
        Roles.OrganisationAdministrator
    );

    public static readonly Figure GroundsManager = Manager(
        "enterprise",
        "Amina Yusuf",
        Grounds,
        "runs Ladywood Grounds CIC and leads its bids"
    );

    /// <summary>One bid manager and signatory for each enterprise.</summary>
    public static IReadOnlyList<Figure> Managers { get; } =
    [
        GroundsManager,
        Manager("repairs", "Joe Brennan", Repairs, "leads Edgbaston Repairs Co-operative"),
        Manager("kitchen", "Marcia Bell", Kitchen, "runs Handsworth Community Kitchen"),
        Manager("cleaners", "Fatima Noor", Cleaners, "runs Bright Corners Cleaning"),
        Manager("wheels", "Desmond Grant", Wheels, "runs Soho Wheels"),
        Manager("threads", "Kuldip Kaur", Threads, "runs Smethwick Threads"),
        Manager("print", "Sean Doyle", Print, "runs Winson Green Print Works"),
        Manager("recycle", "Nadia Hussain", Recycle, "runs Rotton Park Reuse"),
        Manager("digital", "Femi Adeyemi", Digital, "runs Spring Hill Digital Skills"),
        Manager("interpreters", "Li Wen", Interpreters, "runs Many Tongues"),
        Manager("gardeners", "Rosa Lima", Gardeners, "runs Summerfield Growers"),
        Manager("builders", "Kwame Mensah", Builders, "runs Canalside Builders"),
    ];

    public static IReadOnlyList<Figure> Figures { get; } =
    [
        Author,
        Approver,
        FirstOpener,
        SecondOpener,
        FirstEvaluator,
        SecondEvaluator,
        ContractManager,
        CouncilAuthor,
        CouncilApprover,
        CouncilFirstOpener,
        CouncilSecondOpener,
        DeveloperAuthor,
        DeveloperApprover,
        DeveloperFirstOpener,
        DeveloperSecondOpener,
        Adviser,
        ProgrammeManager,
        GrantsManager,
        .. Managers,
        Administrator,
    ];

    public static Figure ManagerOf(Company company) => Managers.Single(m => m.For == company);

    private static Figure Manager(string key, string name, Company company, string does) =>
        new(key, name, company, does, Roles.BidManager, Roles.Signatory, Roles.Member, Roles.OrganisationAdministrator);
}
