using UseIt.Marketplace.Engine;
using UseIt.Marketplace.SocialValue;

namespace UseIt.Marketplace.Tenders;

public enum TenderStage
{
    None,
    Draft,
    NoticePrepared,
    NoticeSubmitted,
    Published,
    Closed,
    Withdrawn,
}

/// <summary>A later deadline, proposed by one person and waiting for another.</summary>
public sealed record ExtensionProposal(DateTimeOffset To, DateTimeOffset? QuestionsUntil, string Reason, Guid By);

/// <summary>What the facts of a tender mean for the next decision about it. What it says in words is <see cref="TenderSheet"/>.</summary>
public sealed record Tender : IState<Tender>
{
    public static Tender Empty { get; } = new();

    public TenderStage Stage { get; init; }
    public Guid BuyerId { get; init; }
    public string Regime { get; init; } = "";
    public DateOnly RulesOf { get; init; }
    public bool Described { get; init; }
    public IReadOnlyList<Guid> Lots { get; init; } = [];
    public IReadOnlyList<Requirement> Requirements { get; init; } = [];

    /// <summary>Questions whose promises count in money.</summary>
    public IReadOnlyList<Guid> Monetised { get; init; } = [];
    public IReadOnlyList<Criterion> Criteria { get; init; } = [];
    public Envelopes Envelopes { get; init; }
    public IReadOnlyList<Guid> Documents { get; init; } = [];

    /// <summary>The words under which each restricted document may be read.</summary>
    public IReadOnlyDictionary<Guid, string> Undertakings { get; init; } = new Dictionary<Guid, string>();
    public DateTimeOffset? Deadline { get; init; }
    public DateTimeOffset? QuestionsUntil { get; init; }
    public int OutageLimitMinutes { get; init; }
    public IReadOnlyDictionary<TenderingCircumstance, bool>? Circumstances { get; init; }
    public IReadOnlyList<Guid> Openers { get; init; } = [];
    public int OpenersNeeded { get; init; }
    public string? OpeningKey { get; init; }
    public string? NoticeType { get; init; }
    public Guid? NoticeSubmittedBy { get; init; }
    public ExtensionProposal? Extension { get; init; }
    public IReadOnlyList<(BidPart Part, Guid Opener)> OpeningRequests { get; init; } = [];
    public IReadOnlyList<BidPart> Opened { get; init; } = [];
    public IReadOnlyList<Guid> LotsWithBids { get; init; } = [];
    public IReadOnlyList<Guid> EndedLots { get; init; } = [];

    /// <summary>The content may still change; once the notice is with the central platform it may not.</summary>
    public bool IsDraft => Stage is TenderStage.Draft or TenderStage.NoticePrepared;

    public bool IsPublic => Stage is TenderStage.Published or TenderStage.Closed;

    public RegimeProfile Profile => Tenders.Regime.Profile(Regime, RulesOf).Value;

    public Access AccessOf(Actor actor, params ReadOnlySpan<string> roles) =>
        actor.ActsFor(BuyerId, roles) ? Access.Granted
        : actor.ActsFor(BuyerId) ? Access.Forbidden
        : Access.NotFound;

    public bool HasRequested(BidPart part, Guid opener) => OpeningRequests.Contains((part, opener));

    public Tender Evolve(object fact) =>
        fact switch
        {
            TenderDrafted e => this with { Stage = TenderStage.Draft, BuyerId = e.BuyerId, Regime = e.Regime, RulesOf = e.RulesOf },
            TenderDescribed => Redrafted with { Described = true },
            LotAdded e => Redrafted with { Lots = [.. Lots, e.LotId] },
            LotChanged => Redrafted,
            LotRemoved e => Redrafted with
            {
                Lots = [.. Lots.Where(l => l != e.LotId)],
                Requirements = [.. Requirements.Where(r => r.LotId != e.LotId)],
            },
            RequirementAdded e => Redrafted with { Requirements = [.. Requirements, e.Requirement] },
            CommitmentMetricChosen { Mode: FrameworkMode.Monetised } e => this with { Monetised = [.. Monetised, e.RequirementId] },
            RequirementRemoved e => Redrafted with { Requirements = [.. Requirements.Where(r => r.RequirementId != e.RequirementId)] },
            CriteriaSet e => Redrafted with { Criteria = e.Criteria, Envelopes = e.Envelopes },
            TenderDocumentAttached e => Redrafted with
            {
                Documents = [.. Documents, e.DocumentId],
                Undertakings = e.Undertaking is { } words
                    ? new Dictionary<Guid, string>(Undertakings) { [e.DocumentId] = words }
                    : Undertakings,
            },
            TenderDocumentRemoved e => Redrafted with
            {
                Documents = [.. Documents.Where(d => d != e.DocumentId)],
                Undertakings = new Dictionary<Guid, string>(Undertakings.Where(u => u.Key != e.DocumentId)),
            },
            DeadlineSet e => Redrafted with
            {
                Deadline = e.Deadline,
                QuestionsUntil = e.QuestionsUntil,
                OutageLimitMinutes = e.OutageLimitMinutes,
                Circumstances = e.Circumstances,
            },
            OpenersNamed e => this with { Openers = e.Openers, OpenersNeeded = e.Needed },
            OpeningKeyMade e => this with { OpeningKey = e.KeyId },
            NoticePrepared e => this with { Stage = TenderStage.NoticePrepared, NoticeType = e.NoticeType, NoticeSubmittedBy = null },
            NoticeSubmitted e => this with { Stage = TenderStage.NoticeSubmitted, NoticeSubmittedBy = e.By },
            TenderPublished e => this with { Stage = TenderStage.Published, Deadline = e.Deadline },
            DeadlineExtensionProposed e => this with { Extension = new ExtensionProposal(e.To, e.QuestionsUntil, e.Reason, e.By) },
            DeadlineExtended e => this with { Deadline = e.To, QuestionsUntil = e.QuestionsUntil ?? QuestionsUntil, Extension = null },
            ClosingDeferred e => this with { Deadline = e.To, Extension = null },
            TenderClosed => this with { Stage = TenderStage.Closed, Extension = null },
            TenderWithdrawn => this with { Stage = TenderStage.Withdrawn },
            OpeningRequested e => this with { OpeningRequests = [.. OpeningRequests, (e.Part, e.Opener)] },
            BidsOpened e => this with { Opened = [.. Opened, e.Part], LotsWithBids = [.. LotsWithBids.Union(e.Bids.Select(b => b.LotId))] },
            TenderAwarded e => this with { EndedLots = [.. EndedLots.Append(e.LotId).Distinct()] },
            TenderUnsuccessful e => this with { EndedLots = [.. EndedLots.Append(e.LotId).Distinct()] },
            _ => this,
        };

    // A prepared notice no longer says what the draft says once the draft has changed.
    private Tender Redrafted => Stage == TenderStage.NoticePrepared ? this with { Stage = TenderStage.Draft } : this;
}
