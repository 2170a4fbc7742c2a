using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Skills;

public sealed record Candidate(Guid SupportOrganisation, Guid PathwayId, DateOnly RegisteredOn, Attainment Attainment) : IState<Candidate>
{
    public static Candidate Empty { get; } = new(Guid.Empty, Guid.Empty, default, Attainment.None);

    public string Profession { get; init; } = "";
    public string? PlaceCode { get; init; }
    public Protected? Name { get; init; }
    public Protected? Contact { get; init; }
    public Protected? Qualification { get; init; }
    public Protected? History { get; init; }
    public Protected? Guardian { get; init; }
    public Protected? NoticeLanguage { get; init; }
    public Protected? NoticeVersion { get; init; }

    /// <summary>The vacancies the person said yes to.</summary>
    public IReadOnlySet<Guid> Agreed { get; init; } = new HashSet<Guid>();

    /// <summary>Employers the person said yes to before it was asked for each vacancy: what was passed on then may be read on.</summary>
    public IReadOnlySet<Guid> AgreedBefore { get; init; } = new HashSet<Guid>();
    public IReadOnlySet<Guid> Known { get; init; } = new HashSet<Guid>();
    public IReadOnlyList<OnCourse> Courses { get; init; } = [];
    public IReadOnlyList<Disclosure> Disclosures { get; init; } = [];

    /// <summary>Every yes to a story or a picture, and whether it stands.</summary>
    public IReadOnlyDictionary<Guid, bool> Consents { get; init; } = new Dictionary<Guid, bool>();
    public bool Left { get; init; }
    public bool Erased { get; init; }

    /// <summary>Where a duty keeps what is known until a day: from then on nobody reads it.</summary>
    public CandidateErasureHeld? Held { get; init; }

    public bool Exists => SupportOrganisation != Guid.Empty;

    /// <summary>Whether an adviser has worked with the person: then no import takes them away again.</summary>
    public bool LivesOn =>
        Known.Count > 0
        || Agreed.Count > 0
        || AgreedBefore.Count > 0
        || Courses.Count > 0
        || Disclosures.Count > 0
        || Consents.Count > 0
        || Attainment.RightToWork is not null
        || Left;

    public bool IsOpen => Exists && !Left && !Erased && Held is null;

    /// <summary>
    /// The key's subject. Derived: whoever chose one could have another's key destroyed with the candidate.
    /// </summary>
    public static Guid SubjectOf(Guid candidate) => UuidV5.Of(candidate, "candidate");

    public PathwayRules? Rules => PathwayRules.Of(SupportOrganisation, PathwayId);

    /// <summary>The rules on a day.</summary>
    public PathwayEdition? On(DateOnly day) => Rules?.For(RegisteredOn, day);

    public Candidate Evolve(object fact) =>
        fact switch
        {
            CandidateRegistered e => this with
            {
                SupportOrganisation = e.SupportOrganisationId,
                PathwayId = e.PathwayId,
                RegisteredOn = e.RegisteredOn,
                Profession = e.Profession,
                PlaceCode = e.PlaceCode,
                Name = e.Name,
                Contact = e.Contact,
                Qualification = e.Qualification,
                History = e.History,
                Guardian = e.Guardian,
                NoticeLanguage = e.NoticeLanguage,
                NoticeVersion = e.NoticeVersion,
            },
            CandidateCorrected e => this with
            {
                Name = e.Name,
                Contact = e.Contact,
                Qualification = e.Qualification,
                History = e.History,
                PlaceCode = e.PlaceCode,
            },
            TestRecorded e => this with { Attainment = Attainment.After(e), Known = Knowing(e.RecordId) },
            StepRecorded e => this with { Attainment = Attainment.After(e), Known = Knowing(e.RecordId) },
            AttainmentWithdrawn e => this with { Attainment = Attainment.After(e) },
            FeeSupportGiven e => this with { Known = Knowing(e.SupportId) },
            RightToWorkChecked e => this with { Attainment = Attainment.After(e) },
            CandidateDisclosureRecorded e => this with
            {
                Disclosures = Disclosure.With(Disclosures, new Disclosure(e.Role, e.Outcome, e.On)),
            },
            PassingOnAgreed { VacancyId: { } vacancy } => this with { Agreed = new HashSet<Guid>(Agreed) { vacancy } },
            PassingOnAgreed e => this with { AgreedBefore = new HashSet<Guid>(AgreedBefore) { e.EmployerId } },
            PassingOnRevoked { VacancyId: { } vacancy } => this with { Agreed = Agreed.Where(a => a != vacancy).ToHashSet() },
            PassingOnRevoked e => this with { AgreedBefore = AgreedBefore.Where(a => a != e.EmployerId).ToHashSet() },
            CandidateLeft => this with { Left = true },
            StoryConsentGiven e => this with { Consents = new Dictionary<Guid, bool>(Consents) { [e.ConsentId] = true } },
            StoryConsentWithdrawn e => this with { Consents = new Dictionary<Guid, bool>(Consents) { [e.ConsentId] = false } },
            PrivacyNoticeGiven e => this with { NoticeLanguage = e.Language, NoticeVersion = e.Version },
            CandidateErasureHeld e => this with { Held = e },
            CandidateErased => this with
            {
                Erased = true,
                Name = null,
                Contact = null,
                Qualification = null,
                History = null,
                Guardian = null,
                NoticeLanguage = null,
                NoticeVersion = null,
                Disclosures = [],
            },
            CourseEnrolled or CourseAttended or CourseFinished or CourseStopped => this with { Courses = OnCourse.After(Courses, fact) },
            _ => this,
        };

    /// <summary>Whether what is passed on for a vacancy may be read by its employer.</summary>
    public bool Agrees(Guid vacancy, Guid employer) => Agreed.Contains(vacancy) || AgreedBefore.Contains(employer);

    private HashSet<Guid> Knowing(Guid record) => [.. Known, record];
}
