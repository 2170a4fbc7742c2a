using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;

namespace UseIt.Marketplace.Programmes;

public sealed record ListedClaim(Guid ClaimId, string Quarter, DateTimeOffset MadeAt, int Lines, int Adjustments, int Held);

public sealed record ListedReturn(Guid PartnerId, string Quarter, ReturnState State);

/// <summary>A programme as it stands in lists, with its returns and claims.</summary>
public sealed record ProgrammeRow(
    Guid ProgrammeId,
    Guid LeadOrganisationId,
    string Title,
    string Neighbourhood,
    DateOnly From,
    DateOnly Until,
    IReadOnlyList<Guid> Organisations,
    IReadOnlyList<ListedReturn> Returns,
    IReadOnlyList<ListedClaim> Claims,
    IReadOnlyList<ProgrammeTotal> Totals
);

/// <summary>Programmes, by those who lead them and who deliver in them.</summary>
public sealed class ProgrammeList : TableView<ProgrammeRow>
{
    public override string Name => "programmes";
    public override Composite Composite => Composites.Programmes;

    protected override IReadOnlyDictionary<string, string> Indexes =>
        new Dictionary<string, string> { ["organisations"] = "using gin ((data -> 'organisations'))" };

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type>
        {
            typeof(ProgrammeOpened),
            typeof(ProgrammePartnerJoined),
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
                []
            ),
            (null, _) => null,
            (_, ProgrammePartnerJoined { OrganisationId: { } organisation }) => row with
            {
                Organisations = [.. row.Organisations.Append(organisation).Distinct()],
            },
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
        rows.PageAsync(this, "data -> 'organisations' ? $1", [organisation.ToString()], after, limit, cancel);

    public Task<Rows<ProgrammeRow>> AllAsync(ViewRows rows, Guid? after, int? limit, CancellationToken cancel) =>
        rows.PageAsync(this, "true", [], after, limit, cancel);
}
