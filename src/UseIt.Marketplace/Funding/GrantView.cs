using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Funding;

public sealed record DrawdownRow(
    Guid DrawdownId,
    Money Amount,
    string Evidence,
    IReadOnlyList<Guid> DocumentIds,
    DateOnly AskedOn,
    DateOnly? PaidOn,
    string? Reference,
    string? RefusedBecause
);

public sealed record ConditionRow(Guid ConditionId, string What, string? Reference);

/// <summary>Somebody of the panel: what they declared, and what they recommend.</summary>
public sealed record PanelRow(Guid Person, GrantInterest? Interest, bool? For, string? Reason);

/// <summary>A grant with all that its two sides see; the panel is the funder's alone.</summary>
public sealed record GrantRow(
    Guid GrantId,
    Guid FunderId,
    Guid ApplicantId,
    string Title,
    string Description,
    Money Applied,
    DateOnly From,
    DateOnly Until,
    DateOnly AppliedOn,
    GrantStage Stage,
    IReadOnlyList<PanelRow> Panel,
    string? Reason,
    Money? Amount,
    DateOnly? AcceptBy,
    string? TermsSha256,
    DateOnly? OfferedOn,
    DateOnly? AcceptedOn,
    IReadOnlyList<ConditionRow> Conditions,
    IReadOnlyList<DrawdownRow> Drawdowns,
    DateTimeOffset ChangedAt
)
{
    public Money Paid => Money.Sum(Drawdowns.Where(d => d.PaidOn is not null).Select(d => d.Amount).DefaultIfEmpty(new Money(0m)));

    /// <summary>Both sides, for the list of each.</summary>
    public IReadOnlyList<Guid> Parties => [FunderId, ApplicantId];

    public GrantRow ForApplicant() => this with { Panel = [] };
}

/// <summary>Grants applied for and given.</summary>
public sealed class GrantView : TableView<GrantRow>
{
    public override string Name => "grants";
    public override Composite Composite => Composites.Programmes;

    protected override IReadOnlyList<string> Columns =>
        [
            "funder text generated always as (data ->> 'funderId') stored",
            "applicant text generated always as (data ->> 'applicantId') stored",
            "given boolean generated always as (data ->> 'stage' = 'Accepted') stored",
        ];

    protected override IReadOnlyDictionary<string, string> Indexes =>
        new Dictionary<string, string>
        {
            ["funder"] = "(funder, key)",
            ["applicant"] = "(applicant, key)",
            ["given"] = "(key) where given",
        };

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type>
        {
            typeof(GrantApplied),
            typeof(GrantInterestDeclared),
            typeof(GrantRecommended),
            typeof(GrantRejected),
            typeof(GrantOffered),
            typeof(GrantAccepted),
            typeof(GrantDeclined),
            typeof(GrantConditionMet),
            typeof(GrantDrawdownAsked),
            typeof(GrantDrawdownPaid),
            typeof(GrantDrawdownRefused),
        };

    public override IEnumerable<Guid> Keys(IEvent e) => [e.StreamId];

    public override GrantRow? Apply(Guid key, GrantRow? row, IEvent e)
    {
        var day = UkTime.DayOf(e.Timestamp);
        var after = (row, e.Data) switch
        {
            (null, GrantApplied f) => new GrantRow(
                key,
                f.FunderId,
                f.ApplicantId,
                f.Title,
                f.Description,
                f.Amount,
                f.From,
                f.Until,
                day,
                GrantStage.Applied,
                [],
                null,
                null,
                null,
                null,
                null,
                null,
                [],
                [],
                e.Timestamp
            ),
            (null, _) => null,
            (_, GrantInterestDeclared f) => Of(row, f.Person, p => p with { Interest = f.Interest }),
            (_, GrantRecommended f) => Of(row, f.Person, p => p with { For = f.For, Reason = f.Reason }),
            (_, GrantRejected f) => row with { Stage = GrantStage.Rejected, Reason = f.Reason },
            (_, GrantOffered f) => row with
            {
                Stage = GrantStage.Offered,
                Reason = f.Reason,
                Amount = f.Terms.Amount,
                AcceptBy = f.Terms.AcceptBy,
                TermsSha256 = f.TermsSha256,
                OfferedOn = day,
                Conditions = [.. f.Terms.Conditions.Select(c => new ConditionRow(c.ConditionId, c.What, null))],
            },
            (_, GrantAccepted) => row with { Stage = GrantStage.Accepted, AcceptedOn = day },
            (_, GrantDeclined f) => row with { Stage = GrantStage.Declined, Reason = f.Reason },
            (_, GrantConditionMet f) => row with
            {
                Conditions = [.. row.Conditions.Select(c => c.ConditionId == f.ConditionId ? c with { Reference = f.Reference } : c)],
            },
            (_, GrantDrawdownAsked f) => row with
            {
                Drawdowns = [.. row.Drawdowns, new DrawdownRow(f.DrawdownId, f.Amount, f.Evidence, f.DocumentIds, day, null, null, null)],
            },
            (_, GrantDrawdownPaid f) => Of(row, f.DrawdownId, d => d with { PaidOn = f.On, Reference = f.Reference }),
            (_, GrantDrawdownRefused f) => Of(row, f.DrawdownId, d => d with { RefusedBecause = f.Reason }),
            _ => row,
        };
        return after is null ? null : after with { ChangedAt = e.Timestamp };
    }

