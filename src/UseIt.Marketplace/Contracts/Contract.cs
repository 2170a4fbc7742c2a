using System.Collections.Immutable;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Contracts;

public enum ContractStage
{
    None,
    Prepared,
    Signed,
    Ended,
}

public sealed record Milestone(string Title, DateOnly Due, MilestoneStatus Status, DateOnly? On);

public sealed record Contract(
    Guid AwardId,
    Guid TenderId,
    Guid LotId,
    Guid BuyerId,
    IReadOnlyList<Guid> Suppliers,
    Guid LeadId,
    Guid? ConsortiumId,
    string Title,
    Money Value,
    Period? Period,
    string TermsSha256,
    IReadOnlyList<Guid> Commitments,
    ImmutableSortedDictionary<Guid, Signature> Signatures,
    ImmutableSortedDictionary<Guid, Milestone> Milestones,
    ContractStage Stage
) : IState<Contract>
{
    public static Contract Empty { get; } =
        new(
            Guid.Empty,
            Guid.Empty,
            Guid.Empty,
            Guid.Empty,
            [],
            Guid.Empty,
            null,
            "",
            Money.Zero,
            null,
            "",
            [],
            ImmutableSortedDictionary<Guid, Signature>.Empty,
            ImmutableSortedDictionary<Guid, Milestone>.Empty,
            ContractStage.None
        );

    public static Guid IdOf(Guid awardId) => UuidV5.Of(awardId, "contract");

    /// <summary>Everybody who signs: the buyer and each supplier.</summary>
    public IEnumerable<Guid> Parties => Suppliers.Prepend(BuyerId);

    public Contract Evolve(object fact) =>
        fact switch
        {
            ContractPrepared e => this with
            {
                AwardId = e.AwardId,
                TenderId = e.TenderId,
                LotId = e.LotId,
                BuyerId = e.BuyerId,
                Suppliers = e.Suppliers,
                LeadId = e.LeadId,
                ConsortiumId = e.ConsortiumId,
                Title = e.Title,
                Value = e.Value,
                Period = e.Period,
                TermsSha256 = e.TermsSha256,
                Commitments = e.Commitments,
                Stage = ContractStage.Prepared,
            },
            ContractPartySigned e => this with { Signatures = Signatures.SetItem(e.PartyId, e.Signature) },
            ContractSigned => this with { Stage = ContractStage.Signed },
            MilestoneSet e => this with
            {
                Milestones = Milestones.SetItem(e.MilestoneId, new Milestone(e.Title, e.Due, MilestoneStatus.Scheduled, null)),
            },
            MilestoneReported e => this with
            {
                Milestones = Milestones.SetItem(e.MilestoneId, Milestones[e.MilestoneId] with { Status = e.Status, On = e.On }),
            },
            ContractEnded => this with { Stage = ContractStage.Ended },
            _ => this,
        };
}
