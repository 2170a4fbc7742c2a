using System.Collections.Immutable;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Funding;

public enum GrantStage
{
    None,
    Applied,
    Rejected,
    Offered,
    Accepted,
    Declined,
}

/// <summary>A part of a grant asked for; paid, refused, or nothing said yet.</summary>
public sealed record Drawdown(Money Amount, bool? Paid, Guid AskedBy);

/// <summary>A grant as decisions need to know it.</summary>
public sealed record Grant(
    GrantApplied? Applied,
    GrantStage Stage,
    ImmutableDictionary<Guid, GrantInterest> Interests,
    ImmutableDictionary<Guid, GrantRecommended> Recommended,
    GrantTerms? Terms,
    string? TermsSha256,
    ImmutableDictionary<Guid, string> Met,
    ImmutableDictionary<Guid, Drawdown> Drawdowns
) : IState<Grant>
{
    public static Grant Empty { get; } =
        new(
            null,
            GrantStage.None,
            ImmutableDictionary<Guid, GrantInterest>.Empty,
            ImmutableDictionary<Guid, GrantRecommended>.Empty,
            null,
            null,
            ImmutableDictionary<Guid, string>.Empty,
            ImmutableDictionary<Guid, Drawdown>.Empty
        );

    public Guid Funder => Applied?.FunderId ?? Guid.Empty;
    public Guid Applicant => Applied?.ApplicantId ?? Guid.Empty;

    /// <summary>Those of the panel who have said that nothing binds them to the applicant, and what they recommend.</summary>
    public IEnumerable<GrantRecommended> Panel =>
        Recommended.Values.Where(r => Interests.TryGetValue(r.Person, out var interest) && interest == GrantInterest.None);

    /// <summary>What was asked for and not refused.</summary>
    public Money Drawn => Money.Sum(Drawdowns.Values.Where(d => d.Paid != false).Select(d => d.Amount));

    public Grant Evolve(object fact) =>
        fact switch
        {
            GrantApplied e => this with { Applied = e, Stage = GrantStage.Applied },
            GrantInterestDeclared e => this with { Interests = Interests.SetItem(e.Person, e.Interest) },
            GrantRecommended e => this with { Recommended = Recommended.SetItem(e.Person, e) },
            GrantRejected => this with { Stage = GrantStage.Rejected },
            GrantOffered e => this with { Stage = GrantStage.Offered, Terms = e.Terms, TermsSha256 = e.TermsSha256 },
            GrantAccepted => this with { Stage = GrantStage.Accepted },
            GrantDeclined => this with { Stage = GrantStage.Declined },
            GrantConditionMet e => this with { Met = Met.SetItem(e.ConditionId, e.Reference) },
            GrantDrawdownAsked e => this with { Drawdowns = Drawdowns.SetItem(e.DrawdownId, new Drawdown(e.Amount, null, e.By)) },
            GrantDrawdownPaid e => Settled(e.DrawdownId, paid: true),
            GrantDrawdownRefused e => Settled(e.DrawdownId, paid: false),
            _ => this,
        };

    private Grant Settled(Guid drawdown, bool paid) =>
        this with
        {
            Drawdowns = Drawdowns.SetItem(drawdown, Drawdowns[drawdown] with { Paid = paid }),
        };
}

/// <summary>An organisation as grants see it.</summary>
public sealed record GrantOrganisation(IReadOnlyList<OrganisationKind> Kinds, bool Checked, bool Gone) : IState<GrantOrganisation>
{
    public static GrantOrganisation Empty { get; } = new([], false, false);

    public static string StreamType => "organisation";

    private bool IsThere => Kinds.Count > 0 && Checked && !Gone;
    public bool Gives => IsThere && (Kinds.Contains(OrganisationKind.Support) || Kinds.Contains(OrganisationKind.Funder));
    public bool Takes => IsThere && Kinds.Contains(OrganisationKind.Enterprise);

    public GrantOrganisation Evolve(object fact) =>
        fact switch
        {
            OrganisationRegistered e => this with { Kinds = e.Kinds },
            OrganisationIdentityChecked => this with { Checked = true },
            OrganisationSuspended or OrganisationMerged or OrganisationClosed => this with { Gone = true },
            OrganisationReinstated => this with { Gone = false },
            _ => this,
        };
}

/// <summary>A document as evidence of a drawdown: it is there and belongs to who shows it.</summary>
public sealed record GrantDocument(Guid? OwnerId) : IState<GrantDocument>
{
    public static GrantDocument Empty { get; } = new((Guid?)null);

    public static string StreamType => "document";

    public GrantDocument Evolve(object fact) =>
        fact switch
        {
            DocumentStored e => new GrantDocument(e.OwnerId),
            DocumentDiscarded => Empty,
            _ => this,
        };
}
