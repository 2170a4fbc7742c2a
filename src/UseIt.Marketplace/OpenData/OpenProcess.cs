using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Enterprises;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.OpenData;

public sealed record OpenLot(
    Guid LotId,
    string Title,
    string Description,
    IReadOnlyList<string> Cpv,
    IReadOnlyList<Place> Places,
    Estimate Estimate,
    string Status = "active"
);

/// <summary>A party as releases name it, copied when it entered the process.</summary>
public sealed record OpenParty(OrganisationName Organisation, string? RoleDetails = null);

public sealed record OpenAward(
    Guid AwardId,
    Guid LotId,
    Money Value,
    IReadOnlyList<OpenParty> Suppliers,
    string Status = "pending",
    DateTimeOffset? Date = null,
    DateOnly? StandstillFrom = null,
    DateOnly? StandstillTo = null,
    DateTimeOffset? SummariesSent = null,
    string? NoticeId = null,
    bool Released = false
);

/// <summary>
/// A tender of ours as the public may come to see it. What lies in it before it is published leaves with the first release, what is about
/// bids after the opening.
/// </summary>
public sealed record OpenProcess
{
    public required Guid TenderId { get; init; }
    public required Guid BuyerId { get; init; }
    public OrganisationName? Buyer { get; init; }
    public OrganisationName? ProcuringEntity { get; init; }
    public required string Title { get; init; }
    public string Description { get; init; } = "";
    public required string Regime { get; init; }
    public required DateOnly RulesOf { get; init; }
    public IReadOnlyList<string> Cpv { get; init; } = [];
    public IReadOnlyList<Place> Places { get; init; } = [];
    public Estimate? Estimate { get; init; }
    public Period? Contract { get; init; }
    public bool? SuitableForVcse { get; init; }
    public string? ReservedFor { get; init; }
    public IReadOnlyList<OpenLot> Lots { get; init; } = [];
    public IReadOnlyList<Requirement> Requirements { get; init; } = [];
    public IReadOnlyList<Criterion> Criteria { get; init; } = [];
    public PriceBasis Basis { get; init; }
    public IReadOnlyList<TenderDocumentAttached> Documents { get; init; } = [];
    public DateTimeOffset? Deadline { get; init; }
    public DateTimeOffset? QuestionsUntil { get; init; }
    public string Status { get; init; } = "planned";
    public string? Ocid { get; init; }
    public DateTimeOffset? PublishedAt { get; init; }
    public string? NoticeId { get; init; }
    public string? NoticeType { get; init; }
    public bool Published { get; init; }
    public bool Planned { get; init; }
    public DateTimeOffset? LastRelease { get; init; }
    public IReadOnlyDictionary<Guid, Guid> LeadOfBid { get; init; } = new Dictionary<Guid, Guid>();
    public IReadOnlyList<OpenAward> Awards { get; init; } = [];

    /// <summary>An invented process: the buyer belongs to a demonstration.</summary>
    public bool Demo => Buyer?.Demo == true;

    public OpenAward? Award(Guid id) => Awards.FirstOrDefault(a => a.AwardId == id);

    public OpenProcess With(Guid award, Func<OpenAward, OpenAward> change) =>
        this with
        {
            Awards = [.. Awards.Select(a => a.AwardId == award ? change(a) : a)],
        };

    public OpenProcess Evolve(object fact) =>
        fact switch
        {
            TenderDescribed e => this with
            {
                Title = e.Title,
                Description = e.Description,
                Cpv = [.. e.Cpv.Select(Values.Cpv.Digits)],
                Places = e.Places,
                Estimate = e.Estimate,
                Contract = e.Contract,
                SuitableForVcse = e.SuitableForVcse,
                ReservedFor = e.Reservation,
            },
            LotAdded e => this with
            {
                Lots = [.. Lots, new OpenLot(e.LotId, e.Title, e.Description, [.. e.Cpv.Select(Values.Cpv.Digits)], e.Places, e.Estimate)],
            },
            LotChanged e => Lot(
                e.LotId,
                l =>
                    l with
                    {
                        Title = e.Title,
                        Description = e.Description,
                        Cpv = [.. e.Cpv.Select(Values.Cpv.Digits)],
                        Places = e.Places,
                        Estimate = e.Estimate,
                    }
            ),
            LotRemoved e => this with { Lots = [.. Lots.Where(l => l.LotId != e.LotId)] },
            RequirementAdded e => this with { Requirements = [.. Requirements, e.Requirement] },
            RequirementRemoved e => this with { Requirements = [.. Requirements.Where(r => r.RequirementId != e.RequirementId)] },
            CriteriaSet e => this with { Criteria = e.Criteria, Basis = e.Basis ?? PriceBasis.Net },
            // A restricted document is nobody's open data.
            TenderDocumentAttached { Undertaking: not null } => this,
            TenderDocumentAttached e => this with { Documents = [.. Documents, e] },
            TenderDocumentRemoved e => this with { Documents = [.. Documents.Where(d => d.DocumentId != e.DocumentId)] },
            DeadlineSet e => this with { Deadline = e.Deadline, QuestionsUntil = e.QuestionsUntil },
            NoticeConfirmed e => this with { Ocid = e.Ocid, NoticeId = e.NoticeId, NoticeType = e.NoticeType },
            TenderPublished e => this with
            {
                Ocid = e.Ocid,
                PublishedAt = e.PublishedAt,
                Deadline = e.Deadline,
                Status = "active",
                Published = true,
            },
            DeadlineExtended e => this with { Deadline = e.To, QuestionsUntil = e.QuestionsUntil ?? QuestionsUntil },
            ClosingDeferred e => this with { Deadline = e.To },
            TenderWithdrawn => this with { Status = "cancelled", Lots = [.. Lots.Select(l => l with { Status = "cancelled" })] },
            TenderAwarded e => Lot(e.LotId, l => l with { Status = "complete" }).Concluded(),
            TenderUnsuccessful e => Lot(e.LotId, l => l with { Status = "unsuccessful" }).Concluded(),
            EvaluationStarted e => this with
            {
                LeadOfBid = LeadOfBid
                    .Concat(e.Bidders.Select(b => KeyValuePair.Create(b.BidId, b.LeadId)))
                    .DistinctBy(b => b.Key)
                    .ToDictionary(),
            },
            AwardConfirmed e => With(e.AwardId, a => a with { Status = "active", Value = e.Value }),
            AwardCancelled e => With(e.AwardId, a => a with { Status = "cancelled" }),
            SummariesSent e => With(e.AwardId, a => a with { SummariesSent = e.At }),
            AwardNoticePublished e => With(e.AwardId, a => a with { Date = e.PublishedAt, NoticeId = e.NoticeId }),
            StandstillStarted e => With(e.AwardId, a => a with { StandstillFrom = e.FirstDay, StandstillTo = e.LastDay }),
            StandstillResumed e => With(e.AwardId, a => a with { StandstillTo = UkTime.DayOf(e.EndsAt.AddTicks(-1)) }),
            _ => this,
        };

    private OpenProcess Lot(Guid id, Func<OpenLot, OpenLot> change) =>
        this with
        {
            Lots = [.. Lots.Select(l => l.LotId == id ? change(l) : l)],
        };

    private OpenProcess Concluded() =>
        Lots.Any(l => l.Status == "active")
            ? this
            : this with
            {
                Status = Lots.Any(l => l.Status == "complete") ? "complete" : "unsuccessful",
            };
}
