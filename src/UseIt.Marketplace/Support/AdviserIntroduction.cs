using System.Collections.Immutable;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;

namespace UseIt.Marketplace.Support;

/// <summary>An adviser brings an enterprise and a buyer, or another enterprise, together: with both parties' yes, or not at all.</summary>
public sealed record AdviserIntroduction(
    Guid SupportOrganisation,
    Guid Enterprise,
    Guid Other,
    bool OtherBuys,
    ImmutableDictionary<Guid, (Guid Person, bool Agreed)> Answers
) : IState<AdviserIntroduction>
{
    public static AdviserIntroduction Empty { get; } =
        new(Guid.Empty, Guid.Empty, Guid.Empty, false, ImmutableDictionary<Guid, (Guid, bool)>.Empty);

    /// <summary>Whether both have said yes, after which nobody takes it back.</summary>
    public bool Made { get; init; }

    public bool Declined => Answers.Values.Any(a => !a.Agreed);

    public AdviserIntroduction Evolve(object fact) =>
        fact switch
        {
            AdviserIntroductionProposed e => this with
            {
                SupportOrganisation = e.SupportOrganisationId,
                Enterprise = e.EnterpriseId,
                Other = e.OtherId,
                OtherBuys = e.OtherBuys,
            },
            AdviserIntroductionAnswered e => this with { Answers = Answers.SetItem(e.OrganisationId, (e.PersonId, e.Agreed)) },
            AdviserIntroductionMade => this with { Made = true },
            _ => this,
        };

    /// <summary>The party this actor may speak for; none for who judges bids alone.</summary>
    public Guid? PartyOf(Actor actor) =>
        new[] { Enterprise, Other }
            .Where(o => o != Guid.Empty && actor.ActsFor(o, [.. AdviserIntroductionRow.Answerers]))
            .Select(o => (Guid?)o)
            .FirstOrDefault();
}

/// <summary>Whom the people of one buyer were introduced to by advisers.</summary>
public sealed record BuyerIntroductions(int Count) : IState<BuyerIntroductions>
{
    public static BuyerIntroductions Empty { get; } = new(0);

    public BuyerIntroductions Evolve(object fact) => fact is BuyerIntroducedByAdviser ? new(Count + 1) : this;
}

/// <summary>An organisation as somebody it may be introduced to.</summary>
public sealed record OrganisationToIntroduce(bool Buys, bool IsEnterprise, bool Checked, bool Gone) : IState<OrganisationToIntroduce>
{
    public static OrganisationToIntroduce Empty { get; } = new(false, false, false, false);

    public static string StreamType => "organisation";

    public bool MayBe => (Buys || IsEnterprise) && Checked && !Gone;

    public OrganisationToIntroduce Evolve(object fact) =>
        fact switch
        {
            OrganisationRegistered e => this with
            {
                Buys = e.Kinds.Contains(OrganisationKind.Buyer),
                IsEnterprise = e.Kinds.Contains(OrganisationKind.Enterprise),
            },
            OrganisationIdentityChecked => this with { Checked = true },
            OrganisationSuspended or OrganisationMerged or OrganisationClosed => this with { Gone = true },
            OrganisationReinstated => this with { Gone = false },
            _ => this,
        };
}
