using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Research;

/// <summary>A piece of research, from its question to its last finding.</summary>
public sealed record ResearchProject(Guid SupportOrganisation, Guid? Commissioner, bool TakenOn, bool Declined, bool Completed)
    : IState<ResearchProject>
{
    public static ResearchProject Empty { get; } = new(Guid.Empty, null, false, false, false);

    /// <summary>Whose project it is: who asked for it, took it on, wrote for it. None of these people reviews its ethics.</summary>
    public IReadOnlySet<Guid> Team { get; init; } = new HashSet<Guid>();

    public IReadOnlySet<Guid> Researchers { get; init; } = new HashSet<Guid>();
    public IReadOnlyDictionary<Guid, ResearchPay> Offered { get; init; } = new Dictionary<Guid, ResearchPay>();
    public IReadOnlySet<Guid> Payments { get; init; } = new HashSet<Guid>();
    public Guid? AdvertisedTo { get; init; }
    public int EmbargoDays { get; init; }

    /// <summary>How often ethics review was asked for.</summary>
    public int EthicsVersion { get; init; }

    /// <summary>What was asked for and is not decided yet.</summary>
    public EthicsPlan? Submitted { get; init; }

    /// <summary>What was approved; nothing while something newer waits or was turned down.</summary>
    public EthicsPlan? Approved { get; init; }

    public DateOnly? FieldworkSince { get; init; }
    public bool HasFinding { get; init; }

    /// <summary>Why nothing can be done in it.</summary>
    public Refusal? WhyNot() =>
        Declined ? ResearchRefusals.ProjectDeclined
        : !TakenOn ? ResearchRefusals.NotTakenOn
        : Completed ? ResearchRefusals.ProjectCompleted
        : null;

    public ResearchProject Evolve(object fact) =>
        fact switch
        {
            ResearchCommissioned e => this with
            {
                SupportOrganisation = e.SupportOrganisationId,
                Commissioner = e.CommissionerId,
                EmbargoDays = e.EmbargoDays,
                Team = With(Team, e.AskedBy),
            },
            ResearchProposed e => this with
            {
                SupportOrganisation = e.SupportOrganisationId,
                TakenOn = true,
                Team = With(Team, e.ProposedBy),
            },
            ResearchTakenOn e => this with { TakenOn = true, Team = With(Team, e.Coordinator) },
            ResearchDeclined => this with { Declined = true },
            ResearchAdvertised e => this with { AdvertisedTo = e.EnterpriseId },
            ResearcherAssigned e => this with { Researchers = With(Researchers, e.ResearcherId) },
            ResearchPayOffered e => this with { Offered = new Dictionary<Guid, ResearchPay>(Offered) { [e.ResearcherId] = e.Kind } },
            ResearcherPaid e => this with { Payments = With(Payments, e.PaymentId) },
            ResearchEthicsSubmitted e => this with
            {
                EthicsVersion = e.Version,
                Submitted = e.Plan,
                Approved = null,
                Team = With(Team, e.By),
            },
            ResearchEthicsDecided e => this with { Submitted = null, Approved = e.Outcome == EthicsOutcome.Approved ? Submitted : null },
            ResearchFieldworkStarted e => this with { FieldworkSince = e.On },
            ResearchReported => this with { HasFinding = true },
            ResearchCompleted => this with { Completed = true },
            _ => this,
        };

    private static HashSet<Guid> With(IReadOnlySet<Guid> ids, Guid id) => [.. ids, id];
}
