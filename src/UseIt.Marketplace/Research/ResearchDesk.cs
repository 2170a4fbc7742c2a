using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Research;

/// <summary>An accredited course and how many of its sessions somebody has to attend.</summary>
public sealed record ResearchCourse(Guid CourseId, string Title, string AccreditedBy, int Sessions, int SessionsNeeded);

/// <summary>What a support organisation has settled for all its research.</summary>
public sealed record ResearchDesk(
    IReadOnlyDictionary<Guid, Protected> Leads,
    IReadOnlyDictionary<Guid, ResearchCourse> Courses,
    string? GuardianRule
) : IState<ResearchDesk>
{
    public static ResearchDesk Empty { get; } =
        new(new Dictionary<Guid, Protected>(), new Dictionary<Guid, ResearchCourse>(), GuardianRule: null);

    public static Guid IdOf(Guid supportOrganisation) => UuidV5.Of(supportOrganisation, "research-desk");

    public ResearchDesk Evolve(object fact) =>
        fact switch
        {
            ResearchLeadNamed e => this with { Leads = new Dictionary<Guid, Protected>(Leads) { [e.PersonId] = e.Phone } },
            ResearchLeadStoodDown e => this with { Leads = Leads.Where(l => l.Key != e.PersonId).ToDictionary() },
            ResearchGuardianRuleSet e => this with { GuardianRule = e.Rule },
            ResearchCourseOffered e => this with
            {
                Courses = new Dictionary<Guid, ResearchCourse>(Courses)
                {
                    [e.CourseId] = new(e.CourseId, e.Title, e.AccreditedBy, e.Sessions, e.SessionsNeeded),
                },
            },
            _ => this,
        };
}
