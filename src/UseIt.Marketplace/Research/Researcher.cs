using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Research;

/// <summary>A community researcher, as decisions need to know them: without a name.</summary>
public sealed record Researcher(Guid SupportOrganisation, Guid? Mentor, PayOutcome? Pay, bool Erased) : IState<Researcher>
{
    public static Researcher Empty { get; } = new(Guid.Empty, null, null, Erased: false);

    /// <summary>The sessions attended of each course.</summary>
    public IReadOnlyDictionary<Guid, IReadOnlySet<int>> Attended { get; init; } = new Dictionary<Guid, IReadOnlySet<int>>();

    public IReadOnlySet<Guid> Completed { get; init; } = new HashSet<Guid>();

    public IReadOnlyList<Disclosure> Disclosures { get; init; } = [];

    /// <summary>Where a duty keeps what is known until a day: from then on nobody reads it.</summary>
    public ResearcherErasureHeld? Held { get; init; }

    public bool Gone => Erased || Held is not null;

    public Researcher Evolve(object fact) =>
        fact switch
        {
            ResearcherRecruited e => this with { SupportOrganisation = e.SupportOrganisationId },
            ResearchSessionAttended e => this with
            {
                Attended = new Dictionary<Guid, IReadOnlySet<int>>(Attended)
                {
                    [e.CourseId] = new HashSet<int>([.. Attended.GetValueOrDefault(e.CourseId, new HashSet<int>()), e.Session]),
                },
            },
            ResearchTrainingCompleted e => this with { Completed = new HashSet<Guid>([.. Completed, e.CourseId]) },
            ResearchMentorAssigned e => this with { Mentor = e.Mentor },
            ResearchPayAnswered e => this with { Pay = e.Outcome },
            ResearcherDisclosureRecorded e => this with
            {
                Disclosures = Disclosure.With(Disclosures, new Disclosure(e.Role, e.Outcome, e.On)),
            },
            ResearcherErasureHeld e => this with { Held = e },
            ResearcherErased => this with { Erased = true, Disclosures = [] },
            _ => this,
        };
}
