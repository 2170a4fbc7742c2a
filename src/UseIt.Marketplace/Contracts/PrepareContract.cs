using JasperFx.Events;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Contracts;

/// <summary>
/// Makes the contract of a confirmed award, with every commitment the winning bid promised. The confirmation itself sends it.
/// </summary>
public sealed record PrepareContract(
    Guid AwardId,
    Guid TenderId,
    Guid BuyerId,
    Guid LotId,
    Guid BidId,
    Guid? ConsortiumId,
    IReadOnlyList<Guid> Suppliers,
    Money Value
) : Message, ICommand
{
    public Guid ContractId => Contract.IdOf(AwardId);
}

public static class PrepareContractHandler
{
    public sealed record Promises(IReadOnlyList<PromisedCommitment> Made);

    public static Access Authorise(Actor actor) => actor.IsSystem ? Access.Granted : Access.NotFound;

    public static async Task<Promises> Load(PrepareContract command, Actor actor, OpenedBids bids, CancellationToken cancel) =>
        new(
            (await bids.ReadAsync(command.TenderId, command.LotId, actor, "prepare the contract", cancel))
                .Single(b => b.BidId == command.BidId)
                .Commitments
        );

    public static Decision Handle(
        PrepareContract command,
        Stream<Contract> contract,
        [Peek] AwardedTender tender,
        [Peek] WonBid bid,
        Promises promises
    )
    {
        if (contract.Exists)
            return Decision.Nothing;
        var commitments = promises
            .Made.Where(p =>
                tender.Requirements.GetValueOrDefault(p.RequirementId) is { Kind: RequirementKind.Commitment, Metric: not null }
            )
            .OrderBy(p => p.RequirementId)
            .Select(p =>
                (Id: Commitment.IdOf(p.RequirementId, command.BidId), Promise: p, Requirement: tender.Requirements[p.RequirementId])
            )
            .ToArray();
        var title = tender.TitleOf(command.LotId);
        var terms = new ContractTerms(
            command.ContractId,
            command.AwardId,
            title,
            command.BuyerId,
            command.Suppliers,
            bid.LeadId,
            command.Value,
            tender.Period,
            [
                .. commitments.Select(c => new CommitmentTerm(
                    c.Id,
                    c.Requirement.Title,
                    c.Promise.Promise,
                    c.Requirement.Metric!.Framework,
                    c.Requirement.Metric.Edition,
                    c.Requirement.Metric.Code,
                    c.Promise.Quantity,
                    c.Requirement.Metric.Unit,
                    c.Requirement.Metric.Due
                )),
            ]
        );
        var decision = Decision.On<Contract>(
            command.ContractId,
            new ContractPrepared(
                command.ContractId,
                command.AwardId,
                command.TenderId,
                command.LotId,
                command.BuyerId,
                command.Suppliers,
                bid.LeadId,
                command.ConsortiumId,
                title,
                command.Value,
                tender.Period,
                terms.Sha256(),
                [.. commitments.Select(c => c.Id)]
            )
        );
        foreach (var (id, promise, requirement) in commitments)
        {
            decision.And<Commitment>(
                id,
                new CommitmentPromised(
                    id,
                    requirement.RequirementId,
                    command.TenderId,
                    command.LotId,
                    command.BidId,
                    bid.AnswersFor(promise.MemberId, command.Suppliers),
                    requirement.Title,
                    promise.Promise,
                    requirement.Metric!,
                    promise.Quantity,
                    Additional: promise.HappensAnyway == false,
                    promise.HappensAnyway
                ),
                new CommitmentContracted(id, command.ContractId, command.BuyerId, command.Suppliers, requirement.Metric!.Due)
            );
        }
        return decision;
    }
}

/// <summary>An award that stands becomes a contract.</summary>
public sealed class ContractFromAward() : Reaction("contract_from_award", typeof(AwardConfirmed))
{
    public override IEnumerable<(object Message, DateTimeOffset? Due)> React(IEvent e) =>
        e.Data is AwardConfirmed a
            ? [(new PrepareContract(a.AwardId, a.TenderId, a.BuyerId, a.LotId, a.BidId, a.ConsortiumId, a.Suppliers, a.Value), null)]
            : [];
}
