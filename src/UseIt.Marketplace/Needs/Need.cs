using System.Collections.Immutable;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;

namespace UseIt.Marketplace.Needs;

public enum NeedStage
{
    Open,
    Accepted,
    Done,
    Confirmed,
    Withdrawn,
}

/// <summary>A need as decisions need to know it.</summary>
public sealed record Need(
    Guid Group,
    NeedStage Stage,
    ImmutableDictionary<Guid, Guid> Offers,
    Guid? Accepted,
    (Guid Contract, Guid Commitment)? Attributed
) : IState<Need>
{
    public static Need Empty { get; } = new(Guid.Empty, NeedStage.Open, ImmutableDictionary<Guid, Guid>.Empty, null, null);

    /// <summary>Whose offer was accepted.</summary>
    public Guid? Supplier => Accepted is { } offer ? Offers[offer] : null;

    public Need Evolve(object fact) =>
        fact switch
        {
            NeedPosted e => this with { Group = e.GroupId },
            NeedWithdrawn => this with { Stage = NeedStage.Withdrawn },
            NeedOfferMade e => this with { Offers = Offers.SetItem(e.OfferId, e.OrganisationId) },
            NeedOfferWithdrawn e => Accepted == e.OfferId
                ? this with
                {
                    Offers = Offers.Remove(e.OfferId),
                    Accepted = null,
                    Stage = NeedStage.Open,
                }
                : this with
                {
                    Offers = Offers.Remove(e.OfferId),
                },
            NeedOfferAccepted e => this with { Accepted = e.OfferId, Stage = NeedStage.Accepted },
            NeedOfferAttributed e => this with { Attributed = (e.ContractId, e.CommitmentId) },
            NeedDone => this with { Stage = NeedStage.Done },
            NeedNotMet => this with { Stage = NeedStage.Accepted },
            NeedConfirmed => this with { Stage = NeedStage.Confirmed },
            _ => this,
        };
}

/// <summary>Who posts a need: known to be who it says it is, before everybody reads it.</summary>
public sealed record PostingGroup(bool Checked) : IState<PostingGroup>
{
    public static PostingGroup Empty { get; } = new(Checked: false);

    public static string StreamType => "organisation";

    public PostingGroup Evolve(object fact) => fact is OrganisationIdentityChecked ? this with { Checked = true } : this;
}

/// <summary>A contract as the needs board sees it: its parties, and whether it is in force.</summary>
public sealed record AttributingContract(Guid Buyer, IReadOnlyList<Guid> Suppliers, IReadOnlyList<Guid> Commitments, bool InForce)
    : IState<AttributingContract>
{
    public static AttributingContract Empty { get; } = new(Guid.Empty, [], [], InForce: false);

    public static string StreamType => "contract";

    public AttributingContract Evolve(object fact) =>
        fact switch
        {
            ContractPrepared e => this with { Buyer = e.BuyerId, Suppliers = e.Suppliers, Commitments = e.Commitments },
            ContractSigned => this with { InForce = true },
            ContractEnded => this with { InForce = false },
            _ => this,
        };
}
