using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.SocialValue;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Programmes;

public sealed record Strand(Guid StrandId, string Title, string Question, Guid? LeadPartnerId);

public sealed record PartnerPromise(Guid PromiseId, bool ByPartner, string What, DateOnly Due, bool? Kept, DateOnly? SettledOn);

/// <summary>Who of an institution answers for its part.</summary>
public sealed record Sponsor(Guid SponsorId, Protected Name, string JobTitle, DateOnly Since);

/// <summary>A partner from the day it joined, to the day it left.</summary>
public sealed record Partner(
    Guid PartnerId,
    string Name,
    Guid? OrganisationId,
    DateOnly Joined,
    DateOnly? Left,
    IReadOnlyList<Guid> Strands,
    Guid? Owner,
    DateOnly? LastContact,
    Sponsor? Sponsor,
    IReadOnlyList<PartnerPromise> Promises
)
{
    public bool On(DateOnly day) => Joined <= day && (Left is null || day < Left);
}

public sealed record Target(string Indicator, decimal Value, DateOnly By);

public sealed record BudgetLine(string Line, string Title, Money Amount, Quarter From, Quarter Until)
{
    /// <summary>What should be spent by the end of a quarter: the amount spread evenly, to the penny.</summary>
    public Money ProfileBy(Quarter quarter) =>
        quarter >= Until ? Amount
        : From.Until(quarter) is var parts and > 0 ? Money.Sum(Amount.Split([.. Enumerable.Repeat(1m, From.Until(Until))]).Take(parts))
        : Money.Zero;
}

/// <summary>A figure as it was published, with what it means.</summary>
public sealed record PublishedFigure(
    Guid FigureId,
    string Measure,
    string Said,
    decimal Value,
    string Unit,
    FigureKind Kind,
    string Definition,
    DateOnly AsAt,
    string Source
);

public sealed record Programme(
    Guid LeadOrganisation,
    string Title,
    string Neighbourhood,
    string RuleSet,
    DateOnly SignedOn,
    DateOnly From,
    DateOnly Until,
    Guid? CopiedFrom
) : IState<Programme>
{
    public static Programme Empty { get; } = new(Guid.Empty, "", "", "", default, default, default, null);

    public IReadOnlyList<string> Codes { get; init; } = [];
    public IReadOnlyList<Strand> Strands { get; init; } = [];
    public IReadOnlyList<Partner> Partners { get; init; } = [];
    public IReadOnlyList<Target> Targets { get; init; } = [];
    public IReadOnlyList<BudgetLine> Budget { get; init; } = [];
    public IReadOnlyList<PublishedFigure> Figures { get; init; } = [];

    /// <summary>From which number on people are told.</summary>
    public int PeopleLimit { get; init; } = SmallNumbers.Limit;

    /// <summary>Until when the funder may ask for evidence, where it is known.</summary>
    public DateOnly? EvidenceUntil { get; init; }

    public IndicatorRuleSet? Rules => IndicatorRules.Find(RuleSet);

    /// <summary>The funder's indicators, then the programme's own measures.</summary>
    public IEnumerable<Indicator> Indicators => (Rules?.Indicators ?? []).Concat(IndicatorRules.Measures);

    public Partner? Partner(Guid partner) => Partners.FirstOrDefault(p => p.PartnerId == partner);

    public Programme Evolve(object fact) =>
        fact switch
        {
            ProgrammeOpened e => this with
            {
                LeadOrganisation = e.LeadOrganisationId,
                Title = e.Title,
                Neighbourhood = e.Neighbourhood,
                RuleSet = e.RuleSet,
                SignedOn = e.AgreementSignedOn,
                From = e.From,
                Until = e.Until,
                CopiedFrom = e.CopiedFrom,
            },
            ProgrammeCodeTaken e => this with { Codes = [.. Codes, e.Code] },
            ProgrammeStrandSet e => this with
            {
                Strands = Put(Strands, s => s.StrandId == e.StrandId, new Strand(e.StrandId, e.Title, e.Question, e.LeadPartnerId)),
            },
            ProgrammePartnerJoined e => this with
            {
                Partners = Put(
                    Partners,
                    p => p.PartnerId == e.PartnerId,
                    new Partner(e.PartnerId, e.Name, e.OrganisationId, e.On, null, e.Strands, null, null, null, [])
                ),
            },
            ProgrammePartnerLeft e => With(e.PartnerId, p => p with { Left = e.On }),
            PartnerOwnerNamed e => With(e.PartnerId, p => p with { Owner = e.Owner }),
            PartnerContacted e => With(e.PartnerId, p => p with { LastContact = p.LastContact > e.On ? p.LastContact : e.On }),
            PartnerPromiseMade e => With(
                e.PartnerId,
                p => p with { Promises = [.. p.Promises, new PartnerPromise(e.PromiseId, e.ByPartner, e.What, e.Due, null, null)] }
            ),
            PartnerPromiseSettled e => With(
                e.PartnerId,
                p =>
                    p with
                    {
                        Promises = [.. p.Promises.Select(m => m.PromiseId == e.PromiseId ? m with { Kept = e.Kept, SettledOn = e.On } : m)],
                    }
            ),
            ProgrammeSponsorNamed e => With(e.PartnerId, p => p with { Sponsor = new Sponsor(e.SponsorId, e.Name, e.JobTitle, e.Since) }),
            ProgrammeSponsorStoodDown e => With(e.PartnerId, p => p.Sponsor?.SponsorId == e.SponsorId ? p with { Sponsor = null } : p),
            ProgrammeEvidenceKept e => this with { EvidenceUntil = e.Until },
            ProgrammePeopleLimitSet e => this with { PeopleLimit = e.Limit },
            ProgrammeTargetSet e => this with
            {
                Targets = Put(Targets, t => t.Indicator == e.Indicator, new Target(e.Indicator, e.Value, e.By)),
            },
            ProgrammeBudgetSet e => this with
            {
                Budget = Put(
                    Budget,
                    b => b.Line == e.Line,
                    new BudgetLine(e.Line, e.Title, e.Amount, Quarter.Read(e.From)!.Value, Quarter.Read(e.Until)!.Value)
                ),
            },
            ProgrammeFigurePublished e => this with
            {
                Figures =
                [
                    .. Figures,
                    new PublishedFigure(e.FigureId, e.Measure, e.Said, e.Value, e.Unit, e.Kind, e.Definition, e.AsAt, e.Source),
                ],
            },
            _ => this,
        };

    private Programme With(Guid partner, Func<Partner, Partner> change) =>
        this with
        {
            Partners = [.. Partners.Select(p => p.PartnerId == partner ? change(p) : p)],
        };

    private static IReadOnlyList<T> Put<T>(IReadOnlyList<T> all, Func<T, bool> same, T one) =>
        all.Any(same) ? [.. all.Select(a => same(a) ? one : a)] : [.. all, one];
}