    private static GrantRow Of(GrantRow row, Guid person, Func<PanelRow, PanelRow> change) =>
        row with
        {
            Panel = row.Panel.Any(p => p.Person == person)
                ? [.. row.Panel.Select(p => p.Person == person ? change(p) : p)]
                : [.. row.Panel, change(new PanelRow(person, null, null, null))],
        };

    private static GrantRow Of(GrantRow row, Guid drawdown, Func<DrawdownRow, DrawdownRow> change) =>
        row with
        {
            Drawdowns = [.. row.Drawdowns.Select(d => d.DrawdownId == drawdown ? change(d) : d)],
        };

    /// <summary>One grant as this person may read it.</summary>
    public async Task<GrantRow?> OneAsync(NpgsqlDataSource database, Actor actor, Guid grant, CancellationToken cancel) =>
        await this.FindAsync(database, grant, cancel) is not { } row || !GrantAccess.Reads(actor, row.FunderId, row.ApplicantId) ? null
        : actor.ActsFor(row.FunderId, GrantAccess.Panel) ? row
        : row.ForApplicant();

    /// <summary>What an organisation gives, or applies for.</summary>
    public async Task<Rows<GrantRow>> OfAsync(ViewRows rows, Actor actor, Guid? after, int? limit, CancellationToken cancel)
    {
        if (actor.Organisation is not { } own)
            return new Rows<GrantRow>([], null);
        if (actor.ActsFor(own, GrantAccess.Panel))
            return await rows.PageAsync(this, "funder = $1", [own.ToString()], after, limit, cancel);
        if (!actor.ActsFor(own, GrantAccess.Applying))
            return new Rows<GrantRow>([], null);
        var page = await rows.PageAsync(this, "applicant = $1", [own.ToString()], after, limit, cancel);
        return page with { Items = [.. page.Items.Select(g => g.ForApplicant())] };
    }

    /// <summary>Grants that were accepted: what is published.</summary>
    public Task<Rows<GrantRow>> GivenAsync(ViewRows rows, Guid? after, int? limit, CancellationToken cancel) =>
        rows.PageAsync(this, "given", [], after, limit, cancel);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/api/v1/grants",
                async (Guid? after, int? limit, HttpContext http, Actors actors, GrantView view, ViewRows rows, ReadYourWrite fresh) =>
                {
                    await fresh.WaitAsync(http, view);
                    var actor = await actors.OfAsync(http, http.RequestAborted);
                    return Results.Json(await view.OfAsync(rows, actor, after, limit, http.RequestAborted), EventJson.Options);
                }
            )
            .AllowedTo(AllowedTo.Person)
            .Produces<Rows<GrantRow>>()
            .WithName("ListGrants")
            .WithTags("Grants");
        routes
            .MapGet(
                "/api/v1/grants/{grantId:guid}",
                async (Guid grantId, HttpContext http, Actors actors, GrantView view, NpgsqlDataSource database, ReadYourWrite fresh) =>
                {
                    await fresh.WaitAsync(http, view);
                    var actor = await actors.OfAsync(http, http.RequestAborted);
                    return await view.OneAsync(database, actor, grantId, http.RequestAborted) is { } row
                        ? Results.Json(row, EventJson.Options)
                        : Problems.NotFound();
                }
            )
            .AllowedTo(AllowedTo.Person)
            .Produces<GrantRow>()
            .WithName("ReadGrant")
            .WithTags("Grants");
    }
}
