using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Enterprises;
using UseIt.Marketplace.SocialValue;

namespace UseIt.Marketplace.Tenders;

public enum LotStatus
{
    Open,
    Awarded,
    Unsuccessful,
}

public sealed record LotSheet(
    Guid LotId,
    string Title,
    string Description,
    IReadOnlyList<string> Cpv,
    IReadOnlyList<Place> Places,
    Estimate Estimate,
    LotStatus Status = LotStatus.Open,
    string? Reason = null
);

public sealed record DocumentSheet(Guid DocumentId, string Title, DateTimeOffset AttachedAt, string? Undertaking = null);

public sealed record AnsweredQuestion(Guid QuestionId, string Question, string Answer, DateTimeOffset AnsweredAt);

public sealed record DeadlineChange(DateTimeOffset At, DateTimeOffset From, DateTimeOffset To, string Reason);

/// <summary>
/// What the closing rested on: the deadline that stood, and every stretch in which the marketplace was out of reach shortly before.
/// </summary>
public sealed record ClosingCertificate(
    DateTimeOffset At,
    DateTimeOffset Deadline,
    bool Closed,
    DateTimeOffset? NewDeadline,
    IReadOnlyList<OutageGap> Gaps
);

public sealed record TimelineEntry(DateTimeOffset At, string What, string? Detail = null);

/// <summary>All that a tender says in public, as it stands; nothing of the buyer's side, nothing of the bids.</summary>
public sealed record TenderSheet(Guid TenderId, Guid BuyerId)
{
    /// <summary>Shown wherever the server holds the opening key.</summary>
    public const string ServerHeldStatement = "Sealed by the server; an administrator with the server's keys could open it.";

    public const string OutageReason = "The marketplace was out of reach before the deadline";

    public long Version { get; init; }
    public Guid? ProcuringEntityId { get; init; }
    public string Regime { get; init; } = "";
    public DateOnly RulesOf { get; init; }
    public string Title { get; init; } = "";
    public string Description { get; init; } = "";
    public IReadOnlyList<string> Cpv { get; init; } = [];
    public IReadOnlyList<Place> Places { get; init; } = [];
    public Estimate Estimate { get; init; } = new(null, null);
    public Period? Contract { get; init; }
    public bool SuitableForVcse { get; init; }
    public string? Reservation { get; init; }
    public IReadOnlyList<LotSheet> Lots { get; init; } = [];
    public IReadOnlyList<Requirement> Requirements { get; init; } = [];

    /// <summary>What one of a monetised promise is taken to be worth; of a licensed catalogue nobody but its licensee is told.</summary>
    public IReadOnlyDictionary<Guid, MetricProxy> Proxies { get; init; } = new Dictionary<Guid, MetricProxy>();
    public IReadOnlyList<Criterion> Criteria { get; init; } = [];
    public Envelopes Envelopes { get; init; }
    public PriceBasis Basis { get; init; }
    public IReadOnlyList<string> TieLadder { get; init; } = [];
    public IReadOnlyList<DocumentSheet> Documents { get; init; } = [];
    public DateTimeOffset? Deadline { get; init; }
    public DateTimeOffset? QuestionsUntil { get; init; }
    public int OutageLimitMinutes { get; init; }
    public LateRule LateRule { get; init; }
    public string? OpeningStatement { get; init; }
    public TenderKey? OpeningKey { get; init; }
    public string? Ocid { get; init; }
    public string? NoticeId { get; init; }
    public DateTimeOffset? PublishedAt { get; init; }
    public TenderStage Stage { get; init; } = TenderStage.Draft;
    public IReadOnlyList<DeadlineChange> DeadlineChanges { get; init; } = [];
    public IReadOnlyList<ClosingCertificate> Certificates { get; init; } = [];
    public IReadOnlyList<AnsweredQuestion> Questions { get; init; } = [];
    public IReadOnlyList<TimelineEntry> Timeline { get; init; } = [];

    /// <summary>When the content last changed before publication.</summary>
    public DateTimeOffset WrittenAt { get; init; }

    public bool IsPublic => PublishedAt is not null;

    public static TenderSheet From(TenderDrafted e, DateTimeOffset at) =>
        new(e.TenderId, e.BuyerId)
        {
            ProcuringEntityId = e.ProcuringEntityId,
            Regime = e.Regime,
            RulesOf = e.RulesOf,
            Title = e.Title,
            WrittenAt = at,
        };

