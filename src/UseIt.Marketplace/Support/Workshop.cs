using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

/// <summary>A workshop for the enterprises a support organisation works with.</summary>
public sealed record Workshop(
    Guid SupportOrganisation,
    Guid Adviser,
    string Title,
    DateTimeOffset Start,
    DateTimeOffset End,
    SessionMode Mode,
    string FunderProject
) : IState<Workshop>
{
    public static Workshop Empty { get; } = new(Guid.Empty, Guid.Empty, "", default, default, default, "");

    public bool Cancelled { get; init; }

    /// <summary>The organisations invited or signed up, by case.</summary>
    public IReadOnlyDictionary<Guid, Guid> Asked { get; init; } = new Dictionary<Guid, Guid>();

    public IReadOnlySet<(Guid Case, Guid Person)> SignedUp { get; init; } = new HashSet<(Guid, Guid)>();

    /// <summary>The organisations that were there.</summary>
    public IReadOnlySet<Guid> Attended { get; init; } = new HashSet<Guid>();

    public DateOnly Date => UkTime.DayOf(Start);

    public Workshop Evolve(object fact) =>
        fact switch
        {
            WorkshopAnnounced e => new Workshop(e.SupportOrganisationId, e.Adviser, e.Title, e.Start, e.End, e.Mode, e.FunderProject),
            WorkshopInvited e => this with { Asked = With(e.CaseId, e.OrganisationId) },
            WorkshopSignedUp e => this with
            {
                Asked = With(e.CaseId, e.OrganisationId),
                SignedUp = new HashSet<(Guid, Guid)>(SignedUp) { (e.CaseId, e.PersonId) },
            },
            WorkshopPlaceGivenUp e => this with { SignedUp = SignedUp.Where(s => s != (e.CaseId, e.PersonId)).ToHashSet() },
            WorkshopAttended e => this with { Attended = new HashSet<Guid>(Attended) { e.OrganisationId } },
            WorkshopCancelled => this with { Cancelled = true },
            _ => this,
        };

    private Dictionary<Guid, Guid> With(Guid @case, Guid organisation) => new(Asked) { [@case] = organisation };
}

internal static class WorkshopRules
{
    /// <summary>So many people of one enterprise at most.</summary>
    public const int MostPeople = 50;

    public static readonly Refusal Cancelled = new("workshop-cancelled", null, "This workshop does not take place");
    public static readonly Refusal Begun = new("workshop-begun", null, "The workshop has begun: who comes can be changed no more");
    public static readonly Refusal NotOfCaseload = new(
        "case-not-of-workshop",
        "caseIds",
        "Choose enterprises your organisation has an open, accepted case with"
    );

    public static AllowedTo Comers { get; } = AllowedTo.Role("the enterprise's people", Roles.Member, Roles.Signatory, Roles.BidManager);

    public static Access ForAdviser(Actor actor, Workshop workshop) =>
        actor.ActsFor(workshop.SupportOrganisation, Roles.Adviser) ? Access.Granted
        : actor.ActsFor(workshop.SupportOrganisation) ? Access.Forbidden
        : Access.NotFound;

    /// <summary>For the enterprise's people, where the support organisation that works with it holds the workshop.</summary>
    public static Access ForComer(Actor actor, Workshop workshop, Case @case) =>
        workshop.SupportOrganisation != @case.SupportOrganisation || @case.SupportOrganisation == Guid.Empty ? Access.NotFound
        : actor.ActsFor(@case.Organisation, Roles.Member, Roles.Signatory, Roles.BidManager) ? Access.Granted
        : actor.ActsFor(@case.Organisation) ? Access.Forbidden
        : Access.NotFound;
}
