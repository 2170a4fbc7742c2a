using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;

namespace UseIt.Marketplace.Programmes;

public sealed record ListedClaim(Guid ClaimId, string Quarter, DateTimeOffset MadeAt, int Lines, int Adjustments, int Held);

public sealed record ListedReturn(Guid PartnerId, string Quarter, ReturnState State);

public sealed record ListedPromise(Guid PromiseId, bool ByPartner, string What, DateOnly Due);

/// <summary>A partner, and what is promised between it and the lead and not settled yet.</summary>
public sealed record ListedPartner(
    Guid PartnerId,
    string Name,
    Guid? OrganisationId,
    DateOnly Joined,
    DateOnly? Left,
    Guid? Owner,
    IReadOnlyList<ListedPromise> Promises
)
{
    /// <summary>Whether somebody senior answers for its part.</summary>
    public bool Sponsored { get; init; }

    /// <summary>Whether it was in the programme on any day of the quarter.</summary>
    public bool IsIn(Quarter quarter) => Joined <= quarter.Last && (Left is null || Left > quarter.First);
}

/// <summary>A programme as it stands in lists, with its partners, returns and claims.</summary>
public sealed record ProgrammeRow(
    Guid ProgrammeId,
    Guid LeadOrganisationId,
    string Title,
    string Neighbourhood,
    DateOnly From,
    DateOnly Until,
    IReadOnlyList<Guid> Organisations,
    IReadOnlyList<ListedPartner> Partners,
    IReadOnlyList<ListedReturn> Returns,
    IReadOnlyList<ListedClaim> Claims,
    IReadOnlyList<ProgrammeTotal> Totals
)
{
    /// <summary>What is charged to it, as codes are compared.</summary>
    public IReadOnlyList<string> Codes { get; init; } = [];

    /// <summary>From which number on people are told, where its funder has said.</summary>
    public int? PeopleLimit { get; init; }

    /// <summary>Until when the funder may ask for evidence, where it is known.</summary>
    public DateOnly? EvidenceUntil { get; init; }

    public ReturnState? Return(Guid partner, Quarter quarter) =>
        Returns.FirstOrDefault(r => r.PartnerId == partner && r.Quarter == quarter.ToString())?.State;
}

/// <summary>Programmes, by those who lead them and who deliver in them.</summary>
public sealed class ProgrammeList : TableView<ProgrammeRow>
{
    public override string Name => "programmes";
    public override Composite Composite => Composites.Programmes;

    protected override IReadOnlyDictionary<string, string> Indexes =>
        new Dictionary<string, string>
        {
            ["limited"] = "(key) where data ->> 'peopleLimit' is not null",
            ["kept"] = "((data ->> 'evidenceUntil')) where data ->> 'evidenceUntil' is not null",
            ["organisations"] = "using gin ((data -> 'organisations') jsonb_path_ops) with (fastupdate = off)",
        };

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type>
        {
            typeof(ProgrammeOpened),
            typeof(ProgrammeCodeTaken),
            typeof(ProgrammePeopleLimitSet),
            typeof(ProgrammeEvidenceKept),
            typeof(ProgrammeSponsorNamed),
            typeof(ProgrammeSponsorStoodDown),
            typeof(ProgrammePartnerJoined),
            typeof(ProgrammePartnerLeft),
            typeof(PartnerOwnerNamed),
            typeof(PartnerPromiseMade),
            typeof(PartnerPromiseSettled),
            typeof(PartnerReturnSubmitted),
            typeof(PartnerReturnSentBack),
            typeof(PartnerReturnAccepted),
            typeof(ProgrammeClaimed),
        };

    public override IEnumerable<Guid> Keys(IEvent e) =>
        e.Data switch
        {
            PartnerReturnSubmitted f => [f.ProgrammeId],
            PartnerReturnSentBack f => [f.ProgrammeId],
            PartnerReturnAccepted f => [f.ProgrammeId],
            ProgrammeClaimed f => [f.ProgrammeId],
            _ => [e.StreamId],
        };