    public TenderSheet After(object fact, DateTimeOffset at) =>
        fact switch
        {
            TenderDescribed e => this with
            {
                Title = e.Title,
                Description = e.Description,
                Cpv = e.Cpv,
                Places = e.Places,
                Estimate = e.Estimate,
                Contract = e.Contract,
                SuitableForVcse = e.SuitableForVcse,
                Reservation = e.Reservation,
                WrittenAt = at,
            },
            LotAdded e => this with
            {
                Lots = [.. Lots, new LotSheet(e.LotId, e.Title, e.Description, e.Cpv, e.Places, e.Estimate)],
                WrittenAt = at,
            },
            LotChanged e => this with
            {
                Lots =
                [
                    .. Lots.Select(l =>
                        l.LotId == e.LotId ? new LotSheet(e.LotId, e.Title, e.Description, e.Cpv, e.Places, e.Estimate) : l
                    ),
                ],
                WrittenAt = at,
            },
            LotRemoved e => this with
            {
                Lots = [.. Lots.Where(l => l.LotId != e.LotId)],
                Requirements = [.. Requirements.Where(r => r.LotId != e.LotId)],
                WrittenAt = at,
            },
            RequirementAdded e => this with { Requirements = [.. Requirements, e.Requirement], WrittenAt = at },
            CommitmentMetricChosen { Proxy: { } proxy, Redistributable: true } e => this with
            {
                Proxies = new Dictionary<Guid, MetricProxy>(Proxies) { [e.RequirementId] = proxy },
            },
            RequirementRemoved e => this with
            {
                Requirements = [.. Requirements.Where(r => r.RequirementId != e.RequirementId)],
                WrittenAt = at,
            },
            CriteriaSet e => this with
            {
                Criteria = e.Criteria,
                Envelopes = e.Envelopes,
                TieLadder = e.TieLadder,
                Basis = e.Basis ?? PriceBasis.Net,
                WrittenAt = at,
            },
            TenderDocumentAttached e => (IsPublic ? Noted(at, "Document added", e.Title) : this) with
            {
                Documents = [.. Documents, new DocumentSheet(e.DocumentId, e.Title, at, e.Undertaking)],
                WrittenAt = at,
            },
            TenderDocumentRemoved e => this with { Documents = [.. Documents.Where(d => d.DocumentId != e.DocumentId)], WrittenAt = at },
            DeadlineSet e => this with
            {
                Deadline = e.Deadline,
                QuestionsUntil = e.QuestionsUntil,
                OutageLimitMinutes = e.OutageLimitMinutes,
                LateRule = e.LateRule ?? LateRule.Never,
                WrittenAt = at,
            },
            OpenersNamed e => this with { OpeningStatement = e.Mode == OpeningMode.ServerHeld ? ServerHeldStatement : null },
            OpeningKeyMade e => this with { OpeningKey = new TenderKey(e.KeyId, e.PublicKey) },
            NoticePrepared => this with { Stage = TenderStage.NoticePrepared },
            NoticeSubmitted => this with { Stage = TenderStage.NoticeSubmitted },
            NoticeConfirmed e => this with { NoticeId = e.NoticeId },
            TenderPublished e => Noted(e.PublishedAt, "Published") with
            {
                Ocid = e.Ocid,
                PublishedAt = e.PublishedAt,
                Deadline = e.Deadline,
                Stage = TenderStage.Published,
            },
            DeadlineExtended e => Moved(at, e.From, e.To, e.Reason) with { QuestionsUntil = e.QuestionsUntil ?? QuestionsUntil },
            ClosingDeferred e => Moved(at, e.From, e.To, OutageReason) with
            {
                Certificates = [.. Certificates, new ClosingCertificate(at, e.From, false, e.To, e.Gaps)],
            },
            TenderAmended e => Noted(at, "Amended", $"{e.Change} ({e.Reason})"),
            TenderWithdrawn e => Noted(at, "Withdrawn", e.Reason) with { Stage = TenderStage.Withdrawn },
            TenderClosed e => Noted(at, "Closed") with
            {
                Stage = TenderStage.Closed,
                Certificates = [.. Certificates, new ClosingCertificate(at, e.Deadline, true, null, e.Gaps)],
            },
            LateBidAdmitted e => Noted(at, "Late bid admitted", e.Grounds),
            BidsOpened e => Noted(at, e.Part == BidPart.Quality ? "Bids opened" : "Prices opened"),
            QuestionAnswered e => Noted(at, "Question answered", e.PublishedQuestion) with
            {
                Questions =
                [
                    .. Questions.Where(q => q.QuestionId != e.QuestionId),
                    new AnsweredQuestion(e.QuestionId, e.PublishedQuestion, e.Answer, at),
                ],
            },
            TenderAwarded e => Ended(at, e.LotId, LotStatus.Awarded, "Awarded", null),
            TenderUnsuccessful e => Ended(at, e.LotId, LotStatus.Unsuccessful, "Ended without award", e.Reason),
            _ => this,
        };

    private TenderSheet Noted(DateTimeOffset at, string what, string? detail = null) =>
        this with
        {
            Timeline = [.. Timeline, new TimelineEntry(at, what, detail)],
        };

    private TenderSheet Moved(DateTimeOffset at, DateTimeOffset from, DateTimeOffset to, string reason) =>
        Noted(at, "Deadline moved", reason) with
        {
            Deadline = to,
            DeadlineChanges = [.. DeadlineChanges, new DeadlineChange(at, from, to, reason)],
        };

    private TenderSheet Ended(DateTimeOffset at, Guid lot, LotStatus status, string what, string? reason) =>
        Noted(at, what, Lots.FirstOrDefault(l => l.LotId == lot)?.Title) with
        {
            Lots = [.. Lots.Select(l => l.LotId == lot ? l with { Status = status, Reason = reason } : l)],
        };
}