    public override ProgrammeRow? Apply(Guid key, ProgrammeRow? row, IEvent e) =>
        (row, e.Data) switch
        {
            (null, ProgrammeOpened f) => new ProgrammeRow(
                key,
                f.LeadOrganisationId,
                f.Title,
                f.Neighbourhood,
                f.From,
                f.Until,
                [f.LeadOrganisationId],
                [],
                [],
                [],
                []
            ),
            (null, _) => null,
            (_, ProgrammeCodeTaken f) => row with { Codes = [.. row.Codes, ProgrammeEvaluation.CodeOf(f.Code)] },
            (_, ProgrammeEvidenceKept f) => row with { EvidenceUntil = f.Until },
            (_, ProgrammePeopleLimitSet f) => row with { PeopleLimit = f.Limit },
            (_, ProgrammeSponsorNamed f) => With(row, f.PartnerId, p => p with { Sponsored = true }),
            (_, ProgrammeSponsorStoodDown f) => With(row, f.PartnerId, p => p with { Sponsored = false }),
            (_, ProgrammePartnerJoined f) => row with
            {
                Organisations = f.OrganisationId is { } own ? [.. row.Organisations.Append(own).Distinct()] : row.Organisations,
                Partners =
                [
                    .. row.Partners.Where(p => p.PartnerId != f.PartnerId),
                    new ListedPartner(f.PartnerId, f.Name, f.OrganisationId, f.On, null, null, []),
                ],
            },
            (_, ProgrammePartnerLeft f) => With(row, f.PartnerId, p => p with { Left = f.On }),
            (_, PartnerOwnerNamed f) => With(row, f.PartnerId, p => p with { Owner = f.Owner }),
            (_, PartnerPromiseMade f) => With(
                row,
                f.PartnerId,
                p => p with { Promises = [.. p.Promises, new ListedPromise(f.PromiseId, f.ByPartner, f.What, f.Due)] }
            ),
            (_, PartnerPromiseSettled f) => With(
                row,
                f.PartnerId,
                p => p with { Promises = [.. p.Promises.Where(m => m.PromiseId != f.PromiseId)] }
            ),
            (_, PartnerReturnSubmitted f) => Returned(row, f.PartnerId, f.Quarter, ReturnState.Submitted),
            (_, PartnerReturnSentBack f) => Returned(row, f.PartnerId, f.Quarter, ReturnState.SentBack),
            (_, PartnerReturnAccepted f) => Returned(row, f.PartnerId, f.Quarter, ReturnState.Accepted),
            (_, ProgrammeClaimed f) => row with
            {
                Claims =
                [
                    .. row.Claims,
                    new ListedClaim(
                        f.ClaimId,
                        f.Quarter,
                        e.Timestamp,
                        f.Lines.Count,
                        f.Lines.Count(l => l.Reason is not null),
                        f.Held.Count
                    ),
                ],
                Totals = f.Totals,
            },
            _ => row,
        };

    private static ProgrammeRow With(ProgrammeRow row, Guid partner, Func<ListedPartner, ListedPartner> change) =>
        row with
        {
            Partners = [.. row.Partners.Select(p => p.PartnerId == partner ? change(p) : p)],
        };

    private static ProgrammeRow Returned(ProgrammeRow row, Guid partner, string quarter, ReturnState state) =>
        row with
        {
            Returns =
            [
                .. row.Returns.Where(r => r.PartnerId != partner || r.Quarter != quarter),
                new ListedReturn(partner, quarter, state),
            ],
        };

    /// <summary>The programmes this organisation leads or delivers in.</summary>
    public Task<Rows<ProgrammeRow>> OfAsync(ViewRows rows, Guid organisation, Guid? after, int? limit, CancellationToken cancel) =>
        rows.PageAsync(this, "data -> 'organisations' @> to_jsonb($1)", [organisation.ToString()], after, limit, cancel);

    public Task<Rows<ProgrammeRow>> AllAsync(ViewRows rows, Guid? after, int? limit, CancellationToken cancel) =>
        rows.PageAsync(this, "true", [], after, limit, cancel);
}
